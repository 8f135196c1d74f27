"""What each service promises: `calls.py` (what may be asked) and `events.py` (what it says). Vocabulary only."""
