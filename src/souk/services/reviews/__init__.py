"""Reviews: what people think of products and shops, and what they ask about products.

Owns: reviews with their stars and pictures, votes and flags, comments, answers of owners, the rating of each product and shop,
what waits to be moderated, who received what.
Says: rating.changed, review.published, review.moderated, review.answered.
Hears: product.created, product.updated, product.deleted, shop.created, shop.approved, shop.rejected, shop.updated, shop.deleted,
order.confirmed, order.item.status.updated, order.completed, user.erased.
Asks: products, shops, users (about what nobody has told it of, and for a name).

Read `rules/screening.py` (what is held), `use_cases/writing.py` (how a review is published or waits), `use_cases/counting.py` (how the
rating is kept beside it), then `use_cases/moderating.py` and `use_cases/reading.py`.
"""
