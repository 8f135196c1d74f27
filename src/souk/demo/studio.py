"""The drawing studio: pictures of many products at once, on as many cores as there are."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from souk.demo.catalogue import products
from souk.demo.goods import Product
from souk.demo.pictures import View, draw, views

Drawn = list[tuple[View, bytes]]
_MOST_AT_WORK = 4


def pictures_of(product: Product) -> Drawn:
    """All pictures of a product, ready for upload."""
    return [(view, draw(product, view.colour, view.view, for_upload=True)) for view in views(product)]


def _numbered(number: int) -> Drawn:
    return pictures_of(products()[number])


def drawn(numbers: Iterable[int], *, workers: int | None = None) -> Iterator[tuple[int, Drawn]]:
    """The pictures of the products with these numbers in the catalogue, in order, while others are still being drawn."""
    wanted = list(numbers)
    hands = min(workers or os.cpu_count() or 1, _MOST_AT_WORK, max(1, len(wanted) // 8))
    if hands == 1:
        yield from ((number, _numbered(number)) for number in wanted)
        return
    # A fresh interpreter each: this process may have threads, which do not survive a fork.
    with ProcessPoolExecutor(hands, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from zip(wanted, pool.map(_numbered, wanted, chunksize=4), strict=True)
