"""Files in and out: a product CSV is taken, its progress watched, its report read; all products are fetched as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from souk.contracts.products.calls.shelves import Import, Shelves
from souk.contracts.shops.calls import Shop
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.kernel.neighbours.gathering import gathered
from souk.services.web.pages.portal.frame import owners, portal
from souk.services.web.pages.showing import cursor_of, key_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.portal_products import LIST
from souk.vocabulary.problems import Refused

shelves = ask(Shelves)

HERE = f"{LIST}/import"
STATES = {
    "waiting": ("Waiting", "warn"),
    "working": ("Being read", "warn"),
    "done": ("Done", "good"),
    "failed": ("Given up", "bad"),
}


@shown("GET", "POST")
@owners
def import_page(visit: Visit, shop: Shop) -> HttpResponse:
    file, fault = visit.request.FILES.get("file"), ""
    if visit.request.method == "POST":
        try:
            if file is None:
                fault = "Please choose a file first."
            else:
                begun = shelves.begin_import(
                    key=key_of(visit, "token"),
                    shop_id=shop.shop_id,
                    file_name=file.name or "",
                    content=file.read(),
                )
                return visit.see_other(f"{HERE}/{begun.import_id}")
        except Refused as refusal:
            fault = refusal.detail
    page = shelves.imports(shop_id=shop.shop_id, cursor=cursor_of(visit))
    context = {
        "imports": [_view(each) for each in page.items],
        "next_url": f"{HERE}?cursor={page.next}" if page.next else "",
        "fault": fault,
        "token": new_id("key"),
    }
    return portal(visit, shop, "Products", "import.html", context, status=422 if fault else 200)


@shown()
@owners
def import_report(visit: Visit, shop: Shop, import_id: str) -> HttpResponse:
    """The whole page, or only its moving part, for who watches it."""
    cursor = cursor_of(visit)
    report = shelves.import_report(shop_id=shop.shop_id, import_id=import_id, cursor=cursor)
    context = {
        "it": _view(report.state),
        "remarks": report.remarks.items,
        "next_url": f"{HERE}/{import_id}?cursor={report.remarks.next}" if report.remarks.next else "",
    }
    if visit.is_live and visit.request.GET.get("part"):
        return visit.page("portal/import_state.html", context)
    return portal(visit, shop, "Products", "import_report.html", context)


@shown()
@owners
def export(visit: Visit, shop: Shop) -> HttpResponse:
    length, pieces = gathered(_parts(shop.shop_id))  # a house that is away is a page, not half a file
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Length"] = str(length)
    answer["Content-Disposition"] = f'attachment; filename="{shop.slug}-products.csv"'
    return answer  # type: ignore[return-value]


def _parts(shop_id: str) -> Iterator[bytes]:
    part = shelves.export_part(shop_id=shop_id)
    yield (part.header + part.text).encode()
    while part.next:
        part = shelves.export_part(shop_id=shop_id, cursor=part.next)
        yield part.text.encode()


def _view(state: Import) -> dict[str, Any]:
    words, tone = wording.status(STATES, state.status)
    counts = [("new", state.created), ("changed", state.updated), ("as before", state.unchanged), ("not taken", state.refused)]  # fmt: skip
    return {
        "id": state.import_id,
        "url": f"{HERE}/{state.import_id}",
        "file": state.file_name,
        "source": state.source,
        "status": words,
        "tone": tone,
        "is_live": state.status in ("waiting", "working"),
        "done": state.done,
        "total": state.total,
        "percent": 0 if not state.total else state.done * 100 // state.total,
        "counts": [{"what": what, "count": count} for what, count in counts],
        "taken_text": ", ".join(f"{count} {what}" for what, count in counts if count) or "nothing yet",
        "problem": state.problem,
        "at": wording.moment(state.created_at, clock.now()),
    }
