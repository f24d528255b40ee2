from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope

if TYPE_CHECKING:
    from sellers.messages.models import Message  # noqa: F401  named in the quoted base classes


class MessageQuerySet(models.QuerySet["Message"]):
    """The outbox holds codes and addresses: nobody but the operator reads it, and a person what was sent to them."""

    def within(self, scope: Scope) -> "MessageQuerySet":
        if scope.operator:
            return self
        return self.filter(person_id=scope.person_id, secret=False) if scope.person_id else self.none()

    def waiting(self) -> "MessageQuerySet":
        return self.filter(done_at__isnull=True)
