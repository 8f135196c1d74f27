"""The door of customers for its neighbours."""

from __future__ import annotations

from datetime import date

from souk.contracts.customers.calls import (
    AskedBenefit,
    Customer,
    CustomerSummary,
    GuestPass,
    KeptTier,
    Kind,
    MemberBenefit,
    PointsEntry,
    Standing,
    Tier,
    TierTerms,
)
from souk.services.customers.stories import joining
from souk.services.customers.use_cases import (
    asked,
    benefits,
    birthdays,
    deciding,
    finding,
    guests,
    ledger,
    programme,
    showing,
)
from souk.services.customers.use_cases import standing as standings
from souk.services.customers.use_cases import terms as terms_of_tiers
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.pages import Page


class CustomersService:
    def standing(self, *, user_id: UserId | None) -> Standing:
        return standings.standing(user_id)

    def customer(self, *, user_id: UserId) -> Customer:
        return showing.of_user(user_id)

    def points(self, *, user_id: UserId, cursor: str | None = None, limit: int = 20) -> Page[PointsEntry]:
        return ledger.history(user_id, cursor, limit)

    def tiers(self) -> list[Tier]:
        return programme.tiers()

    def benefits(self, *, user_id: UserId) -> list[MemberBenefit]:
        return benefits.of(user_id)

    def activate(self, *, user_id: UserId, benefit_id: str) -> MemberBenefit:
        return benefits.activate(user_id, benefit_id)

    def tell_birthday(self, *, user_id: UserId, date_of_birth: date) -> Customer:
        return birthdays.tell(user_id, date_of_birth)

    def spend(self, *, key: Key, user_id: UserId, points: int, detail: str) -> int:
        return ledger.spend(key, user_id, points, detail)

    def give_back(self, *, key: Key) -> None:
        ledger.give_back(key)

    def find(
        self,
        *,
        kind: Kind | None = None,
        tier: str | None = None,
        cursor: str | None = None,
        limit: int = 25,
        email: str = "",
        name: str = "",
    ) -> Page[CustomerSummary]:
        return finding.find(kind, tier, email, name, cursor, limit)

    def adjust(self, *, key: Key, customer_id: str, points: int, reason: str, by: UserId) -> Customer:
        return deciding.adjust(key, customer_id, points, reason, by)

    def raise_tier(self, *, key: Key, customer_id: str, tier: str, reason: str, by: UserId) -> Customer:
        return deciding.raise_tier(key, customer_id, tier, reason, by)


class ProgrammeDeskService:
    def programme(self) -> list[KeptTier]:
        return terms_of_tiers.programme_of_tiers()

    def change_tier(self, *, tier: str, terms: TierTerms) -> KeptTier:
        return terms_of_tiers.change(tier, terms)

    def asked_benefits(self, *, limit: int = 50) -> list[AskedBenefit]:
        return asked.waiting(limit)

    def benefit_done(self, *, request_id: str) -> None:
        asked.done(request_id)


class GuestsService:
    def begin(self, *, token: str | None = None) -> GuestPass:
        return guests.begin(token)

    def guest(self, *, token: str) -> GuestPass:
        return guests.guest(token)

    def tell(
        self, *, token: str, email: str | None = None, address: PostalAddress | None = None
    ) -> GuestPass:
        return guests.tell(token, email, address)

    def join(self, *, token: str, user_id: UserId) -> Customer:
        return joining.join(token, user_id)
