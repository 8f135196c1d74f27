"""The promises of cart: what a shopper means to buy."""
