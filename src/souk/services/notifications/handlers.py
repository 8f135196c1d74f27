"""What notifications does when it hears: it writes a message down."""

from souk.contracts.customers.events import CustomerBirthday, CustomerTierChanged
from souk.contracts.marketing.events import SubscriberLetterRequested
from souk.contracts.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderItemCancelled,
    OrderLetterRequested,
    OrderPaymentFailed,
    OrderRefunded,
    OrderShipped,
    OrderTrackingCorrected,
)
from souk.contracts.reviews.events import ReviewAnswered, ReviewModerated
from souk.contracts.shops.events import (
    CallOffLetterRequested,
    GoodsLetterRequested,
    LowStockLetterRequested,
    SaleLetterRequested,
    ShopLetterRequested,
)
from souk.contracts.users.events import UserErased, UserLetterRequested
from souk.contracts.wishlist.events import WaitingLetterRequested, WishlistLetterRequested
from souk.kernel.events.inbox import hears
from souk.services.notifications.use_cases.writing import forget, write, write_order_letter
from souk.vocabulary.events import Event


@hears(UserLetterRequested)
def on_user_letter(event: UserLetterRequested) -> None:
    write(event.letter, event, to=event.email, user_id=event.user_id, good_until=event.expires_at)


@hears(SubscriberLetterRequested)
def on_subscriber_letter(event: SubscriberLetterRequested) -> None:
    write(event.letter, event, to=event.email)


@hears(ShopLetterRequested)
def on_shop_letter(event: ShopLetterRequested) -> None:
    write(event.letter, event, to=event.email, user_id=event.owner_id)


@hears(LowStockLetterRequested)
def on_low_stock(event: LowStockLetterRequested) -> None:
    write("low_stock", event, to=event.email, user_id=event.owner_id)


@hears(GoodsLetterRequested)
def on_goods_changed(event: GoodsLetterRequested) -> None:
    write("goods_changed", event, to=event.email, user_id=event.owner_id)


@hears(SaleLetterRequested)
def on_sale(event: SaleLetterRequested) -> None:
    write("sale", event, to=event.email, user_id=event.owner_id)


@hears(CallOffLetterRequested)
def on_call_off(event: CallOffLetterRequested) -> None:
    write("sale_called_off", event, to=event.email, user_id=event.owner_id)


@hears(
    OrderConfirmed,
    OrderCancelled,
    OrderItemCancelled,
    OrderPaymentFailed,
    OrderShipped,
    OrderCompleted,
    OrderRefunded,
)
def on_order(event: Event) -> None:
    write_order_letter(event)


@hears(OrderTrackingCorrected)
def on_tracking_corrected(event: OrderTrackingCorrected) -> None:
    if event.tracking_number != event.former_number:  # another carrier alone is seen on the order's page
        write_order_letter(event)


@hears(OrderLetterRequested)
def on_order_letter(event: OrderLetterRequested) -> None:
    write(event.letter, event, to=event.email, user_id=event.user_id, tells=f"letter\0{event.letter_id}")


@hears(WishlistLetterRequested)
def on_wishlist_letter(event: WishlistLetterRequested) -> None:
    write("wishlist_news", event, to=event.email, user_id=event.user_id)


@hears(WaitingLetterRequested)
def on_waiting_letter(event: WaitingLetterRequested) -> None:
    write("back_in_stock", event, to=event.email)


@hears(ReviewModerated)
def on_review_moderated(event: ReviewModerated) -> None:
    write("review_moderated", event, to=event.email, user_id=event.user_id)


@hears(ReviewAnswered)
def on_review_answered(event: ReviewAnswered) -> None:
    write("review_answered", event, to=event.email, user_id=event.user_id)


@hears(CustomerTierChanged)
def on_tier(event: CustomerTierChanged) -> None:
    if event.is_higher:  # nobody is glad of a letter about what they lost; their membership page says it
        write("tier_reached", event, to=event.email, user_id=event.user_id)


@hears(CustomerBirthday)
def on_birthday(event: CustomerBirthday) -> None:
    write("birthday", event, to=event.email, user_id=event.user_id)


@hears(UserErased)
def on_user_erased(event: UserErased) -> None:
    forget(event.user_id)
