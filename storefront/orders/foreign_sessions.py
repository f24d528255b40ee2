"""Payments that shoppers of another storefront began with us. A module of its own, loaded by this app's config."""

from django.db import models

from sellers.kit import clock
from sellers.kit.models import Due

ID_LENGTH = 120  # ids of the other side are opaque texts


class PaySession(Due):
    """A payment another storefront began with Lapak as the payment app: one transaction of Saleor's.

    `psp_reference` is a public code of eight characters and the name of a bill to be: while the checkout is no order
    of ours, its money is collected under it (`bill_ref` says the same), and the bill that the order brings takes it as
    its code. On an order that is a purchase of ours already, `bill_ref` names the standing bill. Cash has no bill
    before the order: `bill_ref` is empty.
    As a Due row it waits for what Saleor must be told of it: the sweep `saleor_payments`.
    """

    class State(models.TextChoices):
        WAITING = "waiting"  # the shopper pays
        AUTHORIZED = "authorized"  # cash at the handover: nothing came yet
        CHARGED = "charged"  # the money came
        ENDED = "ended"  # cancelled, expired, or another way was chosen; money that comes all the same wakes it again
        GIVEN_BACK = "given_back"  # the money came and no order could be had for it: it goes back

    transaction_id = models.CharField(max_length=ID_LENGTH, unique=True)
    source_id = models.CharField(max_length=ID_LENGTH, db_index=True)  # of the checkout or order
    order_id = models.CharField(max_length=ID_LENGTH, blank=True, db_index=True)  # what the source is, or became
    idempotency_key = models.CharField(max_length=250, blank=True)
    psp_reference = models.CharField(max_length=40, unique=True)  # ours
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    way = models.CharField(max_length=20)
    seller_ids = models.JSONField(default=list)  # whose parts it pays for
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    bill_ref = models.CharField(max_length=40, blank=True, db_index=True)  # the bill of ours that collects it
    told = models.JSONField(default=dict)  # who buys and where to, and what was reported to Saleor
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "saleor_paysession"  # where the rows stood before they were this app's
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="pay_session_waits")]

    def __str__(self) -> str:
        return f"{self.way} {self.psp_reference}"
