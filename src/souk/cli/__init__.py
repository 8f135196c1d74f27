"""`souk`: the command line. Long work shows its progress; what it prints is for people."""

from pydantic import ValidationError

from souk.cli import care, doctor, gathering, goods, jobs, moving, opening, serving
from souk.cli.screen import app
from souk.kernel.settings import unreadable

__all__ = ["care", "doctor", "gathering", "goods", "jobs", "main", "moving", "opening", "serving"]


def main() -> None:
    try:
        app()
    except ValidationError as wrong:
        told = unreadable(wrong)
        if not told:
            raise
        raise SystemExit(
            "\n".join(["souk: these settings cannot be read:", *(f"  - {one}" for one in told)])
        ) from None
