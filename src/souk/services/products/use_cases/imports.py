"""Imports: a seller's file that becomes products while they do other things.

    kept as it came → read into offers → worked off a few at a time → done

Each step is one transaction that counts what it did, if nobody else has done it meanwhile; so a process may die anywhere, two
may work at once, and every product is taken and counted once. The file goes when it is read, the offers when they are worked off.
"""

from __future__ import annotations

import zlib
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import Q
from pydantic import TypeAdapter

from souk.contracts.products.calls.shelves import Import as ImportMessage
from souk.contracts.products.calls.shelves import ImportNotFound, ImportReport, TooManyImports
from souk.contracts.products.calls.shelves import ImportRemark as RemarkMessage
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.telemetry.logs import log
from souk.services.products.models import DoneCall, Import, ImportOffer, ImportPiece, ImportRemark
from souk.services.products.ports import Offer, Unreadable, source_for
from souk.services.products.use_cases.acquaintance import known_shops
from souk.services.products.use_cases.categories import all_categories
from souk.services.products.use_cases.drafting import Taken
from souk.services.products.use_cases.offers import Batch
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable, invalid

_log = log(__name__)

LARGEST_FILE = 9 * 1024 * 1024  # what passes the front door, with a form around it
PIECE = 1024 * 1024
MOST_WAITING = 5  # of one shop
MOST_OFFERS = 20_000
AT_ONCE = 20  # products in a transaction
DEADLINE_HOURS = 24
GIVE_UP_AFTER = 5  # failures in a row
KEPT_DAYS = 180
LIVE = ("waiting", "working")

_OFFERS = TypeAdapter(Offer)


def begin_import(key: str, shop_id: str, file_name: str, content: bytes) -> ImportMessage:
    """Once per key. Raises Invalid for a file that is too large or of no kind we know, TooManyImports."""
    name = "".join(letter for letter in file_name if letter.isprintable())[-200:] or "file"
    if len(content) > LARGEST_FILE:
        raise invalid("/file", f"A file may have at most {LARGEST_FILE // 2**20} MB.", "too_large")
    source = source_for(name, content)
    if source is None:
        raise invalid(
            "/file",
            "This is neither a product CSV as Shopify has it (with columns Title and Variant Price) nor DummyJSON’s products.",
            "not_understood",
        )
    known_shops([shop_id])
    try:
        return _begun(key) or _begin(key, shop_id, name, source.name, zlib.compress(content, 6))
    except IntegrityError:  # the same call, in the same moment: the other one has begun it
        begun = _begun(key)
        if begun is None:
            raise
        return begun


def _begun(key: str) -> ImportMessage | None:
    done = DoneCall.objects.filter(key=f"import/{key}").values_list("answer", flat=True).first()
    row = Import.objects.filter(import_id=done).first() if done else None
    return None if row is None else _message(row)


