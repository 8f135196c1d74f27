"""Sales: what a shop has sold lately, and what there is to do, at a glance."""

from __future__ import annotations

from typing import Any

from souk.contracts.shops.calls import Sales, SoldItems
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import bars, wording
from souk.services.web.use_cases import low_stock

sold = ask(SoldItems)


def glance(shop_id: str) -> dict[str, Any]:
    """Sales, and what there is to do; low stock is left out while inventory rests."""
    sales: Sales = sold.sales(shop_id=shop_id)
    names = {1: "Today", 7: "Last 7 days", 30: "Last 30 days"}
    return {
        "periods": [
            {
                "name": names.get(period.days, f"Last {period.days} days"),
                "revenue": wording.price(period.revenue),
                "orders": wording.pieces(period.orders, "order"),
                "units": wording.pieces(period.units),
                "average": wording.price(period.average) if period.average is not None else "",
            }
            for period in sales.periods
        ],
        "bars": bars.bars_of([day.revenue.minor for day in sales.days]),
        "days": [
            {
                "name": wording.day_without_year(day.day),
                "revenue": wording.price(day.revenue),
                "orders": day.orders,
                "units": day.units,
            }
            for day in reversed(sales.days)
            if day.orders or day.revenue
        ],
        "chart_says": _chart_says(sales),
        "top": [
            {"title": each.title, "units": wording.pieces(each.units), "revenue": wording.price(each.revenue)}
            for each in sales.top
        ],
        "to_ship": sales.to_ship,
        "low": low_stock.count(shop_id),
    }


def _chart_says(sales: Sales) -> str:
    best = max(sales.days, key=lambda day: day.revenue.minor)
    if not best.revenue:
        return "Nothing was sold in the last 30 days."
    return (
        f"Revenue day by day, the last 30 days. The best was {wording.day_without_year(best.day)} with "
        f"{wording.price(best.revenue)}."
    )
