"""A house with one job, a bell that is tolled every second, run by Celery: `python -m tests.servers.clockwork beat|work BROKER FOLDER`.

Each toll writes down its turn when it begins and when it ends; while the folder has a file `slow`, a toll takes long.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

INTERVAL = 1.0


def main(role: str, broker: str, folder: Path) -> None:
    from souk.process import compose

    compose()
    from souk.kernel.models import JobRun
    from souk.kernel.work.celery_app import beat, celery_app, work
    from souk.kernel.work.jobs import Job

    def toll() -> None:
        turn = JobRun.objects.using("users").get(name="users.toll").last_run_at.timestamp()
        note(folder, "begin", turn)
        if (folder / "slow").exists():
            time.sleep(60)
        note(folder, "end", turn)

    app = celery_app(broker, [Job("users", "users.toll", INTERVAL, toll)])
    if role == "beat":
        beat(app)
    else:
        work(app, ["users"], processes=2)


def note(folder: Path, what: str, turn: float) -> None:
    with (folder / "tolls").open("a") as file:
        file.write(f"{what} {turn:.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
