"""`make simulate SEEDS=500`, `SEED=1234` to see one again, `make sweep`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--seed", type=int, help="one seed, told at length")
    parser.add_argument("--bug", help="with this bug planted")
    parser.add_argument("--bugs", action="store_true", help="every planted bug: which seed finds it?")
    parser.add_argument("--sweep", action="store_true", help="die at every point of every checkout")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="souk-simulation-") as folder:
        os.environ["SOUK_DATA"] = str(Path(folder) / "var")
        os.environ["SOUK_LOG_LEVEL"] = "CRITICAL"
        os.environ["SOUK_PUBLIC_URL"] = "http://localhost"
        from souk.process import compose

        compose()
        logging.disable(logging.CRITICAL)  # the history has it all
        from tests.simulation import runs

        began = time.monotonic()
        if chosen.seed is not None:
            fine = runs.replay(chosen.seed, chosen.bug)
        elif chosen.sweep:
            from tests.simulation.sweep import sweep

            wrong = sweep(processes=chosen.processes)
            print("\n".join([f"WRONG: {sentence}" for sentence in wrong]) or "everything held")
            fine = not wrong
        elif chosen.bugs:
            fine = runs.find_bugs(chosen.seeds, chosen.processes, [chosen.bug] if chosen.bug else ())
        else:
            seeds = range(chosen.first, chosen.first + chosen.seeds)
            fine = runs.run(seeds, chosen.processes, chosen.bug)
        print(f"{time.monotonic() - began:.0f} s")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
