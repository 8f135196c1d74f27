"""Wording: amounts, days and states as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page

LOCALE = "en_US"

ORDER_STATUS = {
    "pending": ("Waiting for payment", "warn"),
    "confirmed": ("Confirmed", "good"),
    "processing": ("Being packed", "good"),
    "shipped": ("On its way", "good"),
    "delivered": ("Delivered", "good"),
    "cancelled": ("Cancelled", "bad"),
    "refunded": ("Refunded", "bad"),
}
#: The same in a list of what happened.
HISTORY = ORDER_STATUS | {"pending": ("Placed", "")}
ITEM_STATUS = {
    "pending": ("Set aside", "warn"),
    "processing": ("Being packed", "good"),
    "shipped": ("On its way", "good"),
    "delivered": ("Delivered", "good"),
    "cancelled": ("Cancelled", "bad"),
}
PAYMENT_STATUS = {
    "pending": ("Not paid yet", "warn"),
    "requires_action": ("The buyer has to confirm", "warn"),
    "captured": ("Paid", "good"),
    "failed": ("Declined", "bad"),
    "voided": ("Called off", "bad"),
    "partly_refunded": ("Partly refunded", "warn"),
    "refunded": ("Refunded", "bad"),
}
COUPON_STATE = {
    "running": ("Counts now", "good"),
    "not_started": ("Not yet", "warn"),
    "used_up": ("Used up", "bad"),
    "ended": ("Over", ""),
}
LETTER_STATUS = {
    "waiting": ("Waits", "warn"),
    "sent": ("Sent", "good"),
    "failed": ("Not delivered", "bad"),
}
LEDGER_ACCOUNT = {
    "customer_orders": "Paid for orders",
    "provider_clearing": "Held by providers",
    "refunds_owed": "Owed to buyers",
}
ATTEMPT_STATUS = {
    "asking": ("Being asked for", "warn"),
    "pending": ("Waits for the buyer", "warn"),
    "requires_action": ("The buyer has to confirm", "warn"),
    "captured": ("Taken", "good"),
    "failed": ("Declined", "bad"),
}
REFUND_STATUS = {"owed": ("On its way", "warn"), "done": ("Given back", "good")}
REFUND_KIND = {
    "asked": "Asked for",
    "called_off": "The payment was called off",
    "too_late": "Taken after it was called off",
    "surplus": "Taken twice",
}
PRODUCT_STATUS = {"published": ("Published", "good"), "draft": ("Draft", "warn")}
SHOP_STATUS = {
    "pending": ("Waits for you", "warn"),
    "approved": ("On the street", "good"),
    "rejected": ("Rejected", "bad"),
    "closed": ("Closed", ""),
}
PARCEL_STATUS = {
    "preparing": ("Being packed", "warn"),
    "handed_over": ("Handed to the carrier", "good"),
    "in_transit": ("On its way", "good"),
    "out_for_delivery": ("Out for delivery", "good"),
    "delivered": ("Delivered", "good"),
    "cancelled": ("Cancelled", "bad"),
}


@lru_cache(maxsize=8192)
def _amount(minor: int, amount: str, currency: str) -> str:
    # Babel takes the decimal text through Decimal, so nothing passes through a float.
    from decimal import Decimal

    return str(format_currency(Decimal(amount), currency, locale=LOCALE))


def price(money: Money) -> str:
    """`$1,299.00`"""
    return _amount(money.minor, money.amount, money.currency)


def price_span(low: Money, high: Money) -> str:
    """`$19.00`, or `from $19.00` where variations differ."""
    return price(low) if low.minor == high.minor else f"from {price(low)}"


def saving(now: Money, before: Money) -> str:
    """`23 % less`, rounded down so that it never promises too much; empty below one per cent."""
    percent = (before.minor - now.minor) * 100 // before.minor if before.minor > now.minor else 0
    return f"{percent} % less" if percent else ""


def day(moment: datetime) -> str:
    return str(format_date(moment.date(), format="long", locale=LOCALE))


def day_without_year(on: date) -> str:
    """`26 November`"""
    return str(format_date(on, format="d MMMM", locale=LOCALE))


def day_and_time(moment: datetime) -> str:
    return str(format_datetime(moment, format="d MMMM y, HH:mm 'UTC'", locale=LOCALE))


def moment(at: datetime, now: datetime) -> str:
    """`14:05 UTC` today, with its day otherwise."""
    return (
        str(format_datetime(at, format="HH:mm 'UTC'", locale=LOCALE))
        if at.date() == now.date()
        else day_and_time(at)
    )


def status(words: dict[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Words and tone of a state; one we do not know is shown as it is."""
    return words.get(code, (code.replace("_", " ").capitalize(), ""))


def pieces(quantity: int, noun: str = "item") -> str:
    return f"{quantity} {noun}" if quantity == 1 else f"{quantity:,} {noun}s"


def at_least(page: Page[Any]) -> str:
    """How many a page has; `20+` where there are more."""
    return f"{len(page.items)}+" if page.next else str(len(page.items))


def choices(options: Mapping[str, str]) -> list[str]:
    """`Size: L`"""
    return [f"{name[:1].upper()}{name[1:]}: {value}" for name, value in options.items()]


def initials(name: str) -> str:
    return "".join([word[0] for word in name.split() if word[0].isalnum()][:2]).upper() or "S"


def first_paragraph(text: str, longest: int = 155) -> str:
    """A line for search engines and summaries, cut between words."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:.–-") + "…"


@lru_cache(maxsize=300)
def country(code: str) -> str:
    return str(Locale.parse(LOCALE).territories.get(code, code))


def place(city: str, code: str) -> str:
    return ", ".join(part for part in (city, country(code)) if part)


def country_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with names, by name."""
    return sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1])


def address_rows(address: PostalAddress) -> list[str]:
    place = " ".join(part for part in (address.city, address.region, address.postal_code) if part)
    rows = [address.name, address.line1, address.line2, place, country(address.country), address.phone]
    return [row for row in rows if row]


def address_line(address: PostalAddress) -> str:
    return ", ".join([address.name, address.line1, address.city, country(address.country)])


def times(count: int) -> str:
    """`once`, `twice`, `7 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def letter_kind(template: str) -> str:
    """`Order confirmed`"""
    return template.replace("_", " ").capitalize()
