"""The promises of payments: money taken and given back."""
