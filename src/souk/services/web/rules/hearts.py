"""Hearts: what a browser knows to be saved, so that no page has to ask.

A cookie has the time, the count and five letters of a hash for each thing. Of two hundred things one in some millions is
mistaken for another, and a heart only says what its next press means.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field

SIZE = 5
_FORM = re.compile(rf"(\d{{1,9}})\.(\d{{1,4}})\.((?:[A-Za-z0-9_-]{{{SIZE}}})*)")


@dataclass(frozen=True)
class Hearts:
    """`"product:prd_…" in hearts`. `minute`: when this was known, in minutes since 1970."""

    count: int = 0
    minute: int = 0
    codes: frozenset[str] = field(default_factory=frozenset)

    def __contains__(self, mark: object) -> bool:
        return bool(self.codes) and isinstance(mark, str) and _code(mark) in self.codes

    def text(self) -> str:
        return f"{self.minute}.{self.count}.{''.join(sorted(self.codes))}"


NONE = Hearts()


def known(count: int, minute: int, **things: Iterable[str]) -> Hearts:
    """`known(2, now, variation=[…], whole=[…], product=[…], shop=[…])`"""
    marks = (f"{kind}:{each}" for kind, ids in things.items() for each in ids)
    return Hearts(count, minute, frozenset(_code(mark) for mark in marks))


def read(text: str) -> Hearts | None:
    """None for a cookie that is not of ours."""
    found = _FORM.fullmatch(text[:4000])
    if found is None:
        return None
    minute, count, codes = found.groups()
    return Hearts(
        int(count), int(minute), frozenset(codes[at : at + SIZE] for at in range(0, len(codes), SIZE))
    )


def of_product(product_id: str, name: str) -> dict[str, str]:
    """The heart of a card: it is on where the product or one of its variations is saved."""
    return _heart(product_id, name, f"product:{product_id}")


def of_variation(variation_id: str, product_id: str, name: str) -> dict[str, str]:
    """The heart of a product's page: of the chosen variation, or of the product where that is saved as a whole."""
    return _heart(variation_id, name, f"variation:{variation_id}", f"whole:{product_id}")


def of_shop(shop_id: str, name: str) -> dict[str, str]:
    return _heart(shop_id, name, f"shop:{shop_id}")


def of_id(what: str, name: str) -> dict[str, str]:
    """The heart of whatever has this id, when it was just pressed."""
    kinds = {"prd": "product", "shp": "shop"}
    return _heart(what, name, f"{kinds.get(what.partition('_')[0], 'variation')}:{what}")


def _heart(what: str, name: str, mark: str, or_mark: str = "") -> dict[str, str]:
    return {
        "what": what,
        "name": name,
        "mark": mark,
        "or_mark": or_mark,
        "values": json.dumps({"name": name}),
    }


def _code(mark: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(mark.encode("utf-8", "replace")).digest()[:6]).decode()[:SIZE]
