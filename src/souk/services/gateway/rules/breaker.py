"""A circuit breaker: a house that failed several times in a row is left in peace for a while, then tried with one request."""

from __future__ import annotations

LONGEST_REST = 30.0


class Breaker:
    """Closed, it lets everything through. `failures` in a row open it for `rest_seconds`; then one trial decides. Time is given in
    seconds of any clock that does not go back."""

    def __init__(self, failures: int, rest_seconds: float) -> None:
        self._limit, self._first_rest = failures, rest_seconds
        self._failures = 0
        self._rest = rest_seconds
        self._open_until: float | None = None
        self._is_trying = False

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    def seconds_to_wait(self, now: float) -> float:
        """0 when a request may go now. While a trial is on its way the others wait a moment."""
        if self._open_until is None:
            return 0.0
        if now < self._open_until:
            return self._open_until - now
        return 1.0 if self._is_trying else 0.0

    def enter(self) -> None:
        """A request goes; only after `seconds_to_wait` was 0. What becomes of it must be said by one of the others."""
        self._is_trying = self._open_until is not None

    def succeeded(self) -> None:
        self._failures, self._rest = 0, self._first_rest
        self._open_until, self._is_trying = None, False

    def failed(self, now: float) -> None:
        self._failures += 1
        if self._open_until is None:
            if self._failures >= self._limit:
                self._open_until = now + self._rest
        elif self._is_trying:
            self._rest = min(self._rest * 2, LONGEST_REST)
            self._open_until, self._is_trying = now + self._rest, False

    def abandoned(self) -> None:
        """The request ended without telling anything of the house: its client went away."""
        self._is_trying = False
