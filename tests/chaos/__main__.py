"""`make chaos`: both trials in full; `--short` for a minute's worth. `--distributed`: a storm over a market of processes."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.last_units import sell_last_units
from tests.chaos.storm import weather
from tests.chaos.sudden_death import survive


def main() -> int:
    short = "--short" in sys.argv
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="souk-chaos-") as folder:
        if "--distributed" in sys.argv:
            return _verdict(weather(Path(folder), seconds=24 if short else 120, say=_say))
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
    return _verdict(wrong)


def _verdict(wrong: list[str]) -> int:
    for line in wrong:
        print(f"WRONG: {line}")
    print("everything held" if not wrong else f"{len(wrong)} things went wrong")
    return 1 if wrong else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
