"""How a stall changes what it says of itself. One transaction, audited with both names when a helper does it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import search
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit.codes import new_code
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.people.phones import InvalidPhone, mask_phone, parse_phone


class NameTooShort(Expected):
    code = "name_too_short"


class PhoneNotYours(Expected):
    code = "phone_not_yours"
    status = 403


@transaction.atomic
def edit_stall(
    *,
    scope: Scope,
    person: Person,
    seller_id: int,
    name: str | None = None,
    story: str | None = None,
    phone: str | None = None,
    address: str | None = None,
) -> Seller:
    """None leaves a field as it is; the stall's address on the web (slug) stays."""
    wanted: dict[str, str] = {}
    if name is not None:
        wanted["name"] = " ".join(name.split())[:120]
        if len(wanted["name"]) < 2:
            raise NameTooShort(_("Tulis nama lapak, 2 sampai 120 huruf."), field="name")
    if story is not None:
        wanted["story"] = story.strip()[:4000]
    if phone is not None:
        wanted["phone"] = parse_phone(phone)
        _check_phone(scope, seller_id, wanted["phone"])
    if address is not None:
        wanted["address"] = " ".join(address.split())[:200]
    old = Seller.objects.within(scope).filter(pk=seller_id).values_list("phone", flat=True).first()
    seller = _write(scope=scope, person=person, seller_id=seller_id, verb="seller.edited", wanted=wanted)
    if old and old != seller.phone:
        body = _("Bapak/Ibu, nomor WhatsApp lapak %(stall)s diganti menjadi %(new)s oleh %(name)s.") % {
            "stall": seller.name,
            "new": mask_phone(seller.phone),
            "name": person.name or _("pengurus"),
        }
        tell(key=f"stall.phone:{seller.pk}:{new_code()}", to=old, body=body, template="stall_phone_changed")
    return seller


def changes_phone(seller: Seller, phone: str) -> bool:
    """Whether this would be another number; one that is none changes nothing, and is told on saving."""
    try:
        return parse_phone(phone) != seller.phone
    except InvalidPhone:
        return False


def _check_phone(scope: Scope, seller_id: int, phone: str) -> None:
    """Orders and codes of buyers go to this number: whoever directs the stall's money changes it, and no helper."""
    keeps_money = seller_id in scope.seller_ids(Verb.BANK) and seller_id not in scope.helped
    own = Seller.objects.within(scope).filter(pk=seller_id).exclude(phone=phone)
    if not (scope.operator or keeps_money) and own.exists():
        raise PhoneNotYours(_("Nomor WhatsApp hanya diganti ketua atau bendahara."), field="phone")


@transaction.atomic
def keep_hours(*, scope: Scope, person: Person, seller_id: int, hours: dict[str, list[list[str]]]) -> Seller:
    """When the stall is open, as sellers.onboarding.hours reads it; {} takes the hours off its page."""
    wanted = {"opening_hours": hours or None}
    return _write(scope=scope, person=person, seller_id=seller_id, verb="seller.hours", wanted=wanted)


def _write(*, scope: Scope, person: Person, seller_id: int, verb: str, wanted: Mapping[str, object]) -> Seller:
    allowed = scope.operator or seller_id in scope.seller_ids(Verb.STALL)
    seller = Seller.objects.within(scope).select_for_update().filter(pk=seller_id).first() if allowed else None
    if seller is None:
        raise NotFound(_("Lapak ini tidak ditemukan."))
    changed = {field: value for field, value in wanted.items() if value != getattr(seller, field)}
    if changed:
        before = {field: getattr(seller, field) for field in changed}
        for field, value in changed.items():
            setattr(seller, field, value)
        seller.save(update_fields=list(changed))
        helped = seller if seller.pk in scope.helped else None
        record(person=person, verb=verb, obj=seller, before=before, after=changed, acting_for=helped)
        if "name" in changed:
            search.index_seller(seller.pk)  # its goods are found by its name
    return seller
