"""The newsletter: ask for it, confirm it, end it."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.marketing.calls import Marketing
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import EmailForm
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.vocabulary.problems import Refused

marketing = ask(Marketing)


@shown("GET", "POST")
def newsletter(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return visit.page("entry/newsletter.html", {"form": EmailForm()})
    form = EmailForm(visit.request.POST)
    if form.is_valid():
        try:
            marketing.subscribe(email=form.cleaned_data["email"], source="footer", user_id=visit.user_id)
            return visit.see_other("/newsletter", "newsletter")
        except Refused as refusal:
            form.take_problem(refusal)
    return visit.page("entry/newsletter.html", {"form": form}, status=422)


@shown("GET", "POST")
def confirm(visit: Visit) -> HttpResponse:
    words = {
        "heading": "Confirm the newsletter",
        "lead": "One letter a month. One press to begin.",
        "button": "Yes, send it",
    }
    if visit.request.method != "POST":
        return _pressed(visit, "/newsletter/confirm", words)
    try:
        marketing.confirm_subscription(token=visit.request.POST.get("token", "")[:2000])
    except Refused:
        return visit.see_other("/newsletter", "link-old")
    return visit.see_other("/", "subscribed")


@shown("GET", "POST")
def unsubscribe(visit: Visit) -> HttpResponse:
    words = {"heading": "End the newsletter", "lead": "One press and it stops.", "button": "End it"}
    if visit.request.method != "POST":
        return _pressed(visit, "/newsletter/end", words)
    try:
        marketing.unsubscribe(token=visit.request.POST.get("token", "")[:2000])
    except Refused:
        return visit.see_other("/newsletter", "link-old")
    return visit.see_other("/", "unsubscribed")


def _pressed(visit: Visit, action: str, words: dict[str, str]) -> HttpResponse:
    token = visit.request.GET.get("token", "")[:2000]
    return visit.page("entry/pressed.html", {"form_action": action, "token": token} | words)
