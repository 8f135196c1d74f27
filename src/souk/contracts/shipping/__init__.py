"""The promises of shipping: methods, rates, parcels."""
