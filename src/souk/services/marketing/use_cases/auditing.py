"""Auditing: what must be true of coupons at any time, in sentences when it is not."""

from __future__ import annotations

from collections import Counter

from souk.services.marketing.models import Coupon, Redemption


def violations() -> list[str]:
    """Empty when every use is counted, none twice, and no coupon was used beyond its limit."""
    uses = Counter(Redemption.objects.filter(is_given_back=False).values_list("code", flat=True).iterator())
    found = []
    for code, used, limit in Coupon.objects.order_by("code").values_list("code", "used", "usage_limit"):
        redeemed = uses.pop(code, 0)
        if used != redeemed:
            found.append(f"coupon {code} counts {used} uses, but {redeemed} were redeemed")
        if limit is not None and redeemed > limit:
            found.append(f"coupon {code} was used {redeemed} times, its limit is {limit}")
    found += [f"{count} uses of coupon {code}, which does not exist" for code, count in sorted(uses.items())]
    return found
