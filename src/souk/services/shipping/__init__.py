"""Shipping: what sending costs, and where the parcel is.

Owns: zones, methods and tariffs, consignments (what was asked to be sent under one key), shipments with their lines and steps,
who hands in a shop's parcels.
Says: shipment.created, shipment.status.updated, shipment.tracking.corrected.  Hears: nothing.  Asks: nobody; orders asks it to ship.

Read `models.py`, `rules/prices.py` and `use_cases/quoting.py` (what it costs), `use_cases/consigning.py` (ship and call off), `use_cases/handing_in.py` (what shops send by hand) and `use_cases/correcting.py`,
`use_cases/following.py` with `rules/progress.py` (what the carrier says, in whatever order), `ports.py` and
`adapters/sandbox_carrier.py` (who carries).
"""
