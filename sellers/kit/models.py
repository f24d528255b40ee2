from django.db import models

from sellers.kit import clock


class Due(models.Model):
    """Columns of a row that waits for background work; `due.take` leases such rows and `finish` marks them."""

    due_at = models.DateTimeField(default=clock.now, db_index=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class OnceKey(models.Model):
    """A client-made key, the hash of what came with it, and the first answer; kept for ever."""

    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    input_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "key"], name="once_key_unique")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"


class LimitWindow(models.Model):
    """Tries counted in one window of time; `key_hash` hides whose phone or address it is."""

    what = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "key_hash", "ends_at"], name="limit_window_unique")]

    def __str__(self) -> str:
        return f"{self.what} {self.hits}"
