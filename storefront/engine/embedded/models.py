from django.db import models

from sellers.kit import clock


class Hold(models.Model):
    """Base units one order took from one pool: held until confirmed or released, each at most once."""

    class State(models.TextChoices):
        HELD = "held"
        CONFIRMED = "confirmed"
        RELEASED = "released"

    order_ref = models.CharField(max_length=40)  # the order's public code
    round = models.PositiveSmallIntegerField(default=1)  # grows when stock is taken again after expiry
    pool = models.ForeignKey("products.Pool", on_delete=models.PROTECT, related_name="holds")
    quantity = models.PositiveBigIntegerField()  # base units
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_ref", "round", "pool"], name="one_hold_a_pool")]

    def __str__(self) -> str:
        return f"{self.order_ref}:{self.round} {self.state}"
