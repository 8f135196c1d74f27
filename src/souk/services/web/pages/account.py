"""The account: overview, orders, addresses, settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.users.calls import Account, AddressNotFound, SavedAddress, Users, WrongCredentials
from souk.kernel.access.identity import oneself
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import forms
from souk.services.web.pages.showing import cursor_of, members, only, shown
from souk.services.web.pages.visitor import GUEST, Visit
from souk.services.web.use_cases import addresses, checkouts, guests, membership, order_pages, review_pages
from souk.vocabulary.problems import Refused

users = ask(Users)

ROOMS = [("Overview", "/account"), ("Orders", "/account/orders"), ("Wishlist", "/wishlist"), ("Reviews", "/account/reviews"), ("Membership", "/account/membership"), ("Addresses", "/account/addresses"), ("Settings", "/account/settings")]  # fmt: skip


@shown()
@members
def overview(visit: Visit) -> HttpResponse:
    found, _ = order_pages.latest(visit.member_id, limit=3)
    profile = _profile(addresses.account(visit.member_id))
    context = {"profile": profile, "orders": found, "membership": membership.hint(visit.member_id)}
    return in_room(visit, "Overview", "account/home.html", context)


@shown()
def all_orders(visit: Visit) -> HttpResponse:
    """Answers by who asks: the account's, or what this browser's guest ordered."""
    is_guest = visit.user_id is None and not visit.is_uncertain and visit.cookie(GUEST)
    return _guests_orders(visit) if is_guest else _members_orders(visit)


@members
def _members_orders(visit: Visit) -> HttpResponse:
    found, cursor = order_pages.latest(visit.member_id, cursor_of(visit))
    context = {"orders": found, "next_url": _older_orders(cursor)}
    account = addresses.account(visit.member_id)
    if not account.is_verified:  # what was ordered as a guest comes once the email is confirmed
        waiting = order_pages.opened_by(visit.order_tokens())
        context["waiting"] = waiting
        context["to_come"] = order_pages.to_come(waiting, account.email)
        context["is_unconfirmed"] = not found
    return in_room(visit, "Orders", "account/orders.html", context)


def _guests_orders(visit: Visit) -> HttpResponse:
    token = visit.cookie(GUEST) or ""
    found, cursor = order_pages.latest_of_guest(token, cursor_of(visit))
    context = {"orders": found, "next_url": _older_orders(cursor), "until": guests.known_until(token)}
    return visit.page("account/guest_orders.html", context)


def _older_orders(cursor: str | None) -> str:
    return f"/account/orders?cursor={cursor}" if cursor else ""


@shown()
@members
def all_reviews(visit: Visit) -> HttpResponse:
    found, cursor = review_pages.written_by(visit.member_id, cursor_of(visit))
    next_url = f"/account/reviews?cursor={cursor}" if cursor else ""
    return in_room(visit, "Reviews", "account/reviews.html", {"reviews": found, "next_url": next_url})


@shown("GET", "POST")
@members
def all_addresses(visit: Visit) -> HttpResponse:
    countries = checkouts.countries()
    form = forms.SavedAddressForm(initial={"country": "US"}, countries=countries)
    if visit.request.method == "POST":
        form = forms.SavedAddressForm(visit.request.POST, countries=countries)
        if form.is_valid() and _save(visit, form):
            return visit.see_other("/account/addresses", "saved")
    mine = [addresses.view(entry) for entry in _sorted(visit)]
    context = {"addresses": mine, "form": form}
    return in_room(visit, "Addresses", "account/addresses.html", context, status=422 if form.errors else 200)


@shown("GET", "POST")
@members
def one_address(visit: Visit, address_id: str) -> HttpResponse:
    entry = _find(visit, address_id)
    known = entry.address.model_dump() | {"is_default": entry.is_default}
    form = forms.SavedAddressForm(initial=known, countries=checkouts.countries())
    if visit.request.method == "POST":
        form = forms.SavedAddressForm(visit.request.POST, countries=checkouts.countries())
        if form.is_valid() and _save(visit, form, address_id):
            return visit.see_other("/account/addresses", "saved")
    context = {"form": form, "form_action": f"/account/addresses/{address_id}"}
    return in_room(visit, "Addresses", "account/address.html", context, status=422 if form.errors else 200)


@shown("POST")
@members
def remove_address(visit: Visit, address_id: str) -> HttpResponse:
    try:
        users.remove_address(user_id=visit.member_id, address_id=address_id)
    except AddressNotFound:
        return visit.see_other("/account/addresses")
    return visit.see_other("/account/addresses", "address-removed")


@shown("POST")
@members
def make_default(visit: Visit, address_id: str) -> HttpResponse:
    entry = _find(visit, address_id)
    users.save_address(
        key=new_id("key"),
        user_id=visit.member_id,
        address=entry.address,
        is_default=True,
        address_id=address_id,
    )
    return visit.see_other("/account/addresses", "saved")


@shown()
@members
def settings(visit: Visit) -> HttpResponse:
    return _settings_page(visit)


@shown("POST")
@members
def save_profile(visit: Visit) -> HttpResponse:
    form = forms.ProfileForm(visit.request.POST, visit.request.FILES, prefix="profile")
    if not form.is_valid():
        return _settings_page(visit, profile_form=form)
    picture = form.cleaned_data["picture"]
    try:
        users.update_account(user_id=visit.member_id, name=form.cleaned_data["name"])
        if picture or form.cleaned_data["remove_picture"]:
            users.set_picture(user_id=visit.member_id, content=picture.read() if picture else b"")
    except Refused as refusal:
        form.take_problem(refusal, content="picture")
        return _settings_page(visit, profile_form=form)
    return visit.see_other("/account/settings", "saved")


@shown("POST")
@only(oneself, "/account/settings")
def change_password(visit: Visit) -> HttpResponse:
    form = forms.ChangePasswordForm(visit.request.POST, prefix="password")
    if not form.is_valid():
        return _settings_page(visit, password_form=form)
    old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
    try:
        users.change_password(user_id=visit.member_id, old=old, new=new)
    except WrongCredentials:
        form.add_error("old_password", "That is not your present password.")
        return _settings_page(visit, password_form=form)
    except Refused as refusal:
        form.take_problem(refusal, new="new_password", password="new_password", old="old_password")
        return _settings_page(visit, password_form=form)
    return visit.see_other("/account/settings", "password-changed")


@shown("POST")
@members
def save_letters(visit: Visit) -> HttpResponse:
    wanted = visit.request.POST.get("letters-wants_newsletter") == "on"
    users.update_account(user_id=visit.member_id, wants_newsletter=wanted)
    return visit.see_other("/account/settings", "saved")


def _profile(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "email": account.email,
        "is_verified": account.is_verified,
        "picture": account.picture_url,
    }


def _sorted(visit: Visit) -> list[SavedAddress]:
    return sorted(users.addresses(user_id=visit.member_id), key=lambda entry: not entry.is_default)


def _find(visit: Visit, address_id: str) -> SavedAddress:
    """Raises AddressNotFound, also for somebody else's."""
    entry = next((a for a in users.addresses(user_id=visit.member_id) if a.address_id == address_id), None)
    if entry is None:
        raise AddressNotFound()
    return entry


def _save(visit: Visit, form: forms.SavedAddressForm, address_id: str | None = None) -> bool:
    try:
        users.save_address(
            key=new_id("key"),
            user_id=visit.member_id,
            address=form.address(),
            is_default=form.cleaned_data["is_default"],
            address_id=address_id,
        )
    except AddressNotFound:
        raise
    except Refused as refusal:
        form.take_problem(refusal)
        return False
    return True


def _settings_page(visit: Visit, **tried: Any) -> HttpResponse:
    account = addresses.account(visit.member_id)
    context = {
        "profile": _profile(account),
        "profile_form": forms.ProfileForm(initial={"name": account.name}, prefix="profile"),
        "password_form": forms.ChangePasswordForm(prefix="password"),
        "mail_form": forms.LettersForm(
            initial={"wants_newsletter": account.wants_newsletter}, prefix="letters"
        ),
    }
    return in_room(visit, "Settings", "account/settings.html", context | tried, status=422 if tried else 200)


def in_room(
    visit: Visit, name: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    rooms = [{"name": room, "url": url, "is_here": room == name} for room, url in ROOMS]
    return visit.page(template, {"rooms": rooms} | context, status=status)
