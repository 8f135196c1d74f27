"""Reviews for programs: `reviews` (of products and shops), `comments` (on products), `moderation` (for staff)."""

from souk.services.reviews.api import comments, moderation, reviews
from souk.services.reviews.api.door import api

__all__ = ["api", "comments", "moderation", "reviews"]
