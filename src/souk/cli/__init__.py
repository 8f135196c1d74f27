"""`souk`: the command line. Long work shows its progress; what it prints is for people."""

from souk.cli import care, goods, jobs, opening, serving
from souk.cli.screen import app

__all__ = ["care", "goods", "jobs", "main", "opening", "serving"]


def main() -> None:
    app()
