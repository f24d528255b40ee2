"""What a cooperative lets a stall sell before it has looked at it."""

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative
from sellers.audit.actions import record
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

MOST_ORDERS = 50


class NotACount(Expected):
    code = "not_a_count"


@transaction.atomic
def set_pending_orders(*, scope: Scope, person: Person, cooperative_id: int, most: str | None) -> Cooperative:
    """`most` open orders at once, as typed; None: a new stall prepares its goods and does not sell yet."""
    allowed = scope.operator or cooperative_id in scope.cooperative_ids(Verb.APPROVE)
    rows = Cooperative.objects.within(scope).select_for_update()
    cooperative = rows.filter(pk=cooperative_id).first() if allowed else None
    if cooperative is None:
        raise NotFound(_("Koperasi tidak ditemukan."))
    wanted = None if most is None else _read(most)
    before = cooperative.pending_orders
    if wanted != before:
        cooperative.pending_orders = wanted
        cooperative.save(update_fields=["pending_orders"])
        record(
            person=person, verb="cooperative.pending_orders", obj=cooperative, before={"pending_orders": before},
            after={"pending_orders": wanted},
        )  # fmt: skip
    return cooperative


def _read(text: str) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 3 and 1 <= int(bare) <= MOST_ORDERS):
        raise NotACount(_("Tulis jumlah pesanan, 1 sampai %(n)s.") % {"n": MOST_ORDERS}, field="pesanan")
    return int(bare)
