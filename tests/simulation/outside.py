"""The world outside: provider, carrier, post and wires, each as unreliable as the temper says. What they did is in their own books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from souk.kernel.neighbours.asking import methods_of
from souk.services.notifications.ports import DeliveryFailed, Email
from souk.services.payments.adapters.sandbox import Sandbox
from souk.services.payments.ports import SignedWebhook
from souk.services.payments.use_cases import webhooks
from souk.services.shipping.adapters.sandbox_carrier import SandboxCarrier
from souk.services.shipping.ports import CarrierNews, CarrierParcel
from souk.vocabulary.calls import mark_of
from souk.vocabulary.problems import Problem, Unavailable
from tests.simulation.stage import Stage


class Wire:
    """The way to a neighbour, which may be far away: a call gets lost, its answer gets lost, it arrives late, or twice.

    Only what the contract marks as safe to repeat is disturbed: who asks for the rest must not be told "nobody knows".
    """

    def __init__(self, contract: type, implementation: Any, stage: Stage) -> None:
        self._implementation, self._stage, self._house = (
            implementation,
            stage,
            contract.__module__.split(".")[-2],
        )
        self._marks = {name: mark_of(method) for name, method in methods_of(contract).items()}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method, mark, stage = getattr(self._implementation, name), self._marks[name], self._stage
        if stage.playing is None or stage.playing.process is None or not mark.retriable:
            return method
        temper, what, process = stage.temper, f"{self._house}.{name}", stage.playing.process

        def call(**arguments: Any) -> Any:
            if stage.fault(temper.call_lost):
                stage.note(f"{what} gets no answer")
                self._disturb()
                if mark.key is not None and stage.chance(0.5):
                    method(**arguments)
                raise Unavailable(f"{what} did not answer (simulated)")
            if mark.key is not None and stage.fault(temper.call_late):
                after = stage.random.choice((1.0, 10.0, 60.0, 200.0)) * stage.random.random()
                stage.note(f"{what} will arrive {after:.0f} s late")
                self._disturb()
                stage.enter(f"late {what}", lambda: _quietly(method, arguments), process, after)
                raise Unavailable(f"{what} did not answer (simulated)")
            if stage.fault(temper.call_twice):
                stage.note(f"{what} arrives twice")
                _quietly(method, arguments)
            return method(**arguments)

        return call

    def _disturb(self) -> None:
        assert self._stage.playing is not None
        self._stage.playing.disturbed = True


def _quietly(method: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    try:
        method(**arguments)
    except Problem:
        pass


class MoodyProvider:
    """The sandbox behind a bad line; its post comes late, twice, in another order."""

    name = "sandbox"

    def __init__(self, stage: Stage) -> None:
        self._sandbox, self._stage = Sandbox(), stage

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    def create_session(self, **arguments: Any) -> Any:
        return self._over_the_line("session", self._sandbox.create_session, arguments)

    def charge(self, **arguments: Any) -> Any:
        return self._over_the_line("charge", self._sandbox.charge, arguments)

    def status(self, **arguments: Any) -> Any:
        return self._over_the_line("status", self._sandbox.status, arguments)

    def cancel(self, **arguments: Any) -> Any:
        return self._over_the_line("cancel", self._sandbox.cancel, arguments)

    def refund(self, **arguments: Any) -> Any:
        return self._over_the_line("refund", self._sandbox.refund, arguments)

    def _over_the_line(self, what: str, do: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
        stage = self._stage
        stage.reach(f"provider: before {what}")
        if stage.fault(stage.temper.provider_lost):
            is_heard = stage.chance(0.5)
            stage.note(
                f"the provider {'hears' if is_heard else 'does not hear'} of a {what} and does not answer"
            )
            if is_heard:
                do(**arguments)
            if stage.playing is not None:
                stage.playing.disturbed = True
                stage.wait(stage.random.random() * 6)
            raise Unavailable("the provider did not answer (simulated)")
        answer = do(**arguments)
        stage.reach(f"provider: after {what}")
        return answer

    def due_webhooks(self, limit: int, *, hurry: bool = False) -> list[SignedWebhook]:
        stage, now = self._stage, []
        due = self._sandbox.due_webhooks(limit, hurry=hurry)
        for webhook in due:
            if stage.fault(stage.temper.webhook_late):
                continue  # it is still due the next time
            now += [webhook] * (1 + stage.fault(stage.temper.webhook_again))
            if stage.fault(stage.temper.webhook_again) and stage.playing is not None:
                after = stage.random.choice((0.0, 0.0, 5.0, 120.0))
                stage.enter("another webhook", lambda w=webhook: _post(w), stage.playing.process, after)
        stage.random.shuffle(now)
        return now

    def webhook_taken(self, webhook: SignedWebhook) -> None:
        self._stage.reach("webhook: taken, not acknowledged")
        if self._stage.fault(self._stage.temper.webhook_again / 2):
            self._sandbox.webhook_not_taken(webhook)  # our answer was lost
        else:
            self._sandbox.webhook_taken(webhook)


def _post(webhook: SignedWebhook) -> None:
    try:
        webhooks.receive("sandbox", webhook.headers, webhook.body)
    except Problem:
        pass


class MoodyCarrier:
    """Tells its news twice and in any order, or nothing at all."""

    name = "Sandbox Post"

    def __init__(self, stage: Stage) -> None:
        self._carrier, self._stage = SandboxCarrier(), stage

    def take_on(self, parcel: CarrierParcel) -> str:
        self._maybe_silent()
        number = self._carrier.take_on(parcel)
        self._stage.reach("carrier: parcel taken on")
        return number

    def news_of(self, tracking_number: str, parcel: CarrierParcel, taken_on_at: Any) -> list[CarrierNews]:
        self._maybe_silent()
        news = self._carrier.news_of(tracking_number, parcel, taken_on_at)
        if self._stage.fault(self._stage.temper.carrier_lost):
            news = news + news[:1]
            self._stage.random.shuffle(news)
        return news

    def _maybe_silent(self) -> None:
        if self._stage.fault(self._stage.temper.carrier_lost):
            raise Unavailable("the carrier did not answer (simulated)")


class Letterbox:
    """Where letters arrive. `sent`: how often each message came; `doubted`: how often its sender could not know that it had."""

    waits = False

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.sent: Counter[str] = Counter()
        self.doubted: Counter[str] = Counter()

    def deliver(self, email: Email) -> None:
        stage = self._stage
        stage.reach("post: before a letter")
        if stage.fault(stage.temper.letter_lost):
            if stage.chance(0.5):
                self.sent[email.message_id] += 1
                self.doubted[email.message_id] += 1
            raise DeliveryFailed("the mail server did not answer (simulated)")
        self.sent[email.message_id] += 1
        stage.reach("post: after a letter")
