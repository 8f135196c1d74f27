"""orders: from a cart to a delivered parcel.

Owns: orders, their items, their history, and the stories of checkout, cancellation, fulfilment and taking an item out.
Says: order.created, order.paid, order.payment.failed, order.confirmed, order.item.created, order.item.split, order.item.status.updated,
order.item.cancelled, order.shipped, order.tracking.corrected, order.completed, order.cancelled, order.refunded, order.letter.requested.
Hears: payment.succeeded, payment.failed, payment.refunded, shipment.created, shipment.status.updated, shipment.tracking.corrected,
shop.deleted, user.verified.
Asks: cart, marketing, shipping, inventory, payments, users, customers, shops (whose a shop is).

Read `stories/checkout.py` first: everything else serves it.
"""
