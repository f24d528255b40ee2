from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.onboarding.queries import DocumentQuerySet, OpeningQuerySet, StepEventQuerySet


class Opening(models.Model):
    """The answers of somebody who is opening a stall: left on one phone, gone on with on another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="openings")
    answers = models.JSONField(default=dict)
    step = models.CharField(max_length=20, blank=True)  # the last one answered
    # that of the chosen village: its officers see who is stuck
    cooperative = models.ForeignKey(
        Cooperative, null=True, blank=True, on_delete=models.SET_NULL, related_name="openings"
    )
    seller = models.ForeignKey(Seller, null=True, blank=True, on_delete=models.PROTECT, related_name="openings")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("pembukaan lapak")
        verbose_name_plural = _("pembukaan lapak")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(done_at__isnull=True), name="one_open_opening_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.step}"


class Document(models.Model):
    """One paper of a stall, photographed and looked at by an officer. A newer one `replaces` it and the row stays.

    Of a KTP only the last four digits are kept.
    """

    class Kind(models.TextChoices):
        KTP = "ktp"
        NIB = "nib"
        PIRT = "pirt"
        HALAL = "halal"

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField(max_length=30, blank=True)
    files = models.JSONField(default=list)  # [{"name": storage name, "sha256": of what was sent}, …]; [] once gone
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    example = models.CharField(max_length=20, blank=True)  # a key of refusals.REASONS: the picture that explains it
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    number_before = models.CharField(max_length=30, blank=True)  # the stall's, before this one was accepted
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat usaha")
        verbose_name_plural = _("surat usaha")
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "kind"],
                condition=models.Q(replaces__isnull=True),
                name="one_first_document_of_a_kind",
            )
        ]
        indexes = [models.Index(fields=["state", "sent_at"], name="document_queue")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.seller}"


class StepEvent(models.Model):
    """Somebody reached a step on the way to a stall that sells: once a person, or once a visit before signing in."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="step_events"
    )
    visit = models.CharField(max_length=32, blank=True)  # a random key of the browser's session; "" once signed in
    step = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    objects = StepEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("langkah")
        verbose_name_plural = _("langkah")
        constraints = [
            models.UniqueConstraint(fields=["person", "step"], name="a_step_once_a_person"),
            models.UniqueConstraint(
                fields=["visit", "step"], condition=models.Q(person__isnull=True), name="a_step_once_a_visit"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(visit=""), name="step_of_a_person_or_a_visit"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="step_event_at")]

    def __str__(self) -> str:
        return f"{self.step} · {self.person_id or self.visit}"
