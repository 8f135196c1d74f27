"""Health in the back office: stories that wait or stopped, dead letters, events on their way, in every house."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse

from souk.kernel.access.identity import staff_may
from souk.kernel.operations import health as street
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases.office import desk, proving

PAGE = f"{HOME}/health"


@shown()
@opens_to(staff_may("events.read", "events.replay"))
def health(visit: Visit) -> HttpResponse:
    """Three lists, each with a cursor of its own."""
    parked = street.parked(cursor_of(visit, "parked"))
    letters = street.dead_letters(cursor_of(visit, "letters"))
    going = street.going(cursor_of(visit, "going"))
    context = {
        "parked": desk.stories(parked),
        "letters": desk.letters(letters),
        "going": desk.stories(going),
        "houses": desk.houses(),
        "more_parked": _more(visit, "parked", parked.next),
        "more_letters": _more(visit, "letters", letters.next),
        "more_going": _more(visit, "going", going.next),
        "proof": proving.last(),
        "may_replay": visit.identity.may("events.replay"),
    }
    return office(visit, "Health", "health.html", context)


@shown("POST")
@opens_to(staff_may("events.read", "events.replay"))
def prove(visit: Visit) -> HttpResponse:
    """Takes as long as there is data: somebody has to ask for it."""
    return visit.see_other(f"{PAGE}#proof", "proved" if proving.prove() else "proving")


@shown("POST")
@opens_to(staff_may("events.replay"))
def replay(visit: Visit, house: str, event_id: str) -> HttpResponse:
    return visit.see_other(PAGE, "replayed" if street.replay(house, event_id) else "replay-gone")


@shown("POST")
@opens_to(staff_may("events.replay"))
def resume(visit: Visit, house: str) -> HttpResponse:
    story_id = visit.request.POST.get("story_id", "")
    return visit.see_other(PAGE, "resumed" if street.resume(house, story_id) else "resume-gone")


def _more(visit: Visit, name: str, cursor: str | None) -> str:
    """The next page of one list; the other lists stay where they are."""
    if cursor is None:
        return ""
    others = {other: given for other in ("parked", "letters", "going") if (given := cursor_of(visit, other))}
    return f"{PAGE}?{urlencode(others | {name: cursor})}#{name}"
