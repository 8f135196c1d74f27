"""A visit: what a browser brings (who it is, its cart, its checkout) and what it takes along.

Who is there is found out once per request, tokens that ran out are renewed, and `VisitorMiddleware` writes the cookies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings as django_settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_callable
from django.utils.cache import patch_vary_headers
from pydantic import BaseModel, ConfigDict

from souk.contracts.cart.calls import Cart, CartHolder
from souk.contracts.users.calls import ActingToken, Tokens
from souk.contracts.wishlist.calls import ListHolder
from souk.kernel.access import identity
from souk.kernel.settings import settings as process_settings
from souk.kernel.web.front import client_address
from souk.services.web.pages import headers
from souk.services.web.rules import hearts, links
from souk.services.web.rules.notices import notices_for
from souk.services.web.rules.typed import whole
from souk.services.web.settings import settings
from souk.services.web.use_cases import deeds, keepers, sessions, shelves, wishes
from souk.services.web.use_cases.checkouts import Draft
from souk.vocabulary.problems import Unauthenticated, Unavailable

ACCESS, REFRESH, STAY = "souk_access", "souk_refresh", "souk_stay"
ACT = "souk_act"  # the token with which somebody of the staff acts for an account, and the account's name
CART, COUNT, DRAFT, ORDERS, SAY = ("souk_cart", "souk_count", "souk_checkout", "souk_orders", "souk_say")
WISHLIST, HEARTS = "souk_wishlist", "souk_hearts"
TIER, GUEST, KEEPER = "souk_tier", "souk_guest", "souk_keeper"
REMOVED = "souk_removed"
DAY = 86_400
KEPT_ORDERS = 8
REMOVED_DAYS = 1 / 48  # for half an hour what was removed from the cart can be put back


class RemovedLine(BaseModel):
    """A line that was removed from the cart; `key` makes putting it back twice putting it back once."""

    model_config = ConfigDict(frozen=True)

    variation_id: str
    quantity: int
    key: str


class Visit:
    """One request of one browser."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self._taken: dict[str, tuple[str, int | None]] = {}
        self._noted: tuple[str, str] | None = None
        #: What a page has found out and its frame needs as well.
        self.kept: dict[str, Any] = {}
        #: Somebody was here with a staff token, and nobody can say at the moment whether it is still good.
        self.is_uncertain = False
        #: `token` and `name` while somebody of the staff acts for an account.
        self.acting: dict[str, str] | None = None
        self.identity = self._acting_for() or self._recognise()

    @property
    def user_id(self) -> str | None:
        return self.identity.user_id

    @property
    def member_id(self) -> str:
        """On a page that lets in only who is signed in."""
        assert self.user_id is not None, "`@members` and `@only` let nobody else in"
        return self.user_id

    @property
    def holder(self) -> CartHolder:
        return CartHolder(user_id=self.user_id, token=None if self.user_id else self.cookie(CART))

    @property
    def is_live(self) -> bool:
        """Whether htmx asks for a part of a page; going back in the history it wants the whole one."""
        asked = self.request.headers
        return asked.get("HX-Request") == "true" and asked.get("HX-History-Restore-Request") != "true"

    @property
    def origin(self) -> str:
        return process_settings().base_url

    @property
    def address(self) -> str:
        """The client's IP address, as far as we may believe it."""
        return client_address(self.request)

    # What the browser carries

    def cookie(self, name: str) -> str | None:
        if name in self._taken:
            return self._taken[name][0] or None
        return self.request.COOKIES.get(name) or None

    def take(self, name: str, value: str, days: float | None = None) -> None:
        """Gives the browser a cookie; without `days` until it closes."""
        self._taken[name] = value, None if days is None else int(days * DAY)

    def drop(self, *names: str) -> None:
        for name in names:
            self._taken[name] = "", 0

    def take_signed(self, name: str, value: Any, days: float | None = None) -> None:
        self.take(name, signing.dumps(value, salt=name, compress=True), days)

    def signed(self, name: str) -> Any:
        """None for a cookie that is not as we wrote it."""
        try:
            return signing.loads(self.cookie(name) or "", salt=name)
        except signing.BadSignature:
            return None

    def say(self, *codes: str) -> None:
        """Said on the page shown next, after what this visit has said already."""
        before, _ = self._taken.get(SAY, ("", None))
        self.take(SAY, ".".join(filter(None, (before, *codes))))

    # Who it is

    def _acting_for(self) -> identity.Identity | None:
        """For whom the browser's owner acts. What ran out or was ended is forgotten; while nobody can say, nothing is done."""
        kept = self.signed(ACT) if self.cookie(ACT) else None
        if not isinstance(kept, dict):
            return None
        try:
            who = identity.verify_access_token(kept["token"])
        except Unauthenticated:
            self.stop_acting()
            return None
        except Unavailable:
            self.is_uncertain = True
            return identity.NOBODY
        self.acting = kept
        return who

    def act(self, given: ActingToken) -> None:
        """From the next page on this browser acts for an account."""
        kept = {"token": given.access_token, "name": given.account.name or given.account.email}
        self.take_signed(ACT, kept, given.expires_in_seconds / DAY)
        self.drop(COUNT, DRAFT)

    def stop_acting(self) -> None:
        self.drop(ACT, COUNT, DRAFT)
        self.acting = None

    def note_deed(self, parts: dict[str, str]) -> None:
        """Into the audit trail, before it is done. Raises Unavailable."""
        place = self.request.resolver_match
        route = f"/{place.route}" if place else self.request.path
        self._noted = f"{self.request.method} {route}"[:120], " ".join(parts.values())[:120]
        deeds.note(*self._noted, self.address)

    def note_refusal(self, why: str) -> None:
        """That what was noted before was refused."""
        if self._noted:
            deeds.note_refused(*self._noted, self.address, why)

    def _recognise(self) -> identity.Identity:
        access, refresh = self.cookie(ACCESS), self.cookie(REFRESH)
        if access:
            try:
                return identity.verify_access_token(access)
            except Unauthenticated:
                pass
            except Unavailable:
                self.is_uncertain = True
                return identity.NOBODY  # in the store a guest; the cookies stay
        if not refresh:
            return identity.NOBODY
        try:
            tokens = sessions.renew(refresh)
        except Unavailable:
            return identity.NOBODY  # the cookies stay: the next page may find users awake again
        if tokens is None:
            self.drop(ACCESS, REFRESH, STAY)
            return identity.NOBODY
        return self.keep_tokens(tokens, stay=self.cookie(STAY) == "1")

    def keep_tokens(self, tokens: Tokens, *, stay: bool) -> identity.Identity:
        days = settings().remember_days if stay else None
        self.take(ACCESS, tokens.access_token, tokens.expires_in_seconds / DAY)
        self.take(REFRESH, tokens.refresh_token, days)
        self.take(STAY, "1" if stay else "0", days)
        self.identity = identity.read_access_token(tokens.access_token)
        return self.identity

    def forget_who(self) -> None:
        # a guest's cart that could not come along stays
        self.drop(ACCESS, REFRESH, STAY, ACT, COUNT, DRAFT, WISHLIST, HEARTS, TIER, GUEST, KEEPER, REMOVED)
        self.identity = identity.NOBODY

    # Its cart, its checkout, its orders

    def keep_cart(self, cart: Cart) -> Cart:
        self.keep_cart_count(cart.token, cart.quantity)
        if self.user_id and cart.lines:
            self.keep_tier(cart.membership.label.removesuffix(" member") if cart.membership else "")
        return cart

    def keep_cart_count(self, token: str | None, quantity: int) -> None:
        """`token` of a guest's cart."""
        if token and not self.user_id:
            self.take(CART, token, settings().cart_days)
        self.take(COUNT, str(quantity), settings().cart_days)

    def keep_removed(self, line: RemovedLine) -> None:
        self.take_signed(REMOVED, line.model_dump(), REMOVED_DAYS)

    def removed_line(self) -> RemovedLine | None:
        kept = self.signed(REMOVED)
        return RemovedLine.model_validate(kept) if isinstance(kept, dict) else None

    def keep_guest(self, token: str | None) -> None:
        if token:
            self.take(GUEST, token, settings().cart_days)

    def keep_tier(self, label: str) -> None:
        """For the hint in the header only: what a tier brings is decided where it counts, never by a cookie."""
        if label:
            self.take_signed(TIER, label, settings().cart_days)
        elif self.cookie(TIER):
            self.drop(TIER)

    @property
    def cart_count(self) -> int:
        return whole(self.cookie(COUNT) or "", most=9_999) or 0

    # Its wishlist

    @property
    def list_holder(self) -> ListHolder:
        return ListHolder(user_id=self.user_id, token=None if self.user_id else self.cookie(WISHLIST))

    def keep_list(self, token: str | None) -> None:
        if token and not self.user_id:
            self.take(WISHLIST, token, settings().wishlist_days)

    def keep_hearts(self, known: hearts.Hearts) -> None:
        self.take(HEARTS, known.text(), settings().wishlist_days)

    @property
    def hearts(self) -> hearts.Hearts:
        """What is saved, as this browser knows it. Who has no list costs nobody anything."""
        holder = self.list_holder
        if wishes.is_nobody(holder):
            return hearts.NONE
        kept = hearts.read(self.cookie(HEARTS) or "")
        if kept is None or not wishes.is_fresh(kept, holder):
            kept = wishes.looked_up(holder, kept)
            self.keep_hearts(kept)
        return kept

    def keeper(self) -> keepers.Keeper:
        """Of a visitor who keeps a shop: what is their own, and what they cannot do. Nobody else costs a call."""
        if self.user_id is None or "shop_owner" not in self.identity.roles:
            return keepers.NO_KEEPER
        if "keeper" not in self.kept:
            known = keepers.read(self.signed(KEEPER), self.user_id)
            if known is None or not known.is_fresh:
                known = keepers.looked_up(self.user_id, known)
                self.take_signed(KEEPER, known.for_cookie(self.user_id), settings().cart_days)
            self.kept["keeper"] = known
        found: keepers.Keeper = self.kept["keeper"]
        return found

    @property
    def draft(self) -> Draft:
        kept = self.signed(DRAFT)
        return Draft.model_validate(kept) if isinstance(kept, dict) else Draft()

    def keep_draft(self, draft: Draft) -> None:
        self.take_signed(DRAFT, draft.model_dump(mode="json"))

    def order_tokens(self) -> dict[str, str]:
        """Tokens of guest orders this browser placed or found, by order number."""
        kept = self.signed(ORDERS)
        return kept if isinstance(kept, dict) else {}

    def keep_order_token(self, number: str, token: str) -> None:
        tokens = {n: t for n, t in self.order_tokens().items() if n != number} | {number: token}
        self.take_signed(ORDERS, dict(list(tokens.items())[-KEPT_ORDERS:]), settings().cart_days)

    # Answers

    def page(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """A page within the frame that `visitor` gives: header, notices, footer."""
        return render(self.request, f"web/{template}", context or {}, status=status)

    def frame(self) -> dict[str, Any]:
        """What every page shows around its own. Notices are said once."""
        said = notices_for(self.cookie(SAY) or "")
        if self.cookie(SAY):
            self.drop(SAY)
        return {
            "shopper": self.user_id,
            "is_staff": self.identity.is_staff,
            "has_guest_orders": not self.user_id and bool(self.cookie(GUEST) and self.cookie(ORDERS)),
            "tier_hint": self.signed(TIER) if self.user_id else None,
            "acting": self.acting["name"] if self.acting else "",
            "is_owner": "shop_owner" in self.identity.roles,
            "cart_count": self.cart_count,
            "hearts": self.hearts,
            "keeper": self.keeper,  # found out by the pages that ask for it
            "here": self.request.get_full_path(),
            "nav_categories": shelves.ways_in(6),
            "promo_text": settings().promo_text,
            "canonical": self.origin + self.request.path,
            "notices": said,
        }

    def see_other(self, path: str, *codes: str) -> HttpResponse:
        """On to another page, with a GET; of ours under whatever name the browser came by, for its cookies are of that one."""
        path = links.path_here(path, self.origin)
        if codes:
            self.say(*codes)
        answer = HttpResponseRedirect(path)
        answer.status_code = 303
        if self.is_live:
            # htmx would follow a redirect and put the whole page into a part of this one.
            answer = HttpResponse(status=200, headers={"HX-Redirect": path})  # type: ignore[assignment]
        return answer

    def take_along(self, answer: HttpResponse) -> HttpResponse:
        secure = self.origin.startswith("https:")
        for name, (value, age) in self._taken.items():
            if age == 0:
                answer.delete_cookie(name, samesite="Lax")
            else:
                answer.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax", secure=secure)
        patch_vary_headers(answer, ["HX-Request"])  # or the back button would show a part as a page
        return headers.secure(answer)


def visit_of(request: HttpRequest) -> Visit:
    """The visit of a request, found out at first need: requests of the API never have one."""
    if not hasattr(request, "visit"):
        request.visit = Visit(request)  # type: ignore[attr-defined]
    return cast(Visit, request.visit)  # type: ignore[attr-defined]


def visitor(request: HttpRequest) -> dict[str, Any]:
    """The context processor that gives pages their frame, also those of other houses that extend `web/base.html`."""
    return visit_of(request).frame()


class VisitorMiddleware:
    """Gives the browser what its visit takes along; and a page of what the front of the process has refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_refused = hasattr(request, "souk_refusal")
        shown = get_callable(django_settings.SOUK_REFUSAL_VIEW) if is_refused else self.get_response
        answer: HttpResponse = shown(request)
        visit = getattr(request, "visit", None)
        return visit.take_along(answer) if visit is not None else answer
