"""The broker: keeps events until they are acknowledged. In order per subject of a house; late, twice and shuffled otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.events.transport import WithinProcess
from tests.simulation.stage import Stage

Stream = tuple[str, str, str]  # who hears, who says, of what


@dataclass
class Delivery:
    envelope: Envelope
    due: float


class Straight(WithinProcess):
    """Events as one process has them: handed straight to who hears, now and then twice."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(dict, self._hand_over)
        self._stage = stage

    def _hand_over(self, house: str, envelopes: list[Envelope]) -> None:
        self._stage.reach("relay: before handing over")
        receive(house, envelopes)
        if self._stage.fault(self._stage.temper.event_again):
            receive(house, envelopes)
        self._stage.reach("relay: handed over")


class Broker(WithinProcess):
    """Events as a broker has them; a transport for `deliver_once`."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(dict, self._keep)
        self._stage = stage
        self._streams: dict[Stream, list[Delivery]] = {}
        self._in_hand: dict[Stream, int] = {}

    def _keep(self, house: str, envelopes: list[Envelope]) -> None:
        stage = self._stage
        stage.reach("relay: before publishing")
        for envelope in envelopes:
            stream = self._streams.setdefault((house, envelope.source, envelope.subject), [])
            due = stage.seconds
            if stage.fault(stage.temper.event_late):
                due += stage.random.choice((1.0, 8.0, 45.0)) * stage.random.random()
            if stream:
                due = max(due, stream[-1].due)
            stream.append(Delivery(envelope, due))
            if stage.fault(stage.temper.event_again):
                stream.append(Delivery(envelope, due + stage.random.choice((0.0, 2.0, 30.0))))
        stage.wake("hearing", 0.3)
        stage.reach("relay: published")

    def listeners(self) -> list[str]:
        """Houses for which something is due that nobody has in hand."""
        now = self._stage.seconds
        return sorted(
            {
                stream[0]
                for stream, waiting in self._streams.items()
                if stream not in self._in_hand and waiting[0].due <= now
            }
        )

    def consume(self, house: str, most: int = 20) -> int:
        """One batch: taken in hand, heard, acknowledged. Who dies on the way gives it back."""
        stage = self._stage
        assert stage.playing is not None
        assert stage.playing.process is not None
        theirs = [
            stream
            for stream, waiting in self._streams.items()
            if stream[0] == house and stream not in self._in_hand and waiting[0].due <= stage.seconds
        ]
        stage.random.shuffle(theirs)
        batch: list[Envelope] = []
        taken: dict[Stream, int] = {}
        for stream in theirs[:most]:
            ripe = [d for d in self._streams[stream] if d.due <= stage.seconds]
            ripe = ripe[: 1 + int(stage.random.random() * len(ripe))]
            batch += [delivery.envelope for delivery in ripe]
            taken[stream] = len(ripe)
            self._in_hand[stream] = stage.playing.process
        if not batch:
            return 0
        try:
            stage.reach("broker: taken in hand")
            stage.note(f"{house} hears {', '.join(_short(envelope) for envelope in batch)}")
            receive(house, batch)
            stage.reach("broker: heard, not acknowledged")
            if not stage.fault(stage.temper.event_again / 2):  # else the acknowledgement gets lost
                for stream, count in taken.items():
                    del self._streams[stream][:count]
                    if not self._streams[stream]:
                        del self._streams[stream]
        finally:
            for stream in taken:
                self._in_hand.pop(stream, None)
        return len(batch)

    def waiting(self) -> int:
        return sum(len(waiting) for waiting in self._streams.values())

    def next_due(self) -> float | None:
        return min((waiting[0].due for waiting in self._streams.values()), default=None)


def _short(envelope: Envelope) -> str:
    kind = envelope.type.removeprefix("souk.").removesuffix(".v1")
    return f"{kind} of …{envelope.subject[-5:]}"
