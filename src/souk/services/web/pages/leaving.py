"""What the law gives everybody: taking one's data along, and deleting one's account. For its owner alone."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.users.calls import Users, WrongCredentials
from souk.kernel import clock
from souk.kernel.access.identity import oneself
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import forms
from souk.services.web.pages.account import in_room
from souk.services.web.pages.showing import only, shown
from souk.services.web.pages.visitor import Visit
from souk.vocabulary.problems import Refused

users = ask(Users)

HOME = "/account/settings"


@shown()
@only(oneself, HOME)
def export(visit: Visit) -> HttpResponse:
    """A file of JSON, as the API has it."""
    found = users.export(user_id=visit.member_id)
    answer = HttpResponse(found.model_dump_json(indent=2), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="souk-{clock.now():%Y-%m-%d}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@shown("GET", "POST")
@only(oneself, HOME)
def erasure(visit: Visit) -> HttpResponse:
    """Says what goes and what stays; the password, and a press, delete the account and sign out."""
    form = forms.ErasureForm(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid() and _erase(visit, form):
        visit.forget_who()
        return visit.see_other("/", "account-gone")
    return in_room(
        visit, "Settings", "account/erasure.html", {"form": form}, status=422 if form.errors else 200
    )


def _erase(visit: Visit, form: forms.ErasureForm) -> bool:
    try:
        users.erase(user_id=visit.member_id, password=form.cleaned_data["password"])
    except WrongCredentials:
        form.add_error("password", "That is not your present password.")
        return False
    except Refused as refusal:
        form.take_problem(refusal)
        return False
    return True
