"""The promises of shops: who sells on the street."""
