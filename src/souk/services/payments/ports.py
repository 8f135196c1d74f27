"""What a payment provider must offer, and the one that this house uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from souk.contracts.payments.calls import PaymentMethod
from souk.services.payments.settings import settings
from souk.vocabulary.money import Money
from souk.vocabulary.problems import NotFound, Unauthenticated

OutcomeStatus = Literal["pending", "requires_action", "captured", "failed"]


class UnknownProvider(NotFound):
    title = "There is no such payment provider"


class BadSignature(Unauthenticated):
    title = "The webhook is not signed by its provider, or too old"


class NoSuchSession(NotFound):
    title = "There is no such payment page"


@dataclass(frozen=True)
class Outcome:
    """How a charge or a payment page stands at the provider. `is_final`: it can no longer change."""

    status: OutcomeStatus
    reference: str
    amount: Money
    action_url: str = ""
    failure: str = ""
    method_label: str = ""
    is_final: bool = False


@dataclass(frozen=True)
class Notice:
    """What a verified webhook says: `idempotency_key` is the one the charge was asked for with."""

    webhook_id: str
    idempotency_key: str
    outcome: Outcome


class Provider(Protocol):
    """Every call is safe to repeat with its idempotency key, and raises Unavailable when nobody knows what came of it."""

    name: str

    def method(self) -> PaymentMethod: ...

    def create_session(
        self,
        *,
        idempotency_key: str,
        amount: Money,
        description: str,
        return_url: str,
        deadline_seconds: float,
    ) -> Outcome:
        """A page on which the shopper pays; its address is the outcome's `action_url`."""
        ...

    def charge(
        self,
        *,
        idempotency_key: str,
        amount: Money,
        method_token: str,
        description: str,
        return_url: str,
        deadline_seconds: float,
    ) -> Outcome: ...

    def status(self, *, idempotency_key: str, deadline_seconds: float) -> Outcome | None:
        """None: the provider never heard of it."""
        ...

    def cancel(self, *, idempotency_key: str, deadline_seconds: float) -> Outcome:
        """Takes no money any more, if none was taken yet; a charge that arrives later under the key fails."""
        ...

    def refund(self, *, idempotency_key: str, charge_key: str, amount: Money, deadline_seconds: float) -> str:
        """Gives back part or all of a captured charge; answers the provider's reference."""
        ...

    def parse_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Raises BadSignature, or BadRequest for a signed one that cannot be read."""
        ...


@dataclass(frozen=True)
class HostedCharge:
    """What the sandbox's own pages show. `is_payable`: it takes a card now; `is_confirming`: it waits for a yes."""

    charge_id: str
    amount: Money
    description: str
    return_url: str
    failure: str
    is_payable: bool
    is_confirming: bool
    is_unanswered: bool = False


@dataclass(frozen=True)
class SignedWebhook:
    """A webhook ready to be posted."""

    id: int
    headers: dict[str, str]
    body: bytes


class Till(Protocol):
    """What the sandbox shows to people on its hosted pages, and the post it has to send. Real providers have no such port."""

    def show(self, charge_id: str) -> HostedCharge:
        """Raises NoSuchSession."""
        ...

    def pay(self, charge_id: str, card_number: str) -> HostedCharge:
        """Tries a card on a payment page. Nothing of the number is kept but its brand and last four digits."""
        ...

    def confirm(self, charge_id: str, *, approved: bool) -> HostedCharge: ...

    def due_webhooks(self, limit: int, *, hurry: bool = False) -> list[SignedWebhook]:
        """`hurry`: also those whose time has not come."""
        ...

    def webhook_taken(self, webhook: SignedWebhook) -> None: ...

    def webhook_not_taken(self, webhook: SignedWebhook) -> None:
        """It is sent again later, with growing pauses."""
        ...


_providers: dict[str, Provider] = {}


def offer(provider: Provider) -> None:
    """Makes a provider available; by the house's `ready`, and by tests."""
    _providers[provider.name] = provider


def provider_named(name: str) -> Provider:
    """Raises UnknownProvider."""
    try:
        return _providers[name]
    except KeyError:
        raise UnknownProvider(f"We take no payments through {name[:40]!r}.") from None


def our_provider() -> Provider:
    """The one that new attempts go to."""
    return provider_named(settings().provider)


def all_providers() -> list[Provider]:
    return list(_providers.values())


def till() -> Till:
    """The sandbox's hosted pages. Raises NoSuchSession where the sandbox is not in use."""
    sandbox = _providers.get("sandbox")
    if sandbox is None:
        raise NoSuchSession()
    return sandbox  # type: ignore[return-value]
