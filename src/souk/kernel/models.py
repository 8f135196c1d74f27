"""The kernel's tables; every house's database has them."""

from __future__ import annotations

from django.db import models


class OutboxEvent(models.Model):
    """An event said in the transaction that made it true; `delivered_at` is set once every listener has it.

    Where many write at once an earlier `id` may be committed after a later one; it is then delivered after it. Within a subject
    that cannot be: who says something of it has changed its row before, and holds that row until the commit.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=40, unique=True)
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    envelope = models.TextField()  # CloudEvents 1.0, JSON
    said_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["delivered_at", "id"], name="outbox_undelivered")]


class InboxEvent(models.Model):
    """An event that took effect here, written in the transaction of its effect."""

    event_id = models.CharField(max_length=40, primary_key=True)
    type = models.CharField(max_length=80)
    handled_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "kernel"


class HeldDelivery(models.Model):
    """An event whose handler failed, or that must wait behind one of the same subject. `dead_at`: parked for a person."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=40, unique=True)
    type = models.CharField(max_length=80)
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    envelope = models.TextField()
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["dead_at", "due_at"], name="held_due"),
            models.Index(fields=["source", "subject"], name="held_subject"),
        ]


class StoryRow(models.Model):
    """How far a story has come."""

    story_id = models.CharField(max_length=160, primary_key=True)
    story = models.CharField(max_length=40)
    position = models.IntegerField(default=0)
    direction = models.CharField(max_length=10)  # forward, waiting, back, done, undone, parked
    parked_from = models.CharField(max_length=10, default="")  # the direction it had, to go on in
    state = models.TextField()
    problem = models.TextField(default="")  # the refusal that turned it back, as a problem document
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=40, default="")
    trace = models.CharField(max_length=64, default="")  # traceparent of what began it
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["due_at"], name="story_due"),
            models.Index(fields=["changed_at"], condition=models.Q(direction="parked"), name="story_parked"),
        ]


class IdempotentAnswer(models.Model):
    """What was answered to an `Idempotency-Key`, so that the same request is answered the same again."""

    key = models.CharField(max_length=64, primary_key=True)  # a hash of who, what and their key
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField(null=True)  # null while in flight
    body = models.BinaryField(default=b"")
    headers = models.TextField(default="{}")
    began_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField()

    class Meta:
        app_label = "kernel"


class JobRun(models.Model):
    """When a job last ran, so that it runs once per interval however many processes there are."""

    name = models.CharField(max_length=80, primary_key=True)
    last_run_at = models.DateTimeField()
    failures = models.IntegerField(default=0)  # since it was first run

    class Meta:
        app_label = "kernel"


class TrailRow(models.Model):
    """What somebody of the staff did here, or somebody for somebody else; `trail` writes it and nobody changes it.

    Ids only: whoever is erased is nameless here too. `before` and `after` are JSON.
    """

    entry_id = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40)
    as_id = models.CharField(max_length=40, default="")
    deed = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    before = models.TextField(default="")
    after = models.TextField(default="")
    request_id = models.CharField(max_length=64, default="")
    address = models.CharField(max_length=45, default="")

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["actor_id", "entry_id"], name="trail_actor"),
            models.Index(fields=["as_id", "entry_id"], name="trail_as"),
            models.Index(fields=["subject", "entry_id"], name="trail_subject"),
        ]
