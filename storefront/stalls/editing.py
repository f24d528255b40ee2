"""How a stall changes what it says of itself. One transaction, audited with both names when a helper does it."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import search
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from sellers.people.phones import parse_phone
from storefront.stalls import papers


class NameTooShort(Expected):
    code = "name_too_short"


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
    if address is not None:
        wanted["address"] = " ".join(address.split())[:200]
    return _write(scope=scope, person=person, seller_id=seller_id, verb="seller.edited", wanted=wanted)


@transaction.atomic
def file_papers(*, scope: Scope, person: Person, seller_id: int, nib: str, pirt: str, halal_certificate: str) -> Seller:
    """Keep the numbers as they were typed, tidied; a strange one is kept too, the page only warns."""
    wanted = {
        "nib": papers.clean_nib(nib),
        "pirt": papers.clean_pirt(pirt),
        "halal_certificate": papers.clean_halal(halal_certificate),
    }
    return _write(scope=scope, person=person, seller_id=seller_id, verb="seller.papers", wanted=wanted)


def _write(*, scope: Scope, person: Person, seller_id: int, verb: str, wanted: dict[str, str]) -> Seller:
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
