"""Simulation: one process of the whole street lives through shopping days that follow from a seed. `python -m tests.simulation`."""
