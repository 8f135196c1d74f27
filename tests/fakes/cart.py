"""A fake of cart: carts in memory, over shelves that a test fills."""

from __future__ import annotations

from dataclasses import dataclass, field

from souk.contracts.cart.calls import (
    MAX_LINES,
    MAX_QUANTITY,
    AppliedCoupon,
    Cart,
    CartChange,
    CartChanged,
    CartFull,
    CartHolder,
    CartIsEmpty,
    CartItemNotFound,
    CartLine,
    Membership,
    NotEnoughStock,
    NotForSale,
    OrderedLine,
    ShopOwnersDoNotShop,
)
from souk.contracts.marketing.calls import CouponRefused
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem, Unavailable, invalid


@dataclass
class Good:
    """Something on the shelf; a test may change it at any time."""

    variation_id: str
    title: str = "Winter jacket"
    price: int = 9900
    stock: int = 5
    is_sellable: bool = True
    weight_grams: int = 900
    shop_id: str = "shp_dune"
    currency: str = "USD"
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class _Kept:
    cart_id: str
    token: str | None
    version: int = 1
    quantities: dict[str, int] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    coupon: str = ""


class FakeCarts:
    """`goods` by variation id; `coupons`: code → percent; `owners`: who keeps a shop; `is_away` makes every call unavailable."""

    def __init__(self, *goods: Good) -> None:
        self.goods = {good.variation_id: good for good in goods}
        self.coupons: dict[str, int] = {}
        self.memberships: dict[str, Membership] = {}  # user → what their tier brings; the discount follows
        self.is_away = False
        self.owners: set[str] = set()
        self.answers: dict[tuple[str, CartHolder], Cart | Problem] = {}
        self.taken_out: set[str] = set()
        self._kept: dict[str, _Kept] = {}
        self._put_in: set[tuple[str, str]] = set()
        self._count = 0

    def cart(self, *, holder: CartHolder, is_glance: bool = False) -> Cart:
        kept = self._find(holder)
        if holder.user_id in self.owners:
            waiting = sum(kept.quantities.values()) if kept else 0
            archived = {"is_archived": True, "archived_quantity": waiting}
            return self._shown(None).model_copy(update=archived)
        return self._shown(kept, self._correct(kept) if kept else [])

    def add_item(self, *, holder: CartHolder, variation_id: str, quantity: int) -> Cart:
        self._refuse_owner(holder)
        kept = self._find(holder) or _Kept(f"crt_fake{self._next()}", None)
        if quantity < 1:
            raise invalid("/quantity", "At least one.")
        good = self.goods.get(variation_id)
        if good is None or not good.is_sellable:
            raise NotForSale()
        together = kept.quantities.get(variation_id, 0) + quantity
        if together > MAX_QUANTITY or len({*kept.quantities, variation_id}) > MAX_LINES:
            raise CartFull()
        self._must_be_there(variation_id, together)
        if not holder.user_id and kept.token is None:
            kept.token = f"fake-token-{self._next()}"
        self._kept[holder.user_id or kept.token or ""] = kept
        kept.quantities[variation_id], kept.prices[variation_id] = together, good.price
        return self._changed(kept)

    def put_in(self, *, key: str, holder: CartHolder, variation_id: str, quantity: int) -> Cart:
        kept = self._find(holder)
        if kept is not None and (kept.cart_id, key) in self._put_in and variation_id in kept.quantities:
            return self._shown(kept)
        cart = self.add_item(holder=holder, variation_id=variation_id, quantity=quantity)
        self._put_in.add((cart.cart_id or "", key))
        return cart

    def change_quantity(self, *, holder: CartHolder, item_id: str, quantity: int) -> Cart:
        self._refuse_owner(holder)
        if not 0 <= quantity <= MAX_QUANTITY:
            raise invalid("/quantity", f"From 0 to {MAX_QUANTITY}.")
        if quantity == 0:
            return self.remove_item(holder=holder, item_id=item_id)
        kept, variation_id = self._line(holder, item_id)
        if quantity > kept.quantities[variation_id]:
            self._must_be_there(variation_id, quantity)
        kept.quantities[variation_id] = quantity
        return self._changed(kept)

    def remove_item(self, *, holder: CartHolder, item_id: str) -> Cart:
        self._refuse_owner(holder)
        kept = self._find(holder)
        if kept is not None and item_id in kept.removed:
            return self._shown(kept)
        kept, variation_id = self._line(holder, item_id)
        del kept.quantities[variation_id]
        kept.removed.add(item_id)
        return self._changed(kept)

    def clear(self, *, holder: CartHolder) -> Cart:
        self._refuse_owner(holder)
        kept = self._find(holder)
        if kept is not None:
            kept.quantities.clear()
            kept.coupon = ""
            kept.version += 1
        return self._shown(kept)

    def merge(self, *, token: str, user_id: str) -> Cart:
        self._refuse_owner(CartHolder(user_id=user_id))
        guest = self._find(CartHolder(token=token))
        if guest is not None:
            del self._kept[token]
            mine = self._kept.setdefault(user_id, _Kept(f"crt_fake{self._next()}", None))
            mine.coupon = mine.coupon or guest.coupon
            mine.version += 1
            for variation_id, quantity in guest.quantities.items():
                together = mine.quantities.get(variation_id, 0) + quantity
                mine.quantities[variation_id] = min(together, MAX_QUANTITY)
                mine.prices.setdefault(variation_id, guest.prices[variation_id])
        return self.cart(holder=CartHolder(user_id=user_id))

    def apply_coupon(self, *, holder: CartHolder, code: str) -> Cart:
        self._refuse_owner(holder)
        kept = self._find(holder)
        if kept is None or not kept.quantities:
            raise CartIsEmpty()
        if code.strip().upper() not in self.coupons:
            raise CouponRefused("There is no such coupon.", reason="unknown")
        kept.coupon = code.strip().upper()
        return self._changed(kept)

    def remove_coupon(self, *, holder: CartHolder) -> Cart:
        self._refuse_owner(holder)
        kept = self._find(holder)
        if kept is not None:
            kept.coupon = ""
            kept.version += 1
        return self._shown(kept)

    def check_out(self, *, key: str, holder: CartHolder, version: int | None = None) -> Cart:
        kept = self._find(holder)
        if (key, holder) not in self.answers:
            self._refuse_owner(holder)
            if kept is None or not kept.quantities:
                raise CartIsEmpty()
            if version is not None and kept.version != version:
                raise CartChanged("The cart was changed since you looked at it.", changes=[])
            changes = self._correct(kept)
            report = [change.model_dump(mode="json") for change in changes]
            frozen = self._shown(kept).model_copy(update={"token": None})
            self.answers[key, holder] = CartChanged(changes=report) if changes else frozen
        answer = self.answers[key, holder]
        if isinstance(answer, Problem):
            raise answer
        return answer

    def take_out(self, *, key: str, cart_id: str, lines: list[OrderedLine]) -> None:
        if self.is_away:
            raise Unavailable("cart rests")
        kept = next((kept for kept in self._kept.values() if kept.cart_id == cart_id), None)
        if kept is None or key in self.taken_out:
            return
        if any(kept.quantities.get(line.variation_id, 0) < line.quantity for line in lines):
            raise CartChanged(changes=[])
        self.taken_out.add(key)
        kept.coupon = ""
        kept.version += 1
        for line in lines:
            kept.quantities[line.variation_id] -= line.quantity
            if not kept.quantities[line.variation_id]:
                del kept.quantities[line.variation_id]

    def _find(self, holder: CartHolder) -> _Kept | None:
        if self.is_away:
            raise Unavailable("cart rests")
        return self._kept.get(holder.user_id or holder.token or "")

    def _refuse_owner(self, holder: CartHolder) -> None:
        if holder.user_id in self.owners:
            raise ShopOwnersDoNotShop()

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _line(self, holder: CartHolder, item_id: str) -> tuple[_Kept, str]:
        kept = self._find(holder)
        for variation_id in kept.quantities if kept else ():
            if kept is not None and _item_id(kept, variation_id) == item_id:
                return kept, variation_id
        raise CartItemNotFound()

    def _must_be_there(self, variation_id: str, wanted: int) -> None:
        left = self.goods[variation_id].stock
        if wanted > left:
            raise NotEnoughStock(available=left)

    def _changed(self, kept: _Kept) -> Cart:
        kept.version += 1
        return self._shown(kept)

    def _correct(self, kept: _Kept) -> list[CartChange]:
        told = []
        for variation_id, quantity in list(kept.quantities.items()):
            good, price = self.goods.get(variation_id), kept.prices[variation_id]
            item_id = _item_id(kept, variation_id)
            if good is None or not good.is_sellable or good.stock <= 0:
                del kept.quantities[variation_id]
                code = (
                    "product_not_found"
                    if good is None
                    else "out_of_stock"
                    if good.is_sellable
                    else "inactive"
                )
                title = good.title if good else variation_id
                told.append(
                    _change(
                        item_id, variation_id, title, code, "removed", old_quantity=quantity, new_quantity=0
                    )
                )
                continue
            if good.stock < quantity:
                kept.quantities[variation_id] = good.stock
                told.append(
                    _change(item_id, variation_id, good.title, "insufficient_stock", "quantity_updated",
                            old_quantity=quantity, new_quantity=good.stock)
                )  # fmt: skip
            if good.price != price:
                kept.prices[variation_id] = good.price
                told.append(
                    _change(item_id, variation_id, good.title, "price_changed", "price_updated",
                            old_price=Money.of(price), new_price=Money.of(good.price))
                )  # fmt: skip
        return told

    def _shown(self, kept: _Kept | None, changes: list[CartChange] | None = None) -> Cart:
        zero = Money.zero()
        if kept is None:
            return Cart(cart_id=None, token=None, version=0, lines=[], quantity=0, subtotal=zero, discount=zero, total=zero)  # fmt: skip
        lines = [self._line_of(kept, variation_id) for variation_id in kept.quantities]
        subtotal = Money.sum(line.line_total for line in lines)
        off = subtotal.basis_points(self.coupons.get(kept.coupon, 0) * 100)
        coupon = AppliedCoupon(code=kept.coupon, description="", discount=off) if kept.coupon else None
        member = next((self.memberships.get(who) for who, one in self._kept.items() if one is kept), None)
        left = subtotal - off
        saved = left.basis_points(member.percent_off * 100) if member else zero
        return Cart(
            cart_id=kept.cart_id, token=kept.token, version=kept.version, lines=lines,
            quantity=sum(line.quantity for line in lines), subtotal=subtotal, coupon=coupon, discount=off,
            total=left - saved, changes=changes or [],
            membership=member.model_copy(update={"discount": saved}) if member else None,
        )  # fmt: skip

    def _line_of(self, kept: _Kept, variation_id: str) -> CartLine:
        good, quantity, price = (
            self.goods[variation_id],
            kept.quantities[variation_id],
            kept.prices[variation_id],
        )
        return CartLine(
            item_id=_item_id(kept, variation_id), variation_id=variation_id, product_id=f"prd_{variation_id}",
            product_slug=variation_id.replace("_", "-"), shop_id=good.shop_id, shop_name="Dune & Thread",
            sku=variation_id.upper(), title=good.title, options=good.options, image_url=None, quantity=quantity,
            unit_price=Money.of(price), line_total=Money.of(price * quantity), weight_grams=good.weight_grams,
        )  # fmt: skip


def quantities(cart: Cart) -> dict[str, int]:
    """What is in a cart, by variation."""
    return {line.variation_id: line.quantity for line in cart.lines}


def _item_id(kept: _Kept, variation_id: str) -> str:
    return f"itm_{kept.cart_id}_{variation_id}"


def _change(
    item_id: str, variation_id: str, title: str, code: str, action: str, **more: object
) -> CartChange:
    told = {"item_id": item_id, "variation_id": variation_id, "title": title, "code": code, "action": action}
    return CartChange.model_validate({**told, "detail": f"{title}: {code}", **more})
