from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.models import Due
from sellers.messages.queries import MessageQuerySet, OptOutQuerySet, OrderWatchQuerySet


class Message(Due):
    """One row of the outbox, written in the transaction of what it tells, sent after it."""

    class Channel(models.TextChoices):
        WHATSAPP = "whatsapp"
        SMS = "sms"
        EMAIL = "email"

    class Status(models.TextChoices):
        WAITING = "", _("Menunggu")
        HANDED = "handed", _("Diserahkan")  # a channel took it
        SENT = "sent", _("Terkirim")
        DELIVERED = "delivered", _("Sampai")
        READ = "read", _("Dibaca")
        UNSURE = "unsure", _("Belum pasti")  # it may have left: the answer was lost
        FAILED = "failed", _("Gagal")
        EXPIRED = "expired", _("Kedaluwarsa")  # a code nobody could use any more
        STOPPED = "stopped", _("Dihentikan")  # the receiver wants no messages

    key = models.CharField(max_length=120, unique=True)  # what it tells about, so that it is never written twice
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WHATSAPP)
    to = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    template = models.CharField(max_length=60)
    body = models.TextField()
    secret = models.BooleanField(default=False)  # a sign-in code: its body is wiped once sent (not in the demo)
    created_at = models.DateTimeField(default=clock.now)
    sent_by = models.CharField(max_length=20, blank=True)  # the channel adapter that last took it
    status = models.CharField(max_length=10, choices=Status.choices, blank=True, default=Status.WAITING)
    round = models.PositiveSmallIntegerField(default=1)  # the operator may have it sent anew

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("pesan keluar")
        verbose_name_plural = _("pesan keluar")

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"


class Sending(models.Model):
    """One message handed to one channel, at most once a round: written before the call, so a crash leaves a trace."""

    class State(models.TextChoices):
        WAITING = "waiting"  # certainly not taken yet; may be tried again
        LEAVING = "leaving"  # the call is under way, or its process died in it
        HANDED = "handed"
        UNSURE = "unsure"  # may have left; never repeated
        REFUSED = "refused"  # never will leave here

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="sendings")
    round = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=20)
    key = models.CharField(max_length=40, unique=True)  # what the gateway knows this handing over by
    state = models.CharField(max_length=10, choices=State.choices)
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now)  # of the last try
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    status = models.CharField(max_length=10, blank=True)  # what the far side told: sent, delivered, read, failed
    status_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("pengiriman pesan")
        verbose_name_plural = _("pengiriman pesan")
        constraints = [
            models.UniqueConstraint(fields=["message", "round", "channel"], name="one_sending_a_channel_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Receipt(Due):
    """What a channel posted to us, verified and stored once: a status, or that somebody wrote. Worked on later.

    Of what people write only the words we know are kept; anything else leaves no more than that it came.
    """

    class Kind(models.TextChoices):
        STATUS = "status"
        STOP = "stop"
        START = "start"
        OTHER = "other"

    channel = models.CharField(max_length=20)
    key = models.CharField(max_length=80)  # hash of what makes it the same event
    kind = models.CharField(max_length=10, choices=Kind.choices)
    external_id = models.CharField(max_length=200)
    sending_key = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kabar kanal")
        verbose_name_plural = _("kabar kanal")
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="receipt_once")]
        indexes = [models.Index(fields=["phone", "told_at"], name="receipt_by_phone")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"


class OptOut(models.Model):
    """A phone that wants no messages, since and until when. What it gets all the same says sellers.messages.kinds."""

    phone = models.CharField(max_length=16)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("berhenti menerima pesan")
        verbose_name_plural = _("berhenti menerima pesan")
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=Q(until__isnull=True), name="one_live_opt_out")
        ]

    def __str__(self) -> str:
        return self.phone


class OrderWatch(models.Model):
    """A member of a stall who wishes to be told of new orders too, on their own phone."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="order_watches")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="order_watches")
    since = models.DateTimeField(default=clock.now)

    objects = OrderWatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("penerima kabar pesanan")
        verbose_name_plural = _("penerima kabar pesanan")
        constraints = [models.UniqueConstraint(fields=["seller", "person"], name="one_order_watch")]

    def __str__(self) -> str:
        return f"{self.person} · {self.seller}"
