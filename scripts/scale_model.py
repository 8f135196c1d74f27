"""How much of everything a Souk of a given size takes: prints the tables of docs/scale.md (`make scale`).

What was measured is in `Measured`, what is assumed about shoppers and machines in `Assumed`, what things cost in `Prices`; change a line
and run it again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- written by `make scale` -->\n", "<!-- as far as here -->\n"
DAY, MONTH_DAYS = 86_400, 30


@dataclass(frozen=True)
class Measured:
    """On the 2-core reference machine: `make bench` (docs/performance.md) and `python -m bench.weight`."""

    read_cpu_ms: float = 0.20  # product page, list or search, at the house
    cart_cpu_ms: float = 1.22  # one thing into the cart
    order_cpu_ms: float = 16.6  # cart to confirmed order and everything that follows, in one process
    proxied_cpu_ms: float = 0.37  # the gateway's share of a request: `make bench-gateway`
    transactions: float = 4_400  # checkout-sized ones per second on PostgreSQL with two cores
    order_bytes: int = 49_971  # rows and indexes of one order in all databases, outbox and inbox included
    events: float = 19.0  # said for an order, from cart to doorstep
    event_bytes: int = 555
    deliveries: float = 10.6  # of those events, taken in by houses that hear them
    calls: float = 11.1  # between houses
    product_bytes: int = 19_382  # with its variations, stock and search's row


@dataclass(frozen=True)
class Assumed:
    """What nobody can measure before there are shoppers, or what was not measured by itself."""

    call_cpu_ms: float = (
        0.70  # both ends of a call between processes, twice what a bare one takes on loopback
    )
    delivery_cpu_ms: float = 0.30  # carrying one event through a broker and taking it in: 3,600/s nearly idle
    reads_per_order: int = 150  # 3 visits in 100 buy; five pages a visit
    cached_share: float = 0.80  # of reads, answered at the edge
    carts_per_order: int = 5
    lines_per_order: float = (
        2.5  # an order of one line is measured; each further line adds a third of the cost
    )
    peak_to_average: float = 4.0
    busy: float = 0.60  # of a core or a database at the peak
    node_cores: int = 16
    database_cores: int = 16
    database_gain: float = 5.0  # transactions of 16 cores over those of 2: less than eight times
    copies: int = 3  # of each database and of each event
    partition_deliveries: float = 500  # one consumer takes one event after another: 2 ms each
    outbox_days: int = 14  # kept after delivery (kernel/data/tidying.py)
    months_hot: int = 3  # orders in the databases; older ones lie in object storage, compressed to a fifth


@dataclass(frozen=True)
class Prices:
    """US dollars, list prices of large clouds in 2026, without discounts."""

    core_hour: float = 0.045
    fast_gb_month: float = 0.12
    object_gb_month: float = 0.02
    edge_gb: float = 0.02
    read_kb: float = 12.0  # a product page or list, compressed, and its share of pictures from the edge


@dataclass(frozen=True)
class Size:
    orders_per_second: int
    products: int


SIZES = (Size(10, 100_000), Size(100, 1_000_000), Size(1_000, 10_000_000), Size(10_000, 100_000_000))


def heavier(assumed: Assumed) -> float:
    return 1 + (assumed.lines_per_order - 1) / 3


def plan(size: Size, measured: Measured, assumed: Assumed, prices: Prices) -> dict[str, str]:
    """One column of the table: what is needed → how much."""
    peak = size.orders_per_second
    average = peak / assumed.peak_to_average
    weight = heavier(assumed)
    reads = peak * assumed.reads_per_order * (1 - assumed.cached_share)
    carts = peak * assumed.carts_per_order
    calls, deliveries = peak * measured.calls * weight, peak * measured.deliveries * weight
    shares = {
        "reads": reads * measured.read_cpu_ms,
        "carts": carts * measured.cart_cpu_ms,
        "orders": peak * weight * measured.order_cpu_ms,
        "gateway": (reads + carts + 2 * peak) * measured.proxied_cpu_ms,
        "calls and events": calls * assumed.call_cpu_ms + deliveries * assumed.delivery_cpu_ms,
    }
    cores = sum(shares.values()) / 1000 / assumed.busy
    transactions = carts + (calls + deliveries + peak * measured.events * weight)
    database = measured.transactions * assumed.database_gain * assumed.busy
    shards = ceil(transactions / database)
    database_cores = shards * assumed.database_cores * 2  # a primary and a standby that answers reads
    events = peak * measured.events * weight
    daily_gb = average * DAY * measured.order_bytes * weight / 1e9
    told = (
        measured.events * measured.event_bytes / measured.order_bytes
    )  # of an order's bytes, those that go soon
    days = assumed.outbox_days * told + MONTH_DAYS * assumed.months_hot * (1 - told)
    hot_gb = daily_gb * days + size.products * measured.product_bytes / 1e9
    cold_gb_year = daily_gb * (1 - told) * 365 / 5
    # three brokers at the least; 20 MB/s each, so that one may fail
    broker_mb = events * measured.event_bytes / 1e6
    brokers = max(3, ceil(broker_mb * assumed.copies / 20))
    monthly = {
        "cores": (cores * average / peak * 1.5 + database_cores + brokers * 4)
        * prices.core_hour
        * 24
        * MONTH_DAYS,
        "storage": hot_gb * assumed.copies * prices.fast_gb_month + cold_gb_year * prices.object_gb_month,
        "edge": average * assumed.reads_per_order * DAY * MONTH_DAYS * prices.read_kb / 1e6 * prices.edge_gb,
    }
    total = sum(monthly.values())
    return {
        "orders a day": f"{average * DAY:,.0f}",
        "reads a second at the peak, of which reach a house": f"{reads / (1 - assumed.cached_share):,.0f}, {reads:,.0f}",
        "cores for houses and gateway at the peak": f"{cores:,.0f}",
        "· of which " + ", ".join(shares): ", ".join(f"{share / 1000 / assumed.busy:,.0f}" for share in shares.values()),
        f"nodes of {assumed.node_cores} cores": f"{max(3, ceil(cores / assumed.node_cores)):,}",
        "database transactions a second": f"{transactions:,.0f}",
        f"database shards of {assumed.database_cores} cores": f"{shards:,}",
        "events a second, deliveries a second": f"{events:,.0f}, {deliveries:,.0f}",
        "broker in, out with copies, MB/s": f"{broker_mb:,.1f}, {broker_mb * (measured.deliveries / measured.events + assumed.copies - 1):,.1f}",
        "partitions": f"{max(12, ceil(deliveries / assumed.partition_deliveries)):,}",
        "orders' rows, GB a day": f"{daily_gb:,.1f}",
        "catalogue, GB": f"{size.products * measured.product_bytes / 1e9:,.1f}",
        "a month, $: machines, storage, edge": ", ".join(f"{part:,.0f}" for part in monthly.values()),
        "**an order, $**": f"**{total / (average * DAY * MONTH_DAYS):.5f}**",
    }  # fmt: skip


def table(measured: Measured, assumed: Assumed, prices: Prices) -> str:
    plans = [plan(size, measured, assumed, prices) for size in SIZES]
    head = " | ".join(f"{size.orders_per_second:,}/s, {size.products:,}" for size in SIZES)
    lines = [f"| orders at the peak, products | {head} |", "|---" * (len(SIZES) + 1) + "|"]
    # the parts of a row may be named by the first column: they are the same in all
    lines += [f"| {name} | " + " | ".join(each[name] for each in plans) + " |" for name in plans[0]]
    return "\n".join(lines) + "\n"


def inputs(measured: Measured, assumed: Assumed, prices: Prices) -> str:
    rows = [
        f"| {group} | `{name}` | {value:,} |"
        for group, values in (("measured", measured), ("assumed", assumed), ("price", prices))
        for name, value in vars(values).items()
    ]
    return "\n".join(["| | | |", "|---|---|---|", *rows]) + "\n"


def sensitivity(measured: Measured, assumed: Assumed, prices: Prices) -> str:
    """What an order costs at the largest size when one assumption is wrong."""

    def cost(**changed: float) -> str:
        return plan(SIZES[-1], measured, replace(assumed, **changed), prices)["**an order, $**"].strip("*")  # type: ignore[arg-type]

    rows = {
        "as assumed": cost(),
        "nothing answered at the edge": cost(cached_share=0.0),
        "twice as many pages for an order": cost(reads_per_order=2 * assumed.reads_per_order),
        "five lines an order": cost(lines_per_order=5),
        "a peak of ten times the average": cost(peak_to_average=10),
    }
    return (
        "\n".join(
            ["| | an order, $ |", "|---|---|", *(f"| {name} | {found} |" for name, found in rows.items())]
        )
        + "\n"
    )


def written() -> str:
    """What the page has between its two comments."""
    given = Measured(), Assumed(), Prices()
    return "\n".join([table(*given), sensitivity(*given), inputs(*given)])


def main() -> int:
    if "--write" not in sys.argv:
        print(written())
        return 0
    head, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}{written()}{END}{tail}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
