from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.accounts.queries import (
    CooperativeQuerySet,
    HelperConsentQuerySet,
    HelperRequestQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
    SellerQuerySet,
)
from sellers.kit import clock


class Cooperative(models.Model):
    """Sellers together: approves them, collects for its members, reviews their figures."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    village_code = models.CharField(max_length=13)  # Kemendagri adm4, "35.72.02.1005"
    phone = models.CharField(max_length=16, blank=True)
    currency = models.CharField(max_length=3, default="IDR")
    # the market's operator as a collector: it may collect, through a licensed gateway only, for sellers of others too
    is_operator = models.BooleanField(default=False)
    # open orders a stall may have while it waits for approval; None: it prepares its goods and does not sell yet
    pending_orders = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = CooperativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("koperasi")
        verbose_name_plural = _("koperasi")

    def __str__(self) -> str:
        return self.name


class Seller(models.Model):
    """A micro-enterprise with a stall."""

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        SUSPENDED = "suspended"
        REFUSED = "refused"

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    archetype = models.CharField(max_length=30)  # code of data/seller_archetypes.csv
    village_code = models.CharField(max_length=13)
    address = models.CharField(max_length=200, blank=True)  # street and landmark, shown for pick-up
    phone = models.CharField(max_length=16)  # WhatsApp, E.164
    story = models.TextField(blank=True)
    sells = models.CharField(max_length=200, blank=True)  # what the owner answered to "what is sold"
    cooperative = models.ForeignKey(
        Cooperative, null=True, blank=True, on_delete=models.PROTECT, related_name="sellers"
    )
    mandate_from = models.DateField(null=True, blank=True)  # the cooperative may collect for it since this day
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    state_reason = models.CharField(max_length=300, blank=True)
    nib = models.CharField(max_length=13, blank=True)
    pirt = models.CharField(max_length=20, blank=True)
    halal_certificate = models.CharField(max_length=19, blank=True)
    # {"1": [["07:00", "16:00"]], …}: ISO weekday → hours in the village's own time; a day left out is closed
    opening_hours = models.JSONField(null=True, blank=True)
    holiday_from = models.DateField(null=True, blank=True)  # nothing is sold from this day …
    holiday_until = models.DateField(null=True, blank=True)  # … to this one; without it until the stall says so
    holiday_note = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = SellerQuerySet.as_manager()

    class Meta:
        verbose_name = _("lapak")
        verbose_name_plural = _("lapak")

    def __str__(self) -> str:
        return self.name

    @property
    def open_to_buyers(self) -> bool:
        """Approved, or on trial: its cooperative lets those it has not looked at yet sell a little."""
        return self.state == self.State.APPROVED or self.on_trial

    @property
    def on_trial(self) -> bool:
        if self.state != self.State.PENDING or self.cooperative is None:
            return False
        return self.cooperative.pending_orders is not None


class Membership(models.Model):
    """A person in exactly one of a seller or a cooperative, with a role."""

    class Role(models.TextChoices):
        CHAIR = "ketua"
        SECRETARY = "sekretaris"
        TREASURER = "bendahara"
        MEMBER = "anggota"
        OFFICER = "pengurus"  # cooperative officer
        VIEWER = "peninjau"  # dinas or NGO: totals only

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    seller = models.ForeignKey(Seller, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    cooperative = models.ForeignKey(
        Cooperative, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(default=clock.now)
    # None: a leader typed their number, and they have not said yes; it gives no rights until they do
    accepted_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    typed_name = models.CharField(max_length=120, blank=True, default="")  # what that leader called them
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = _("keanggotaan")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="membership_in_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["person", "seller"], condition=models.Q(ended_at__isnull=True), name="one_membership_a_seller"
            ),
            models.UniqueConstraint(
                fields=["person", "cooperative"],
                condition=models.Q(ended_at__isnull=True),
                name="one_membership_a_cooperative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role}"


class HelperConsent(models.Model):
    """A seller lets a helper act for it until it withdraws; never for bank details."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="helper_consents")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helped")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verbs = models.JSONField(default=list)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = HelperConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("izin pendamping")
        verbose_name_plural = _("izin pendamping")
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "helper"], condition=models.Q(withdrawn_at__isnull=True), name="one_live_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.helper} → {self.seller}"


class Invitation(models.Model):
    """An open door for one person: into a stall with a role, or to help it with these verbs. Its code ends at its use.

    The code stands in a WhatsApp link or is read from a screen, so it lives shortly and tries are limited.
    """

    HELPER = "pendamping"

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="invitations")
    code = models.CharField(max_length=8, unique=True)
    role = models.CharField(max_length=10)  # a Membership.Role, or HELPER
    verbs = models.JSONField(default=list)  # of a helper
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("undangan")
        verbose_name_plural = _("undangan")

    def __str__(self) -> str:
        return f"{self.role} · {self.seller}"


class HelperRequest(models.Model):
    """Somebody asks to help a stall; one of its leaders says yes or no on the own phone."""

    class Answer(models.TextChoices):
        YES = "ya"
        NO = "tidak"

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="helper_requests")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helper_requests")
    verbs = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = HelperRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan mendampingi")
        verbose_name_plural = _("permintaan mendampingi")
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "helper"], condition=models.Q(answer=""), name="one_open_helper_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.helper} → {self.seller}"