def _begin(key: str, shop_id: str, name: str, source: str, packed: bytes) -> ImportMessage:
    with changes("products"):
        if Import.objects.filter(shop_id=shop_id, status__in=LIVE).count() >= MOST_WAITING:
            raise TooManyImports(f"No more than {MOST_WAITING} files at a time; please wait for the others.")
        row = Import.objects.create(
            import_id=new_id("imp"), shop_id=shop_id, file_name=name, source=source, status="waiting",
            due_at=clock.now(), created_at=clock.now(),
        )  # fmt: skip
        ImportPiece.objects.bulk_create(
            ImportPiece(of=row, number=start // PIECE, content=packed[start : start + PIECE])
            for start in range(0, len(packed), PIECE)
        )
        DoneCall.objects.create(key=f"import/{key}", answer=row.import_id, done_at=clock.now())
    return _message(row)


def imports(shop_id: str, cursor: str | None, limit: int) -> Page[ImportMessage]:
    rows = Import.objects.filter(shop_id=shop_id).order_by("-import_id")
    if cursor:
        (before,) = read_cursor(cursor, (str,))
        rows = rows.filter(import_id__lt=before)
    found = list(rows[: limit + 1])
    more = write_cursor(found[limit - 1].import_id) if len(found) > limit else None
    return Page(items=[_message(row) for row in found[:limit]], next=more)


def import_report(shop_id: str, import_id: str, cursor: str | None, limit: int) -> ImportReport:
    """Raises ImportNotFound."""
    row = Import.objects.filter(shop_id=shop_id, import_id=import_id).first()
    if row is None:
        raise ImportNotFound()
    rows = ImportRemark.objects.filter(of=row).order_by("line", "place")
    if cursor:
        line, place = read_cursor(cursor, (int, int))
        rows = rows.filter(Q(line__gt=line) | Q(line=line, place__gt=place))
    found = list(rows[: limit + 1])
    more = write_cursor(found[limit - 1].line, found[limit - 1].place) if len(found) > limit else None
    remarks = [
        RemarkMessage(line=each.line, name=each.name, text=each.text, is_refused=each.is_refused)
        for each in found[:limit]
    ]
    return ImportReport(state=_message(row), remarks=Page(items=remarks, next=more))


def work_off(seconds: float) -> int:
    """Steps of what is due, the longest-waiting file first; none is begun when the time is up. Returns how many."""
    until, steps = clock.stopwatch() + seconds, 0
    while (not steps or clock.stopwatch() < until) and (row := _next_due()) is not None:
        _step(row)
        steps += 1
    return steps


def forget_old_imports() -> None:
    """What is long done is nobody's business any more."""
    Import.objects.filter(finished_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()


def _next_due() -> Import | None:
    due = Import.objects.filter(status__in=LIVE, due_at__lte=clock.now())
    return due.order_by("due_at", "import_id").first()


def _step(row: Import) -> None:
    """One step; a failure is tried again later, and given up when it stays or the file has waited too long."""
    if clock.now() - row.created_at > timedelta(hours=DEADLINE_HOURS):
        _end(row, "failed", f"It was not done within {DEADLINE_HOURS} hours and was given up.")
        return
    try:
        if row.total is None:
            _read(row)
        elif row.done < row.total:
            _take_some(row)
        else:
            _end(row, "done")
    except Unavailable as away:
        _log.info("import_waits", import_id=row.import_id, why=str(away))
        Import.objects.filter(pk=row.pk).update(due_at=clock.in_seconds(15))
    except Exception as failure:
        _log.exception("import_stumbled", import_id=row.import_id, error=repr(failure))
        Import.objects.filter(pk=row.pk).update(failures=row.failures + 1, due_at=clock.in_seconds(10))
        if row.failures + 1 >= GIVE_UP_AFTER:
            _end(
                row, "failed", "Something on our side fell over again and again. What was taken so far stays."
            )


def _read(row: Import) -> None:
    """The file becomes offers; what could not be read counts as looked at."""
    pieces = ImportPiece.objects.filter(of=row).order_by("number").values_list("content", flat=True)
    packed = b"".join(bytes(piece) for piece in pieces)
    if not packed:
        return  # somebody else has read it
    content = zlib.decompress(packed)
    source = source_for(row.file_name, content)
    found = list(source.read(content)) if source is not None else []
    offers = [each for each in found if isinstance(each, Offer)]
    unreadable = [each for each in found if isinstance(each, Unreadable)]
    if len(offers) > MOST_OFFERS:
        _end(
            row,
            "failed",
            f"The file has {len(offers)} products; please cut it into files of at most {MOST_OFFERS}.",
        )
        return
    if not found:
        _end(row, "failed", "The file has no products: there is nothing below its header.")
        return
    with changes("products"):
        mine = Import.objects.select_for_update().filter(pk=row.pk, total=None, status__in=LIVE)
        if not mine.exists():
            return
        ImportOffer.objects.bulk_create(
            (
                ImportOffer(of=row, number=len(unreadable) + place, offer=_OFFERS.dump_json(offer).decode())
                for place, offer in enumerate(offers)
            ),
            batch_size=200,
        )
        _remark(row, unreadable, is_refused=True, first=0)
        ImportPiece.objects.filter(of=row).delete()
        Import.objects.filter(pk=row.pk).update(
            status="working", total=len(found), done=len(unreadable), refused=len(unreadable), failures=0,
        )  # fmt: skip


def _take_some(row: Import) -> None:
    some = ImportOffer.objects.filter(of=row, number__gte=row.done).order_by("number")[:AT_ONCE]
    offers = [_OFFERS.validate_json(each.offer) for each in some]
    if not offers:
        _end(row, "failed", "A part of the file was lost. Please send it again.")
        return
    known_shops([row.shop_id])
    categories = {category.slug for category in all_categories()}
    Batch(row.shop_id, offers, categories).save(f"{row.import_id}/{row.done}", _Ledger(row, len(offers)))


class _Ledger:
    """Counts a batch, if the import still stands where the batch was begun."""

    def __init__(self, row: Import, many: int) -> None:
        self._row, self._many = row, many

    def is_my_turn(self) -> bool:
        rows = Import.objects.select_for_update().filter(pk=self._row.pk)
        return rows.values_list("done", "status").first() == (self._row.done, "working")

    def write(self, taken: Taken) -> None:
        row = self._row
        first = (row.done + 1) * 10_000
        _remark(row, taken.refused, is_refused=True, first=first)
        said = {note.reason for note in taken.notes}
        said_before = set(
            row.remarks.filter(text__in=said).values_list("text", flat=True)
        )  # of all goods of a kind: once
        notes = [note for note in taken.notes if note.reason not in said_before]
        _remark(row, notes, is_refused=False, first=first + len(taken.refused))
        Import.objects.filter(pk=row.pk).update(
            done=row.done + self._many,
            created=row.created + taken.created,
            updated=row.updated + taken.updated,
            unchanged=row.unchanged + taken.unchanged,
            refused=row.refused + len(taken.refused),
            failures=0,
        )


def _remark(row: Import, many: list[Unreadable], *, is_refused: bool, first: int) -> None:
    ImportRemark.objects.bulk_create(
        (
            ImportRemark(
                of=row, place=first + number, line=each.line, name=each.name[:80], text=each.reason[:500], is_refused=is_refused
            )
            for number, each in enumerate(many[:9_000])
        ),
        batch_size=200,
    )  # fmt: skip


def _end(row: Import, status: str, problem: str = "") -> None:
    with changes("products"):
        ended = Import.objects.filter(pk=row.pk, status__in=LIVE).update(
            status=status, problem=problem, finished_at=clock.now()
        )
        if ended:
            ImportOffer.objects.filter(of=row).delete()
            ImportPiece.objects.filter(of=row).delete()


def _message(row: Import) -> ImportMessage:
    return ImportMessage(
        import_id=row.import_id,
        file_name=row.file_name,
        source=row.source,
        status=row.status,
        total=row.total,
        done=row.done,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        refused=row.refused,
        problem=row.problem,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
