"""Tables of reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from souk.kernel.data.documents import DocumentField

STATUSES = ("published", "held", "hidden", "removed")


class Subject(models.Model):
    """A product or a shop as it was last told (`told_revision`), and the rating of it. Whoever changes a review of it holds this row.

    What is gone stays as a tombstone, so that nothing late brings it back.
    """

    subject_id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=10)
    shop_id = models.CharField(max_length=40, db_index=True)  # of a shop: its own
    owner_id = models.CharField(max_length=40, default="", db_index=True)  # of shops only
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=240)
    image_url = models.CharField(max_length=2000, null=True)
    is_open = models.BooleanField(default=False)  # whether shoppers see it
    is_gone = models.BooleanField(default=False)
    told_revision = models.BigIntegerField(default=0)
    ones = models.IntegerField(default=0)
    twos = models.IntegerField(default=0)
    threes = models.IntegerField(default=0)
    fours = models.IntegerField(default=0)
    fives = models.IntegerField(default=0)
    revision = models.BigIntegerField(default=0)  # of the rating

    class Meta:
        app_label = "reviews"
        indexes = [models.Index(fields=["kind", "slug"], name="subject_by_slug")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ones__gte=0, twos__gte=0, threes__gte=0, fours__gte=0, fives__gte=0),
                name="stars_not_negative",
            )
        ]

    @property
    def histogram(self) -> list[int]:
        return [self.ones, self.twos, self.threes, self.fours, self.fives]


class _Written(models.Model):
    """What a review and a comment share. `user_id` is null once the account was erased. `written_at`: when it was last touched by its
    author; `waits_since`: when it was held."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, db_index=False)
    shop_id = models.CharField(max_length=40)
    user_id = models.CharField(max_length=40, null=True)
    author = models.CharField(max_length=120, default="")
    text = models.TextField(default="")
    status = models.CharField(max_length=10)
    holds = DocumentField(default=list)  # why it is held, as codes of rules/screening.py
    reason = models.CharField(max_length=500, default="")  # why it was hidden, in words for its author
    was_hidden = models.BooleanField(default=False)  # then its next form waits for a person, too
    flags = models.IntegerField(default=0)  # since somebody last decided
    answer = models.TextField(default="")
    answered_by = models.CharField(max_length=120, default="")
    answered_at = models.DateTimeField(null=True)
    answer_edited_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField()
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)
    rewrites = models.IntegerField(default=0, db_default=0)  # how often it was worded anew since then
    rewrites_since = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Review(_Written):
    """`stars` is 0 for a shop's review in words only."""

    review_id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=10)
    stars = models.SmallIntegerField(default=0)
    title = models.CharField(max_length=120, default="")
    pictures = DocumentField(default=list)
    is_verified = models.BooleanField(default=False)
    helpful = models.IntegerField(default=0)
    unhelpful = models.IntegerField(default=0)
    score = models.IntegerField(default=0)  # helpful − unhelpful: what "most helpful first" goes by

    class Meta:
        app_label = "reviews"
        constraints = [
            models.UniqueConstraint(fields=["subject", "user_id"], name="one_review_per_person"),
            models.CheckConstraint(condition=Q(stars__gte=0, stars__lte=5), name="stars_from_one_to_five"),
            models.CheckConstraint(condition=Q(kind="shop") | Q(stars__gte=1), name="product_has_stars"),
            models.CheckConstraint(condition=Q(helpful__gte=0, unhelpful__gte=0), name="votes_not_negative"),
        ]
        indexes = [
            models.Index(fields=["subject", "status", "posted_at"], name="reviews_newest"),
            models.Index(fields=["subject", "status", "score"], name="reviews_helpful"),
            models.Index(fields=["subject", "status", "stars"], name="reviews_by_stars"),
            models.Index(fields=["user_id", "posted_at"], name="reviews_of_person"),
            models.Index(fields=["user_id", "written_at"], name="reviews_written"),
            models.Index(fields=["shop_id", "posted_at"], name="reviews_of_shop"),
            models.Index(fields=["status", "waits_since"], name="reviews_waiting"),
            models.Index(fields=["flags"], name="reviews_flagged"),
        ]


class Comment(_Written):
    """`key`: of the call that made it; the same call again finds it."""

    comment_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=255, unique=True)

    class Meta:
        app_label = "reviews"
        indexes = [
            models.Index(fields=["subject", "status", "posted_at"], name="comments_newest"),
            models.Index(fields=["user_id", "written_at"], name="comments_written"),
            models.Index(fields=["shop_id", "posted_at"], name="comments_of_shop"),
            models.Index(fields=["status", "waits_since"], name="comments_waiting"),
            models.Index(fields=["flags"], name="comments_flagged"),
        ]


class Vote(models.Model):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, db_index=False, related_name="votes")
    voter_id = models.CharField(max_length=40)
    is_helpful = models.BooleanField()

    class Meta:
        app_label = "reviews"
        constraints = [models.UniqueConstraint(fields=["review", "voter_id"], name="one_vote_per_person")]
        indexes = [models.Index(fields=["voter_id"], name="votes_of_person")]


class Flag(models.Model):
    """`item_id` is a review or a comment."""

    item_id = models.CharField(max_length=40)
    user_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=12)
    note = models.CharField(max_length=300, default="")
    flagged_at = models.DateTimeField()

    class Meta:
        app_label = "reviews"
        constraints = [models.UniqueConstraint(fields=["item_id", "user_id"], name="one_flag_per_person")]
        indexes = [models.Index(fields=["user_id"], name="flags_of_person")]


class Purchase(models.Model):
    """An item of an order, and whether it reached its buyer: what "verified purchase" rests on."""

    item_id = models.CharField(max_length=40, primary_key=True)
    user_id = models.CharField(max_length=40)
    product_id = models.CharField(max_length=40)
    shop_id = models.CharField(max_length=40)
    is_received = models.BooleanField(default=False)

    class Meta:
        app_label = "reviews"
        indexes = [
            models.Index(fields=["user_id", "product_id"], name="purchase_of_product"),
            models.Index(fields=["user_id", "shop_id"], name="purchase_in_shop"),
        ]
