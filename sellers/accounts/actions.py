"""What changes stalls: opening one, and the officer's answer to it. Each writes its line in the audit book."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope
from sellers.accounts.archetypes import ARCHETYPES
from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.audit.actions import record
from sellers.kit.codes import new_code
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.people.phones import parse_phone
from sellers.regions import places

State = Seller.State
SLUG_LENGTH = 42  # of 50: room for what makes it unique


class WrongState(Expected):
    """The stall is not in a state from which this can be done."""

    code = "wrong_state"
    status = 409


@transaction.atomic
def open_seller(
    *,
    person: Person,
    name: str,
    archetype: str,
    village_code: str,
    phone: str,
    sells: str,
    cooperative: Cooperative | None = None,
    mandate_from: date | None = None,
) -> Seller:
    """A pending stall with `person` as its ketua. The same person opening the same stall again gets the first one.

    `mandate_from` says since when the cooperative may collect for it; without it, the stall collects itself.
    """
    name = " ".join(name.split())
    _check_answers(name, archetype, village_code)
    Person.objects.select_for_update().get(pk=person.pk)  # two taps on the button wait for each other
    standing = waiting_stall(person=person, name=name)
    if standing:
        return standing
    seller = _with_free_slug(
        Seller(
            name=name, archetype=archetype, village_code=village_code, phone=parse_phone(phone),
            sells=sells.strip()[:200], cooperative=cooperative, mandate_from=mandate_from if cooperative else None,
        )
    )  # fmt: skip
    Membership.objects.create(person=person, seller=seller, role=Membership.Role.CHAIR)
    record(person=person, verb="seller.opened", obj=seller, after={"name": name, "state": seller.state})
    return seller


def waiting_stall(*, person: Person, name: str) -> Seller | None:
    """The pending stall of this name that the person leads already."""
    mine = Membership.objects.live().filter(person=person, role=Membership.Role.CHAIR)
    wanted = " ".join(name.split())
    return Seller.objects.filter(memberships__in=mine, name__iexact=wanted, state=State.PENDING).first()


@transaction.atomic
def approve_seller(*, scope: Scope, seller_id: int, person: Person) -> Seller:
    """The stall may sell; also lifts a suspension. Approving twice changes nothing."""
    seller = _seller(scope, seller_id)
    if seller.state == State.APPROVED:
        return seller
    _move(seller, person, "seller.approved", to=State.APPROVED, since=(State.PENDING, State.REFUSED, State.SUSPENDED))
    _tell(seller, "seller_approved", _("Selamat, Bapak/Ibu. Lapak %(name)s sudah disetujui dan bisa mulai berjualan."))
    return seller


@transaction.atomic
def refuse_seller(*, scope: Scope, seller_id: int, person: Person, reason: str) -> Seller:
    """The stall may not sell yet; the reason tells its owner what to put right."""
    seller = _seller(scope, seller_id)
    _move(seller, person, "seller.refused", to=State.REFUSED, since=(State.PENDING,), reason=_reason(reason))
    _tell(
        seller,
        "seller_refused",
        _("Bapak/Ibu, lapak %(name)s belum bisa disetujui: %(reason)s. Perbaiki, lalu hubungi koperasi."),
    )
    return seller


@transaction.atomic
def suspend_seller(*, scope: Scope, seller_id: int, person: Person, reason: str) -> Seller:
    """Buyers no longer see the stall; orders already placed go on."""
    seller = _seller(scope, seller_id)
    _move(seller, person, "seller.suspended", to=State.SUSPENDED, since=(State.APPROVED,), reason=_reason(reason))
    _tell(
        seller,
        "seller_suspended",
        _("Bapak/Ibu, lapak %(name)s ditutup sementara: %(reason)s. Pesanan yang ada tetap diproses."),
    )
    return seller


def _check_answers(name: str, archetype: str, village_code: str) -> None:
    if not 2 <= len(name) <= 120:
        raise Expected(_("Tulis nama lapak, 2 sampai 120 huruf."), field="name")
    if archetype not in ARCHETYPES:
        raise Expected(_("Pilih jenis usaha dari daftar."), field="archetype")
    places.village(village_code)


def _with_free_slug(seller: Seller) -> Seller:
    plain = slugify(seller.name)[:SLUG_LENGTH].strip("-") or "lapak"
    taken = set(Seller.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{n}" for n in range(2, len(taken) + 3))
    seller.slug = next(slug for slug in (plain, *numbered) if slug not in taken)
    try:
        with transaction.atomic():
            seller.save()
    except IntegrityError:  # somebody opened a stall of this name at the same moment
        seller.slug = f"{plain[: SLUG_LENGTH - 9]}-{new_code().lower()}"
        seller.save()
    return seller


def _seller(scope: Scope, seller_id: int) -> Seller:
    seller = Seller.objects.to_approve(scope).filter(pk=seller_id).first()
    if seller is None:
        raise NotFound(_("Lapak tidak ditemukan."))
    return seller


def _reason(text: str) -> str:
    reason = " ".join(text.split()).rstrip(".")[:300]
    if not reason:
        raise Expected(_("Tulis alasannya."), field="reason")
    return reason


def _move(seller: Seller, person: Person, verb: str, *, to: str, since: tuple[str, ...], reason: str = "") -> None:
    was = seller.state
    moved = Seller.objects.filter(pk=seller.pk, state__in=since).update(state=to, state_reason=reason)
    if not moved:
        raise WrongState(_("Keadaan lapak sudah berubah. Muat ulang halaman."))
    seller.state, seller.state_reason = to, reason
    record(person=person, verb=verb, obj=seller, before={"state": was}, after={"state": to, "reason": reason})


def _tell(seller: Seller, template: str, sentence: str) -> None:
    body = sentence % {"name": seller.name, "reason": seller.state_reason}
    tell(key=f"{template}:{seller.pk}:{new_code()}", to=seller.phone, body=body, template=template)
