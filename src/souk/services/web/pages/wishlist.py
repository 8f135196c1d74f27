"""The wishlist: hearts, the list, its link, its letters, and a list that somebody shared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from souk.contracts.cart.calls import CartItemNotFound, Carts
from souk.contracts.wishlist.calls import (
    CannotMove,
    LettersTokenInvalid,
    Marks,
    NotForSaving,
    WishlistArchived,
    WishlistFull,
    Wishlists,
    WishNotFound,
)
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import errors
from souk.services.web.pages.showing import cursor_of, shown, told
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import hearts
from souk.services.web.rules.links import safe_path
from souk.services.web.rules.notices import NOTICES, Notice
from souk.services.web.use_cases import wishes
from souk.vocabulary.pages import BadCursor

wishlists, carts = ask(Wishlists), ask(Carts)

YOURS = ("/wishlist", "Your wishlist")
TRIED = (NotForSaving, WishlistFull, WishlistArchived)


@shown("POST")
def heart(visit: Visit) -> HttpResponse:
    """`save` or `drop` says what the shopper meant, however old the heart was that they pressed."""
    saves, drops = visit.request.POST.get("save", "")[:60], visit.request.POST.get("drop", "")[:60]
    back = safe_path(visit.request.POST.get("back", ""), "/wishlist")
    if not saves and not drops:
        return visit.see_other(back)
    try:
        marks = _save(visit, saves) if saves else wishlists.remove(holder=visit.list_holder, what=drops)
    except TRIED as refusal:
        return _say(visit, Notice(refusal.detail, "bad"), back, saves)
    visit.keep_hearts(wishes.hearts_of(marks))
    if not visit.is_live:
        return visit.see_other(back, "wish-saved" if saves else "wish-dropped")
    return _pressed(visit, saves or drops)


@shown()
def wishlist(visit: Visit) -> HttpResponse:
    return _show(visit)


@shown("POST")
def remove(visit: Visit, item_id: str) -> HttpResponse:
    try:
        visit.keep_hearts(wishes.hearts_of(wishlists.remove(holder=visit.list_holder, what=item_id)))
    except WishNotFound:
        pass  # the shopper has what they wanted
    return _done(visit, "wish-dropped")


@shown("POST")
def move(visit: Visit, item_id: str) -> HttpResponse:
    try:
        moved = wishlists.move_to_cart(
            holder=visit.list_holder, item_id=item_id, cart_token=visit.holder.token
        )
    except WishNotFound:
        return _done(visit)
    except CannotMove as refusal:
        return _say(visit, Notice(refusal.detail, "bad"), "/wishlist")
    _take_along(visit, moved.marks, moved.cart_token, moved.cart_quantity)
    return _done(visit, "wish-moved")


@shown("POST")
def move_all(visit: Visit) -> HttpResponse:
    done = wishlists.move_all(holder=visit.list_holder, cart_token=visit.holder.token)
    _take_along(visit, done.marks, done.cart_token, done.cart_quantity)
    notices = [NOTICES["wishes-moved"]] if done.moved else []
    notices += [Notice(each.reason, "warn") for each in done.not_moved[:5]]
    if done.waiting:
        notices.append(NOTICES["wishes-waiting"])
    if visit.is_live:
        return _show(visit, notices)
    codes = {"wishes-moved": done.moved, "wishes-stayed": done.not_moved, "wishes-waiting": done.waiting}
    return visit.see_other("/wishlist", *(code for code, is_so in codes.items() if is_so))


@shown("POST")
def share(visit: Visit) -> HttpResponse:
    if visit.request.POST.get("end"):
        wishlists.end_sharing(holder=visit.list_holder)
        return _done(visit, "share-ended")
    try:
        wishlists.share(holder=visit.list_holder, shows_name=visit.request.POST.get("shows_name") == "on")
    except WishNotFound:
        return _done(visit)
    return _done(visit, "shared")


@shown("POST")
def letters(visit: Visit) -> HttpResponse:
    wants, item_id = visit.request.POST.get("wants") == "yes", visit.request.POST.get("item", "")[:60] or None
    try:
        wishlists.choose_letters(holder=visit.list_holder, wants=wants, item_id=item_id)
    except WishNotFound:
        return _done(visit)
    return _done(visit, "wish-letters" if wants else "no-wish-letters")


@csrf_exempt
def end_letters(request: HttpRequest) -> HttpResponse:
    """A mail program presses by itself (RFC 8058), without our cookie: the token is the secret."""
    return _end_letters(request)


@shown("GET", "POST")
def _end_letters(visit: Visit) -> HttpResponse:
    token = told(visit, "token", 200)
    if visit.request.method != "POST":
        words = {
            "heading": "End letters about your wishlist",
            "lead": "One press and they stop.",
            "button": "End them",
        }
        context = {"form_action": "/wishlist/letters/end", "token": token}
        return visit.page("entry/pressed.html", context | words)
    try:
        wishlists.end_letters(token=token)
    except LettersTokenInvalid:
        return visit.see_other("/wishlist", "link-old")
    return visit.see_other("/wishlist", "no-wish-letters")


@shown()
def shared(visit: Visit, token: str) -> HttpResponse:
    try:
        found = wishlists.shared(token=token, cursor=cursor_of(visit))
    except BadCursor:
        found = wishlists.shared(token=token)
    answer = visit.page("wishlist/shared.html", {"list": wishes.shared_view(found, token), "canonical": ""})
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return answer


@shown("POST")
def save_for_later(visit: Visit, item_id: str) -> HttpResponse:
    """From the cart onto the list: saved first, so that dying in between loses nothing."""
    line = next((each for each in carts.cart(holder=visit.holder).lines if each.item_id == item_id), None)
    if line is None:
        return visit.see_other("/cart")
    try:
        marks = _save(visit, line.variation_id)
        visit.keep_hearts(wishes.hearts_of(marks))
        visit.keep_cart(carts.remove_item(holder=visit.holder, item_id=item_id))
    except CartItemNotFound:
        pass
    except TRIED as refusal:
        return errors.in_vain(visit, "That stays in your cart", refusal.detail, errors.CART, YOURS)
    return visit.see_other("/cart", "saved-for-later")


def _save(visit: Visit, what: str) -> Marks:
    saved = wishlists.save(holder=visit.list_holder, thing=wishes.thing_of(what))
    visit.keep_list(saved.token)
    return saved.marks


def _pressed(visit: Visit, what: str, notices: list[Notice] | None = None) -> HttpResponse:
    """The heart again, as it is now; also where pressing it was refused."""
    name = " ".join(visit.request.POST.get("name", "").split())[:200]
    context: dict[str, Any] = {"heart": hearts.of_id(what, name), "notices": notices or []}
    return visit.page("wishlist/part_heart.html", context)


def _say(visit: Visit, notice: Notice, back: str, what: str = "") -> HttpResponse:
    if not visit.is_live:
        return errors.in_vain(visit, "That did not work", notice.text, (back, "Go on shopping"), YOURS)
    return _pressed(visit, what, [notice]) if what else _show(visit, [notice])


def _take_along(visit: Visit, marks: Marks, cart_token: str | None, cart_quantity: int | None) -> None:
    visit.keep_hearts(wishes.hearts_of(marks))
    if cart_quantity is not None:
        visit.keep_cart_count(cart_token, cart_quantity)


def _done(visit: Visit, *codes: str) -> HttpResponse:
    if not visit.is_live:
        return visit.see_other("/wishlist", *codes)
    return _show(visit, [NOTICES[code] for code in codes])


def _show(visit: Visit, notices: list[Notice] | None = None) -> HttpResponse:
    context: dict[str, Any] = {"list": None, "origin": visit.origin}
    if notices is not None:
        context["notices"] = notices
    if not wishes.is_nobody(visit.list_holder):
        cursor = cursor_of(visit)
        try:
            found = wishlists.wishlist(holder=visit.list_holder, cursor=cursor)
        except BadCursor:
            found = wishlists.wishlist(holder=visit.list_holder)
        context["list"] = wishes.list_view(found)
        if found.is_archived:
            visit.keep_hearts(wishes.hearts_of(Marks(count=0)))
    return visit.page("wishlist/part_body.html" if visit.is_live else "wishlist/wishlist.html", context)
