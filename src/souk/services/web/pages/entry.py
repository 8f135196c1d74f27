"""The entry: sign in, sign up, confirm an email, reset a password, unlock, sign out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.cart.calls import ShopOwnersDoNotShop
from souk.contracts.users.calls import AccountLocked, EmailTaken, Sessions, TokenInvalid, WrongCredentials
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import forms
from souk.services.web.pages.showing import shown, told
from souk.services.web.pages.visitor import ACCESS, CART, GUEST, REFRESH, WISHLIST, Visit
from souk.services.web.rules.links import safe_path
from souk.services.web.use_cases import addresses, guests, sessions, wishes
from souk.vocabulary.problems import Refused

users_door = ask(Sessions)

LOCKED = "After several wrong passwords this account is locked for a while. We have sent a letter with a link that opens it at once."


@shown("GET", "POST")
def sign_in(visit: Visit) -> HttpResponse:
    onward = safe_path(told(visit, "next", 2000), "/account")
    if visit.request.method != "POST":
        if visit.user_id:
            return visit.see_other(onward)
        return visit.page("entry/sign_in.html", {"form": forms.SignInForm(), "next": onward})
    form = forms.SignInForm(visit.request.POST)
    if form.is_valid() and _enter(visit, form, remember=form.cleaned_data["remember"]):
        return visit.see_other(onward, "welcome")
    return visit.page("entry/sign_in.html", {"form": form, "next": onward}, status=422)


@shown("GET", "POST")
def sign_up(visit: Visit) -> HttpResponse:
    onward = safe_path(told(visit, "next", 2000), "/account")
    if visit.request.method != "POST":
        return visit.page("entry/sign_up.html", {"form": forms.SignUpForm(), "next": onward})
    form = forms.SignUpForm(visit.request.POST)
    if form.is_valid() and _open_account(form) and _enter(visit, form):
        return visit.see_other(onward, "signed-up")
    return visit.page("entry/sign_up.html", {"form": form, "next": onward}, status=422)


@shown("POST")
def sign_out(visit: Visit) -> HttpResponse:
    access = visit.cookie(ACCESS)
    if access:
        sessions.leave(access, visit.cookie(REFRESH))
    visit.forget_who()
    return visit.see_other("/", "signed-out")


@shown("GET", "POST")
def verify(visit: Visit) -> HttpResponse:
    """The link of the letter shows a button: mail scanners follow links, they do not press."""
    token = told(visit, "token", 2000)
    if visit.request.method != "POST":
        words = {"heading": "Confirm your email", "lead": "One press and it is done.", "button": "Confirm"}
        return _pressed(visit, token, "/verify", words)
    try:
        users_door.verify_email(token=token)
    except Refused:
        if not visit.user_id:
            return visit.see_other("/sign-in", "verify-old")
        is_confirmed = addresses.account(visit.user_id).is_verified
        return visit.see_other("/account", "verified-already" if is_confirmed else "link-old")
    return visit.see_other("/account" if visit.user_id else "/sign-in", "verified")


@shown("POST")
def verify_again(visit: Visit) -> HttpResponse:
    if visit.user_id:
        users_door.send_verification(email=addresses.email_of(visit.user_id))
    return visit.see_other("/account", "letter-sent")


@shown("GET", "POST")
def forgot(visit: Visit) -> HttpResponse:
    words = {
        "heading": "Forgotten password",
        "lead": "We send you a link to choose a new one.",
        "button": "Send the link",
    }
    form = forms.EmailForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        users_door.request_reset(email=form.cleaned_data["email"])
        return visit.see_other("/sign-in", "letter-sent")
    return _one_form(visit, form, "/forgot", words)


@shown("GET", "POST")
def reset(visit: Visit) -> HttpResponse:
    words = {
        "heading": "Choose a new password",
        "lead": "It signs you out everywhere else.",
        "button": "Save the password",
    }
    form = forms.NewPasswordForm(
        visit.request.POST or None, initial={"token": visit.request.GET.get("token", "")}
    )
    if visit.request.method == "POST" and form.is_valid():
        try:
            users_door.reset_password(
                token=form.cleaned_data["token"], password=form.cleaned_data["password"]
            )
            visit.forget_who()
            return visit.see_other("/sign-in", "password-changed")
        except TokenInvalid:
            return visit.see_other("/forgot", "link-old")
        except Refused as refusal:
            form.take_problem(refusal)
    return _one_form(visit, form, "/reset", words)


@shown("GET", "POST")
def unlock(visit: Visit) -> HttpResponse:
    """With the letter's token it opens the account; without, a new password opens it too."""
    token = told(visit, "token", 2000)
    if not token:
        return visit.see_other("/forgot")
    if visit.request.method != "POST":
        words = {
            "heading": "Open your account",
            "lead": "One press and you can sign in again.",
            "button": "Open it",
        }
        return _pressed(visit, token, "/unlock", words)
    try:
        users_door.unlock(token=token)
    except Refused:
        return visit.see_other("/sign-in", "link-old")
    return visit.see_other("/sign-in", "unlocked")


def _enter(visit: Visit, form: forms.StreetForm, *, remember: bool = False) -> bool:
    """Signs in and brings the guest's cart and wishlist; says in the form why not."""
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        tokens = sessions.enter(email, password, visit.address)
    except WrongCredentials:
        form.add_error(None, "Email or password is not right.")
        return False
    except AccountLocked:
        form.add_error(None, LOCKED)
        return False
    visit.keep_tokens(tokens, stay=remember)
    try:
        cart = sessions.bring_cart(tokens.account.user_id, visit.cookie(CART))
    except ShopOwnersDoNotShop:
        visit.keep_cart_count(None, 0)
        visit.say("owner-cart-waits")
        return True
    if cart is not None:
        visit.drop(CART)
        visit.keep_cart(cart)
    marks = sessions.bring_list(tokens.account.user_id, visit.cookie(WISHLIST))
    if marks is not None:
        visit.drop(WISHLIST)
        visit.keep_hearts(wishes.hearts_of(marks))
    token = visit.cookie(GUEST)
    if token and guests.bring(token, tokens.account.user_id):
        visit.drop(GUEST)
    return True


def _open_account(form: forms.SignUpForm) -> bool:
    given = form.cleaned_data
    try:
        users_door.signup(
            email=given["email"],
            password=given["password"],
            name=given["name"],
            wants_newsletter=given["wants_newsletter"],
        )
    except EmailTaken:
        form.add_error("email", "There is an account with this email. Sign in, or ask for a new password.")
        return False
    except Refused as refusal:
        form.take_problem(refusal)
        return False
    return True


def _pressed(visit: Visit, token: str, action: str, words: dict[str, str]) -> HttpResponse:
    context: dict[str, Any] = {"form_action": action, "token": token} | words
    return visit.page("entry/pressed.html", context)


def _one_form(visit: Visit, form: forms.StreetForm, action: str, words: dict[str, str]) -> HttpResponse:
    context = {"form": form, "form_action": action} | words
    return visit.page("entry/one_field.html", context, status=422 if form.errors else 200)
