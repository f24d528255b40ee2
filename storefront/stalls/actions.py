"""Acts that join people, goods and payment: opening a stall in five questions, and the cooperative's answer."""

from collections.abc import Mapping, Set
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from payments.charges.bank_accounts import add_bank_account
from sellers.accounts import actions as accounts
from sellers.accounts.access import Scope
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people import consent
from sellers.people.actions import give_consent, rename
from sellers.people.models import Person
from sellers.regions import places
from storefront.delivery.models import DeliveryOption

CASH, TRANSFER = "cash", "transfer"
OFFICERS_LANGUAGE = "id"
_OFFICERS = (
    Membership.Role.CHAIR,
    Membership.Role.SECRETARY,
    Membership.Role.TREASURER,
    Membership.Role.OFFICER,
)


class PaidByMissing(Expected):
    """A stall is paid in some way."""

    code = "paid_by_missing"


class BankMissing(Expected):
    """Transfers need an account to go to."""

    code = "bank_missing"


class ConsentMissing(Expected):
    """The texts in force now were not agreed to."""

    code = "consent_missing"


@transaction.atomic
def open_stall(
    *,
    person: Person,
    archetype: str,
    name: str,
    village_code: str,
    sells: str,
    paid_by: Set[str],
    bank: Mapping[str, str] | None = None,
    cooperative_id: int | None = None,
    consent_version: str,
) -> Seller:
    """A pending stall that is ready for goods: its ketua, pick-up, bank account, consent, and the officers told.

    `bank` holds bank_code, number and holder, and is needed when `paid_by` has "transfer". Without `cooperative_id`
    the cooperative of the same kabupaten is proposed. Answering twice gives the stall that stands, as it stands:
    its bank account is changed behind a fresh code, and never here.
    """
    _check(paid_by=paid_by, bank=bank, consent_version=consent_version)
    Person.objects.select_for_update().get(pk=person.pk)  # two taps on the button wait for each other
    standing = accounts.waiting_stall(person=person, name=name)
    if standing:
        return standing
    village = places.village(village_code)
    seller = accounts.open_seller(
        person=person,
        name=name,
        archetype=archetype,
        village_code=village.code,
        phone=person.phone,
        sells=sells,
        cooperative=_cooperative(cooperative_id=cooperative_id, regency_code=village.regency_code),
    )
    for text in consent.TEXTS:
        give_consent(person=person, text=text, version=consent_version)
    DeliveryOption.objects.get_or_create(
        seller=seller, kind=DeliveryOption.Kind.PICKUP, defaults={"cod": CASH in paid_by, "is_active": True}
    )
    if TRANSFER in paid_by and bank:
        add_bank_account(
            scope=scope_of(person),
            person=person,
            bank_code=bank["bank_code"],
            number=bank["number"],
            holder=bank["holder"],
            seller_id=seller.pk,
        )
        if not person.name:
            rename(person=person, name=bank["holder"])  # the only name given so far; "Saya" changes it
    _tell_officers(seller)
    return seller


def cooperative_of(village_code: str) -> Cooperative | None:
    """The one a new stall of this village is proposed to, None where there is none."""
    return _of_regency(places.village(village_code).regency_code)


@transaction.atomic
def approve_stall(*, scope: Scope, person: Person, seller_id: int, mandate_from: date | None = None) -> Seller:
    """The stall may sell, and hears it. With `mandate_from` the cooperative collects its transfers from that day.

    Without a mandate its money goes to the stall itself: the cooperative only takes money it was asked to take.
    """
    seller = accounts.approve_seller(scope=scope, seller_id=seller_id, person=person)
    if mandate_from is not None:
        give_mandate(scope=scope, person=person, seller_id=seller_id, mandate_from=mandate_from)
        seller.mandate_from = mandate_from
    return seller


@transaction.atomic
def give_mandate(*, scope: Scope, person: Person, seller_id: int, mandate_from: date | None = None) -> Seller:
    """Write down since when (today, if not said) the cooperative may collect for its member."""
    seller = Seller.objects.to_approve(scope).filter(pk=seller_id, cooperative__isnull=False).first()
    if seller is None:
        raise NotFound(_("Lapak tidak ditemukan."))
    day = mandate_from or timezone.localdate(clock.now(), places.zone_of(seller.village_code))
    before = seller.mandate_from
    if before != day:
        seller.mandate_from = day
        seller.save(update_fields=["mandate_from"])
        record(
            person=person,
            verb="seller.mandate_given",
            obj=seller,
            before={"mandate_from": before},
            after={"mandate_from": day},
        )
    return seller


@transaction.atomic
def refuse_stall(*, scope: Scope, person: Person, seller_id: int, reason: str) -> Seller:
    """Not yet: the owner hears the reason and what to do."""
    return accounts.refuse_seller(scope=scope, seller_id=seller_id, person=person, reason=reason)


def _check(*, paid_by: Set[str], bank: Mapping[str, str] | None, consent_version: str) -> None:
    if not paid_by or not paid_by <= {CASH, TRANSFER}:
        raise PaidByMissing(_("Pilih paling sedikit satu cara dibayar."), field="paid_by")
    if TRANSFER in paid_by and not (bank and all(bank.get(key) for key in ("bank_code", "number", "holder"))):
        raise BankMissing(_("Isi rekening untuk menerima transfer."), field="bank_number")
    if consent_version != consent.CURRENT_VERSION:
        raise ConsentMissing(_("Baca dan setujui syarat yang berlaku sekarang."), field="consent")


def _cooperative(*, cooperative_id: int | None, regency_code: str) -> Cooperative | None:
    """The one asked for, or the oldest of the kabupaten; none where there is none, then the operator approves."""
    if cooperative_id is not None:
        chosen = Cooperative.objects.filter(pk=cooperative_id).first()
        if chosen is None:
            raise Expected(_("Pilih koperasi dari daftar."), field="cooperative")
        return chosen
    return _of_regency(regency_code)


def _of_regency(regency_code: str) -> Cooperative | None:
    return Cooperative.objects.filter(village_code__startswith=f"{regency_code}.").order_by("pk").first()


def _tell_officers(seller: Seller) -> None:
    cooperative = seller.cooperative
    if cooperative is None:
        return
    officers = Membership.objects.live().filter(cooperative=cooperative, role__in=_OFFICERS)
    phones = {*officers.values_list("person__phone", flat=True), cooperative.phone} - {""}
    with translation.override(OFFICERS_LANGUAGE):
        body = _(
            "Lapak baru %(name)s dari %(village)s menunggu persetujuan koperasi.\n\n"
            "Yang dijual: %(sells)s.\n\nPeriksa di sini: %(link)s"
        ) % {
            "name": seller.name,
            "village": places.names(seller.village_code),
            "sells": seller.sells or _("belum ditulis"),
            "link": f"{settings.BASE_URL}/koperasi/",
        }
    for phone in sorted(phones):
        tell(key=f"stall_opened:{seller.pk}:{phone}", to=phone, body=body, template="stall_opened")
