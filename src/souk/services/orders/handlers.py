"""What orders hears."""

from __future__ import annotations

from souk.contracts.payments.events import PaymentFailed, PaymentRefunded, PaymentSucceeded
from souk.contracts.shipping.events import ShipmentCreated, ShipmentStatusUpdated, ShipmentTrackingCorrected
from souk.contracts.shops.events import ShopDeleted
from souk.contracts.users.events import UserVerified
from souk.kernel.events.inbox import hears
from souk.services.orders.stories import adoption, closing, delivering
from souk.services.orders.use_cases import recording, tracking


@hears(PaymentSucceeded)
def on_payment(event: PaymentSucceeded) -> None:
    delivering.resume_checkout(event.order_id)


@hears(PaymentFailed)
def on_failed_payment(event: PaymentFailed) -> None:
    recording.note_failed_payment(event.order_id, event.failure)


@hears(PaymentRefunded)
def on_refund(event: PaymentRefunded) -> None:
    if event.by_staff:  # what its own stories gave back they have written down
        recording.note_refund(event.order_id, event.amount, event.refund_key)


@hears(ShipmentCreated, ShipmentStatusUpdated)
def on_parcel(event: ShipmentCreated | ShipmentStatusUpdated) -> None:
    delivering.follow_parcel(event)


@hears(ShipmentTrackingCorrected)
def on_corrected_tracking(event: ShipmentTrackingCorrected) -> None:
    tracking.tell_corrected(event)


@hears(ShopDeleted)
def on_shop_closed(event: ShopDeleted) -> None:
    closing.call_off_unpaid(event.shop_id)


@hears(UserVerified)
def on_confirmed_email(event: UserVerified) -> None:
    adoption.plan_adoption(event.user_id, event.email)
