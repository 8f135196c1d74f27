"""Chaos: crowds and sudden death. `python -m tests.chaos` runs it in full, the tests in short."""
