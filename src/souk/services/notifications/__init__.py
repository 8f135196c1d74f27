"""Notifications: every message sent, once.

Owns   messages (what, to whom, whether it went out), the development mailbox
Says   notification.sent
Hears  user.letter.requested, user.erased, subscriber.letter.requested, shop.letter.requested, shop.stock.letter.requested,
       shop.sale.letter.requested, shop.calloff.letter.requested, shop.goods.letter.requested, order.confirmed, order.cancelled, order.payment.failed, order.item.cancelled, order.shipped, order.tracking.corrected, order.completed, order.refunded, order.letter.requested, wishlist.letter.requested,
       waiting.letter.requested, review.moderated, review.answered, customer.tier.changed, customer.birthday
Asks   nobody

An event becomes one row (`use_cases/writing`); a job renders what is due and hands it to the post (`use_cases/sending`,
`ports`): the development mailbox, or SMTP by `SOUK_NOTIFICATIONS_EMAIL_URL`. What fails is tried again with growing pauses.

Read   handlers → use_cases/writing → rules/letters → use_cases/sending → ports → adapters
"""
