"""Accounts that a typed number alone once made: whoever holds the number could never get it for their own.

Since the code comes first none is made so any more; the ones of older databases are released here.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Cast

from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people.models import Person

AFTER = timedelta(days=30)  # nobody is in the middle of anything
AT_ONCE = 200


def release() -> int:
    """Remove accounts whose number was never proven and that nothing refers to but their codes; returns how many.

    Only the one row goes: what refers to it after all, or comes to do so meanwhile, makes the database refuse.
    """
    return sum(_release(pk) for pk in _nobodys().values_list("pk", flat=True)[:AT_ONCE])


def _nobodys() -> QuerySet[Person]:
    rows = Person.objects.filter(
        phone_verified=False, name="", pin="", is_staff=False, is_superuser=False, is_active=True, last_login=None,
        created_at__lt=clock.now() - AFTER,
    )  # fmt: skip
    for way_back in Person._meta.get_fields(include_hidden=True):
        if isinstance(way_back, ForeignObjectRel) and way_back.field.model is not Message:
            theirs = way_back.field.model._base_manager.filter(**{way_back.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(theirs))
    told = Message.objects.filter(person=OuterRef("pk"), secret=False)
    audited = AuditEntry.objects.filter(
        object_type=Person._meta.label_lower, object_id=Cast(OuterRef("pk"), AuditEntry._meta.get_field("object_id"))
    )
    return rows.exclude(Exists(told)).exclude(Exists(audited))


def _release(pk: int) -> bool:
    try:
        with transaction.atomic():
            Message.objects.filter(person_id=pk).update(person=None)
            rows = Person.objects.filter(Q(pk=pk), phone_verified=False, last_login=None)
            return bool(rows._raw_delete(rows.db))
    except IntegrityError:
        return False
