"""Fakes of customers: Ada's membership, and guests who are known by a word."""

from __future__ import annotations

from datetime import date

from web_neighbour import ADA, LONG_AGO, Neighbour, usd

from souk.contracts.customers.calls import (
    AskedBenefit,
    BenefitNotFound,
    BirthdayKnown,
    Customer,
    CustomerSummary,
    GuestPass,
    GuestPassInvalid,
    KeptTier,
    MemberBenefit,
    NotEnoughPoints,
    PointsEntry,
    Progress,
    Tier,
    TierNotHigher,
    TierTerms,
)
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import invalid


class FakeCustomers(Neighbour):
    """`me` may be replaced; the quarterly gift is Ada's to take up."""

    def __init__(self) -> None:
        super().__init__()
        self.me = Customer(
            customer_id="cus_ada", kind="registered", user_id=ADA, created_at=LONG_AGO, is_verified=True,
            progress=Progress(spend=usd(5_000), next_tier="bronze", next_label="Bronze", missing=usd(15_000), percent=25),
        )  # fmt: skip
        self.entries: list[PointsEntry] = []
        self.gift_is_active = False
        self.keys: set[str] = set()
        self.kept = [
            KeptTier(tier="bronze", label="Bronze", rank=1, spend_from=usd(20_000), percent_off=5, birthday_points=50),
            KeptTier(tier="gold", label="Gold", rank=2, spend_from=usd(150_000), percent_off=15, birthday_points=200, free_methods=["express"], free_countries=["US"], free_over=usd(5_000)),
        ]  # fmt: skip

    def customer(self, *, user_id: str) -> Customer:
        return self.me

    def points(self, *, user_id: str, cursor: str | None = None, limit: int = 20) -> Page[PointsEntry]:
        return Page(items=self.entries[:limit])

    def tiers(self) -> list[Tier]:
        return [
            Tier(tier="bronze", label="Bronze", rank=1, spend_from=usd(20_000), birthday_points=50, benefits=["5 % off"]),
            Tier(tier="gold", label="Gold", rank=2, spend_from=usd(150_000), birthday_points=200, benefits=["15 % off"]),
        ]  # fmt: skip

    def programme(self) -> list[KeptTier]:
        return self.kept

    def change_tier(self, *, tier: str, terms: TierTerms) -> KeptTier:
        if terms.spend_from <= usd(20_000):
            raise invalid("/spend_from", "More than Bronze’s 200.00 USD.", "not_rising")
        self.kept = [one.model_copy(update=dict(terms)) if one.tier == tier else one for one in self.kept]
        return next(one for one in self.kept if one.tier == tier)

    def benefits(self, *, user_id: str) -> list[MemberBenefit]:
        if self.me.tier is None:
            return []
        return [
            MemberBenefit(benefit_id="gold-discount", label="15 % off", description="On everything.", kind="discount", is_automatic=True, is_active=True, usage_count=0),
            MemberBenefit(benefit_id="quarterly-gift", label="A gift", description="Each quarter.", kind="gift", is_automatic=False, is_active=self.gift_is_active, usage_count=0, can_ask=not self.gift_is_active, asked_at=LONG_AGO if self.gift_is_active else None),
        ]  # fmt: skip

    def activate(self, *, user_id: str, benefit_id: str) -> MemberBenefit:
        if benefit_id != "quarterly-gift":
            raise BenefitNotFound()
        self.gift_is_active = True
        return self.benefits(user_id=user_id)[1]

    def asked_benefits(self, *, limit: int = 50) -> list[AskedBenefit]:
        gift = AskedBenefit(
            request_id="7-1", user_id=ADA, name="Ada <b>Byron", email="ada@example.org", benefit_id="quarterly-gift",
            label="A gift", asked_at=LONG_AGO,
        )  # fmt: skip
        return [gift] if self.gift_is_active else []

    def benefit_done(self, *, request_id: str) -> None:
        assert request_id == "7-1"
        self.gift_is_active = False

    def find(
        self, *, kind=None, tier=None, cursor=None, limit=25, email="", name=""
    ) -> Page[CustomerSummary]:
        me = self.me
        fits = kind in (None, me.kind) and tier in (None, me.tier)
        fits = fits and "ada@example.org".startswith(email) and "ada".startswith(name.lower())
        told = CustomerSummary(
            customer_id=me.customer_id, kind=me.kind, user_id=me.user_id, email="ada@example.org", name="Ada <b>Byron",
            tier=me.tier, tier_label=me.tier_label, points=me.points, created_at=LONG_AGO,
        )  # fmt: skip
        return Page(items=[told] if fits else [], next="more" if fits and cursor is None else None)

    def adjust(self, *, key: str, customer_id: str, points: int, reason: str, by: str) -> Customer:
        if key not in self.keys:
            if self.me.points + points < 0:
                raise NotEnoughPoints(f"There are {self.me.points} points.")
            self.keys.add(key)
            self.me = self.me.model_copy(update={"points": self.me.points + points})
            self.entries.append(
                PointsEntry(kind="adjusted", points=points, detail=reason, order_id=None, by=by, at=LONG_AGO)
            )
        return self.me

    def raise_tier(self, *, key: str, customer_id: str, tier: str, reason: str, by: str) -> Customer:
        if self.me.tier == "gold":
            raise TierNotHigher("It only goes down on the yearly review, by itself.")
        self.me = self.me.model_copy(update={"tier": tier, "tier_label": tier.capitalize(), "kind": "vip"})
        return self.me

    def tell_birthday(self, *, user_id: str, date_of_birth: date) -> Customer:
        if self.me.date_of_birth not in (None, date_of_birth):
            raise BirthdayKnown("It can be told once; write to us if it is wrong.")
        self.me = self.me.model_copy(update={"date_of_birth": date_of_birth})
        return self.me


class FakeGuests(Neighbour):
    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Customer] = {}
        self.joined: list[tuple[str, str]] = []

    def begin(self, *, token: str | None = None) -> GuestPass:
        if token not in self.known:
            token = f"guest-{len(self.known)}"
            self.known[token] = Customer(customer_id=f"cus_{token}", kind="guest", created_at=LONG_AGO)
        return self.guest(token=token)

    def guest(self, *, token: str) -> GuestPass:
        if token not in self.known:
            raise GuestPassInvalid()
        return GuestPass(token=token, expires_at=LONG_AGO, customer=self.known[token])

    def tell(
        self, *, token: str, email: str | None = None, address: PostalAddress | None = None
    ) -> GuestPass:
        told = {"email": email, "addresses": [address]}
        self.known[token] = self.known[token].model_copy(update=told)
        return self.guest(token=token)

    def join(self, *, token: str, user_id: str) -> Customer:
        if self.known.pop(token, None) is None:
            raise GuestPassInvalid()
        self.joined.append((token, user_id))
        return Customer(customer_id="cus_ada", kind="registered", user_id=user_id, created_at=LONG_AGO)
