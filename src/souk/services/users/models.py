"""The tables of users. Secrets are only ever here as hashes."""

from __future__ import annotations

from django.db import models


class Account(models.Model):
    """A person. Erased accounts keep their row, emptied, so that their id is never given again."""

    user_id = models.CharField(max_length=40, primary_key=True)
    email = models.CharField(max_length=254)  # as the person writes it
    email_key = models.CharField(
        max_length=320, unique=True
    )  # as it is compared; an erased account has its id here
    name = models.CharField(max_length=120)
    password_hash = models.CharField(max_length=200)
    is_verified = models.BooleanField(default=False)
    wants_newsletter = models.BooleanField(default=False)
    picture_url = models.CharField(max_length=200, null=True)
    created_at = models.DateTimeField(db_index=True)
    erased_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True, db_index=True)  # since when nobody gets in
    blocked_why = models.CharField(max_length=200, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "user_id"], name="accounts_by_time"),
            models.Index(
                fields=["created_at", "user_id"],
                condition=models.Q(blocked_at__isnull=False),
                name="blocked_accounts",
            ),
        ]


class GivenRole(models.Model):
    """A role beyond shopper, and why: a shop's id, or empty when a person gave it. Each reason is taken away on its own."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="given_roles")
    role = models.CharField(max_length=20)
    reason = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role", "reason"], name="one_role_per_reason")
        ]
        indexes = [models.Index(fields=["role", "account"], name="accounts_of_role")]


class Address(models.Model):
    """`default_of` is the account's id on its default address and null on the others, so that there is one at most.

    A removed address keeps its id, emptied: removing it again must be no error.
    """

    address_id = models.CharField(max_length=40, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="addresses")
    default_of = models.CharField(max_length=40, null=True, unique=True)
    name = models.CharField(max_length=120)
    line1 = models.CharField(max_length=200)
    line2 = models.CharField(max_length=200)
    city = models.CharField(max_length=120)
    region = models.CharField(max_length=120)
    postal_code = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=40)
    removed_at = models.DateTimeField(null=True)


class Session(models.Model):
    """One sign-in, and every refresh token that came from it: the family that ends together."""

    session_id = models.CharField(max_length=40, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)


class SessionToken(models.Model):
    """One turn of a session: a refresh token (its SHA-256) and the access token issued with it.

    `sealed_next`: the refresh token it was turned into, readable only with the token itself. `revoked_at`: since when the
    access token is worth nothing; `is_told` once the cache was told after that was committed.
    """

    token_hash = models.CharField(max_length=64, primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="tokens")
    access_id = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    sealed_next = models.CharField(max_length=120, default="", db_default="")
    revoked_at = models.DateTimeField(null=True, db_index=True)
    is_told = models.BooleanField(default=False, db_default=False)


class Letter(models.Model):
    """A one-time token that was sent by letter (its SHA-256), and what it opens."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


class WrongPasswords(models.Model):
    """Wrong passwords in a row for an email (its SHA-256; the account need not exist) from a network address."""

    email_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    count = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email_hash", "address"], name="one_count_per_address")
        ]


class DoneOnce(models.Model):
    """A command that was carried out, by its key, and the id of what came of it."""

    key = models.CharField(max_length=64, primary_key=True)
    about = models.CharField(max_length=40)
    done_at = models.DateTimeField(db_index=True)


class CustomRole(models.Model):
    """A role made of permissions (their names, one blank between). `revision` goes up with every change of them: tokens name the
    revision they were made with."""

    role_id = models.CharField(max_length=40, primary_key=True)
    name_key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200, default="")
    permissions = models.TextField(default="")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()


class HeldRole(models.Model):
    """A custom role that an account has."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="held_roles")
    role = models.ForeignKey(CustomRole, on_delete=models.CASCADE, related_name="holders")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="one_custom_role_once")]


class EndedGrant(models.Model):
    """What tokens may no longer name: a revision of a custom role, and so one row ends the tokens of everybody who has it, or an
    acting pass."""

    grant = models.CharField(max_length=60, primary_key=True)
    ended_at = models.DateTimeField(db_index=True)
    is_told = models.BooleanField(default=False, db_default=False)


class ActingPass(models.Model):
    """A token with which somebody of the staff acts for an account for some minutes, and why."""

    access_id = models.CharField(max_length=40, primary_key=True)
    actor = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="acts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="acted_for")
    reason = models.CharField(max_length=200)
    issued_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
