"""Everything on the street: all products of all shops, in the order the shops put them out."""

from __future__ import annotations

from functools import cache

from souk.demo.books import books
from souk.demo.clothes import clothes
from souk.demo.goods import Product
from souk.demo.laptops import laptops
from souk.demo.mobiles import mobiles


@cache
def products() -> tuple[Product, ...]:
    return (*books(), *laptops(), *mobiles(), *clothes())
