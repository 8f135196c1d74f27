"""Tell me when it is back: an email left on the page of something sold out, and how it is forgotten again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from souk.contracts.wishlist.calls import BackInStock, LettersTokenInvalid, NotForSaving, NotSoldOut
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import EmailForm
from souk.services.web.pages.product import product_page
from souk.services.web.pages.showing import shown, told
from souk.services.web.pages.visitor import Visit
from souk.vocabulary.problems import Invalid, TooManyRequests

back_in_stock = ask(BackInStock)


@shown("POST")
def tell_me(visit: Visit, slug: str) -> HttpResponse:
    """What is not right is said at the field, with what was typed still in it."""
    email = visit.request.POST.get("email", "").strip()
    variation_id = visit.request.POST.get("variation", "")[:60]
    here = f"/products/{slug}?variation={variation_id}"
    try:
        back_in_stock.tell_when_back(
            email=email, variation_id=variation_id, address=visit.address, user_id=visit.user_id
        )
    except (Invalid, TooManyRequests) as refusal:
        fault = (
            refusal.detail
            if isinstance(refusal, TooManyRequests)
            else "Please type an email like name@example.org."
        )
        return product_page(
            visit, slug, variation_id, waiting={"email": email[:254], "fault": fault}, status=refusal.status
        )
    except NotSoldOut:
        return visit.see_other(here, "not-sold-out")
    except NotForSaving:
        return visit.see_other(f"/products/{slug}", "not-for-waiting")
    return visit.see_other(here, "waiting")


@shown("GET", "POST")
def forget(visit: Visit) -> HttpResponse:
    words = {
        "heading": "Forget my email",
        "lead": "If it waits for something to be back in stock, it no longer does, and we write nothing.",
        "button": "Forget it",
        "form_action": "/back-in-stock/forget",
        "back_url": "/explore",
        "back_text": "Back to the street",
    }
    if visit.request.method != "POST":
        return visit.page("entry/one_field.html", {"form": EmailForm()} | words)
    form = EmailForm(visit.request.POST)
    if form.is_valid():
        try:
            back_in_stock.forget_address(email=form.cleaned_data["email"], address=visit.address)
            return visit.see_other("/back-in-stock/forget", "not-waiting")
        except Invalid as refusal:
            form.take_problem(refusal)
        except TooManyRequests as refusal:
            form.add_error(None, refusal.detail)
    return visit.page("entry/one_field.html", {"form": form} | words, status=422)


@csrf_exempt
def end(request: HttpRequest) -> HttpResponse:
    """A mail program presses by itself (RFC 8058), without our cookie: the token is the secret."""
    return _end(request)


@shown("GET", "POST")
def _end(visit: Visit) -> HttpResponse:
    token = told(visit, "token", 200)
    if visit.request.method != "POST":
        words = {
            "heading": "Forget my email",
            "lead": "One press, and we write no more when something is back in stock.",
            "button": "Forget it",
        }
        return visit.page("entry/pressed.html", {"form_action": "/back-in-stock/end", "token": token} | words)
    try:
        back_in_stock.end_waiting(token=token)
    except LettersTokenInvalid:
        return visit.see_other("/back-in-stock/forget", "link-old")
    return visit.see_other("/", "not-waiting")
