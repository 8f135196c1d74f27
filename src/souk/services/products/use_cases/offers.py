"""Offers: what a file offers becomes products of a shop. Running it again changes only what differs.

make drafts (`drafting.py`) → leave out what is as it was (`standing.py`) → save the batch, what another share keeps there
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from souk.contracts.products.calls import ImageDraft, ProductDraft, Products, SavedProduct
from souk.contracts.products.calls.handles import HandleEdit
from souk.contracts.products.calls.shelves import ImageLink
from souk.kernel.neighbours.asking import ask
from souk.kernel.shares import share_here, share_of_kind
from souk.services.products.ports import Offer, Unreadable
from souk.services.products.use_cases.drafting import Taken, drafted
from souk.services.products.use_cases.drafts import CheckedDraft
from souk.services.products.use_cases.saving import Outcome, save_checked
from souk.services.products.use_cases.standing import Standing, address_of, everywhere, standing_of
from souk.vocabulary.problems import Invalid, NotFound, Unavailable

#: Not our own functions: an offer may be of a type that another share of the house keeps.
products = ask(Products)


class Ledger(Protocol):
    """Counts what was done, in the transaction in which it is."""

    def is_my_turn(self) -> bool:
        """False when somebody else has done it meanwhile: then nothing is saved."""
        ...

    def write(self, taken: Taken) -> None: ...


class Batch:
    """Some offers made ready for a shop. `save` them, and `taken` says what became of each.

    `categories` are the slugs there are; a product of any other is put into none.
    """

    def __init__(self, shop_id: str, offers: list[Offer], categories: set[str]) -> None:
        self.taken = Taken()
        self._shop_id = shop_id
        self._made: list[tuple[Offer, CheckedDraft | Invalid]] = []
        #: What another share of the house keeps: new there, and what stands there already.
        self._new_elsewhere: list[tuple[Offer, ProductDraft]] = []
        self._kept_elsewhere: list[tuple[Offer, CheckedDraft, Standing]] = []
        standing = standing_of(shop_id, offers)
        for offer in offers:
            there = standing.get(offer.slug)
            draft = drafted(offer, shop_id, there, categories, self.taken)
            if draft is None:
                continue
            if there is None and share_of_kind("products", draft.product_type) != share_here("products"):
                self._new_elsewhere.append((offer, draft))
                continue
            checked = _checked(draft, there)
            if there is not None and isinstance(checked, CheckedDraft) and _is_as_it_was(checked, there):
                self.taken.unchanged += 1
            elif there is not None and there.elsewhere and isinstance(checked, CheckedDraft):
                self._kept_elsewhere.append((offer, checked, there))
            else:
                self._made.append((offer, checked))

    def save(self, key: str, ledger: Ledger | None = None) -> Taken:
        """Saves them all, once per key where another share keeps them, and lets the ledger write down what became of them in the
        transaction in which the others are saved."""
        self._save_elsewhere(key)
        done = _Done(self, ledger)
        save_checked([checked for _, checked in self._made], done)
        return done.taken

    def _save_elsewhere(self, key: str) -> None:
        if self._new_elsewhere:
            answers = products.save_products(key=key, drafts=[draft for _, draft in self._new_elsewhere])
            for (offer, _), answer in zip(self._new_elsewhere, answers, strict=True):
                self._count(self.taken, offer, answer.outcome, answer.refusal or "")
        if self._kept_elsewhere:
            edits = [_edit(checked, there) for _, checked, there in self._kept_elsewhere]
            for (offer, _, _), answer in zip(self._kept_elsewhere, self._edited(key, edits), strict=True):
                self._count(self.taken, offer, answer.outcome, answer.refusal or "")

    def _edited(self, key: str, edits: list[HandleEdit]) -> list[SavedProduct]:
        try:
            return everywhere.edit(key=f"{key}/edits", shop_id=self._shop_id, edits=edits)
        except NotFound as older:  # a share of the release before has no such call: it will have
            raise Unavailable(
                f"What another service keeps cannot be edited just now: {older.detail}"
            ) from older

    def tally(self, outcomes: list[Outcome]) -> Taken:
        taken = replace(self.taken, refused=list(self.taken.refused))
        for (offer, _), outcome in zip(self._made, outcomes, strict=True):
            if isinstance(outcome, SavedProduct):
                self._count(taken, offer, outcome.outcome, "")
            else:
                self._count(taken, offer, "refused", outcome.detail)
        return taken

    @staticmethod
    def _count(taken: Taken, offer: Offer, outcome: str, refusal: str) -> None:
        if outcome == "refused":
            taken.refused.append(Unreadable(offer.line, offer.title[:80], refusal))
        else:
            setattr(taken, outcome, getattr(taken, outcome) + 1)


class _Done:
    """What `save_checked` asks at the beginning of its transaction, and tells at the end: maybe more than once."""

    def __init__(self, batch: Batch, ledger: Ledger | None) -> None:
        self._batch, self._ledger = batch, ledger
        self.taken = batch.taken

    def recalled(self) -> list[Any] | None:
        return None if self._ledger is None or self._ledger.is_my_turn() else []

    def keep(self, outcomes: list[Outcome]) -> None:
        self.taken = self._batch.tally(outcomes)
        if self._ledger is not None:
            self._ledger.write(self.taken)


def _checked(draft: ProductDraft, there: Standing | None) -> CheckedDraft | Invalid:
    """With the pictures the product has already, as they are stored."""
    try:
        if there is None:
            return CheckedDraft(draft)
        # What stands elsewhere is asked there whether it may be of this type.
        kind = draft.product_type if there.elsewhere else there.product_type
        return CheckedDraft(draft, _known_images(draft.images, there.images), stands_as=kind)
    except Invalid as wrong:
        return wrong


def _known_images(wanted: list[ImageDraft], kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    mine = {address_of(image["url"]): image for image in kept}
    found = []
    for image in wanted:
        known = mine.get(image.url, {"url": image.url, "thumb_url": image.url, "width": 0, "height": 0})
        found.append(known | {"alt": image.alt, "option_value": image.option_value})
    return found


def _edit(checked: CheckedDraft, there: Standing) -> HandleEdit:
    return HandleEdit(
        product_id=there.elsewhere,
        stands_as=there.product_type,
        draft=checked.draft.model_copy(update={"images": []}),
        images=[ImageLink.model_validate(_link(image)) for image in checked.images or []],
    )


def _link(image: dict[str, Any]) -> dict[str, Any]:
    return {name: image[name] for name in ("url", "alt", "option_value")}


def _is_as_it_was(checked: CheckedDraft, there: Standing) -> bool:
    if there.digest == checked.digest:
        return True
    try:
        was = CheckedDraft(there.draft(), there.images, stands_as=there.product_type)
        return was.digest == checked.digest
    except ValueError:
        return False
    except Invalid:
        return False
