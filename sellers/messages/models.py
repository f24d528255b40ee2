from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.kit import clock
from sellers.kit.models import Due
from sellers.messages.queries import MessageQuerySet


class Message(Due):
    """One row of the outbox, written in the transaction of what it tells, sent after it."""

    class Channel(models.TextChoices):
        WHATSAPP = "whatsapp"
        SMS = "sms"
        EMAIL = "email"

    key = models.CharField(max_length=120, unique=True)  # what it tells about, so that it is never written twice
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WHATSAPP)
    to = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    template = models.CharField(max_length=60)
    body = models.TextField()
    secret = models.BooleanField(default=False)  # a sign-in code: its body is wiped once sent (not in the demo)
    created_at = models.DateTimeField(default=clock.now)
    sent_by = models.CharField(max_length=20, blank=True)  # the channel adapter that sent it

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("pesan keluar")
        verbose_name_plural = _("pesan keluar")

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"
