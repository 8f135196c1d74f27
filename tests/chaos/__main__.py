"""`make chaos`: both trials in full. `--short` for a minute's worth."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.last_units import sell_last_units
from tests.chaos.sudden_death import survive


def main() -> int:
    short = "--short" in sys.argv
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="souk-chaos-") as folder:
        began = time.monotonic()
        print("200 buyers for the last 10 units" if not short else "40 buyers for the last 10 units")
        (Path(folder) / "last").mkdir()
        wrong += sell_last_units(
            Path(folder) / "last", rounds=3 if short else 20, buyers=40 if short else 200, units=10, say=print
        )
        print(f"{time.monotonic() - began:.0f} s\n\nKilled in mid-checkout")
        (Path(folder) / "death").mkdir()
        wrong += survive(Path(folder) / "death", kills=3 if short else 20, checkouts=60 if short else 500)
        print(f"{time.monotonic() - began:.0f} s")
    for line in wrong:
        print(f"WRONG: {line}")
    print("everything held" if not wrong else f"{len(wrong)} things went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
