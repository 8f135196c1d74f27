"""Stock in the back office: every shop's, how one thing moved, and corrections with a reason."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse

from souk.contracts.inventory.calls import Inventory, OutOfStock, StockDesk
from souk.kernel.access.identity import staff_may
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.filters import StockFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import finding
from souk.vocabulary.problems import Refused

inventory, desk = ask(Inventory), ask(StockDesk)

LIST = f"{HOME}/stock"
READ = staff_may("stock.read", "stock.manage")

TABLE = Table(
    room="Stock",
    title="Stock",
    path=LIST,
    may=READ,
    filters=StockFilters,
    columns=(
        Column(
            "SKU",
            lambda row: row[0].sku or row[0].variation_id,
            lambda row: f"{LIST}/{row[0].variation_id}",
            sort="sku",
            is_whole=True,
        ),
        Column("Product", lambda row: row[0].title, sort="title"),
        Column("Shop", lambda row: row[1]),
        Column("On hand", lambda row: str(row[0].on_hand), is_number=True),
        Column("Reserved", lambda row: str(row[0].reserved), is_number=True),
        Column("Free", lambda row: str(row[0].available), is_number=True, sort="available"),
        Column(
            "Level",
            lambda row: (
                "Out" if row[0].available <= 0 else "Low" if row[0].available <= row[0].low_at else "Enough"
            ),
            tone=lambda row: (
                "bad" if row[0].available <= 0 else "warn" if row[0].available <= row[0].low_at else "good"
            ),
        ),
    ),
    read=finding.stock,
    nothing="Nothing on the shelves is like that. Try the beginning of the title or of the SKU.",
    sort="sku",
)


class CorrectionForm(StreetForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    by = forms.IntegerField(
        label="How many more or fewer",
        min_value=-100_000,
        max_value=100_000,
        help_text="3 when three more were counted than are known, -3 when three are missing.",
    )
    reason = forms.CharField(label="Why?", max_length=200, help_text="Counted, found, broken, lost …")


@shown()
@opens_to(READ)
def shelves(visit: Visit) -> HttpResponse:
    return TABLE.page(visit)


@shown()
@opens_to(READ & EXPORT)
def shelves_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown()
@opens_to(READ)
def one(visit: Visit, variation_id: str) -> HttpResponse:
    return _page(visit, variation_id, CorrectionForm(initial={"key": new_id("key")}))


@shown("POST")
@opens_to(staff_may("stock.manage"))
def correct(visit: Visit, variation_id: str) -> HttpResponse:
    form = CorrectionForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, variation_id, form)
    given = form.cleaned_data
    try:
        desk.correct(
            key=f"office:{visit.user_id}:{given['key']}",
            variation_id=variation_id,
            by=given["by"],
            warehouse="main",
            reason=given["reason"],
        )
    except OutOfStock as refusal:
        form.add_error("by", refusal.detail)
        return _page(visit, variation_id, form)
    except Refused as refusal:
        form.take_problem(refusal)
        return _page(visit, variation_id, form)
    return visit.see_other(f"{LIST}/{variation_id}", "stock-corrected")


def _page(visit: Visit, variation_id: str, form: CorrectionForm) -> HttpResponse:
    """Raises StockItemNotFound."""
    found = desk.row(variation_id=variation_id)
    moved = inventory.movements(variation_id=variation_id, cursor=cursor_of(visit))
    context = {
        "item": found,
        "form": form,
        "url": f"{LIST}/{variation_id}",
        "movements": [
            {
                "at": wording.day_and_time(one.at),
                "kind": one.kind.replace("_", " "),
                "quantity": one.quantity,
                "warehouse": one.warehouse,
                "key": one.key,
            }
            for one in moved.items
        ],
        "older_url": f"{LIST}/{variation_id}?cursor={moved.next}" if moved.next else "",
        "crumbs": [{"name": "Stock", "url": LIST}, {"name": found.sku or variation_id}],
    }
    return office(visit, "Stock", "stock.html", context, status=422 if form.errors else 200)
