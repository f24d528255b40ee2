from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from sellers.onboarding.models import Document, Opening, StepEvent


class OpeningQuerySet(models.QuerySet["Opening"]):
    def within(self, scope: Scope) -> "OpeningQuerySet":
        """One's own, and for officers those of villages of their cooperative."""
        if scope.operator:
            return self
        officers = scope.cooperative_ids(Verb.REVIEW)
        return self.filter(models.Q(person_id=scope.person_id) | models.Q(cooperative_id__in=officers))

    def under_way(self) -> "OpeningQuerySet":
        return self.filter(done_at__isnull=True)


class DocumentQuerySet(models.QuerySet["Document"]):
    def within(self, scope: Scope) -> "DocumentQuerySet":
        """Of stalls whose papers the asker keeps, and for officers those of their cooperative's stalls."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.STALL))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def to_decide(self, scope: Scope) -> "DocumentQuerySet":
        if scope.operator:
            return self
        return self.filter(seller__cooperative_id__in=scope.cooperative_ids(Verb.APPROVE))

    def current(self) -> "DocumentQuerySet":
        """The newest of each kind, unless it was taken back."""
        return self.filter(replaced_by__isnull=True, withdrawn_at__isnull=True)

    def waiting(self) -> "DocumentQuerySet":
        """The queue, oldest first."""
        return self.current().filter(state="waiting").order_by("sent_at", "pk")


class StepEventQuerySet(models.QuerySet["StepEvent"]):
    def within(self, scope: Scope) -> "StepEventQuerySet":
        """One's own; for officers and viewers of a cooperative, those of people whose village is its own."""
        if scope.operator:
            return self
        own = models.Q(person_id=scope.person_id, person__isnull=False)
        return self.filter(own | models.Q(person_id__in=_placed_in(scope.cooperative_ids(Verb.TOTALS))))

    def countable(self, scope: Scope) -> "StepEventQuerySet":
        """What a cooperative's counts are made of: its own people, and all who have not said their village yet.

        The latter count for everybody and are named to nobody.
        """
        if scope.operator:
            return self
        placed = models.Q(person_id__in=_placed_in())
        own = models.Q(person_id__in=_placed_in(scope.cooperative_ids(Verb.TOTALS)))
        return self.filter(own | models.Q(person__isnull=True) | ~placed)


def _placed_in(cooperative_ids: Sequence[int] | None = None) -> models.QuerySet[Any]:
    """Ids of people whose opening has a village of these cooperatives, or of any."""
    openings = apps.get_model("onboarding", "Opening")._default_manager.filter(cooperative__isnull=False)
    if cooperative_ids is not None:
        openings = openings.filter(cooperative_id__in=cooperative_ids)
    return openings.values("person_id")
