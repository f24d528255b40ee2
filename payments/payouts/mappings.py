"""Saving the columns of a cooperative's bank."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from payments.payouts.access import require
from payments.payouts.errors import BadMapping
from payments.payouts.mapping import back_mapping, out_mapping
from payments.payouts.models import FileMapping
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.people.models import Person

LONGEST_NAME = 60


@transaction.atomic
def save_mapping(
    *,
    scope: Scope,
    person: Person,
    cooperative_id: int,
    purpose: str,
    name: str,
    columns: Mapping[str, Any],
    is_verified: bool = False,
) -> FileMapping:
    """Keep the columns for one purpose; files that left stay as they were. Raises BadMapping, BatchNotFound.

    `is_verified` says that somebody tried them with the bank; any change of a column takes it back unless said again.
    """
    require(scope, cooperative_id)
    if purpose not in FileMapping.Purpose.values:
        raise BadMapping(_("Pilih dari daftar yang ada."), field="purpose")
    read = out_mapping if purpose == FileMapping.Purpose.OUT else back_mapping
    wanted = read(columns).as_json()
    called = " ".join(name.replace("\0", "").split())[:LONGEST_NAME] or _("Bank")
    before = (
        FileMapping.objects.filter(cooperative_id=cooperative_id, purpose=purpose).values("name", "columns").first()
    )
    saved, _made = FileMapping.objects.update_or_create(
        cooperative_id=cooperative_id,
        purpose=purpose,
        defaults={"name": called, "columns": wanted, "is_verified": is_verified, "saved_at": clock.now()},
    )
    after = {"name": called, "columns": wanted}
    if before != after:
        record(person=person, verb="payout_columns_changed", obj=saved, before=before, after=after)
    return saved
