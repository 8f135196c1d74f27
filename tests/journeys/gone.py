"""Removes the databases of a market from their servers: `python -m tests.journeys.gone`."""

from __future__ import annotations

from souk.process import compose, databases

if __name__ == "__main__":
    compose()
    from souk.kernel.data.migrating import drop

    for house in databases():
        drop(house)
