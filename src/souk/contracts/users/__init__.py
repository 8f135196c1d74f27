"""The promises of users: accounts, addresses, sign-in."""
