"""How a seller changes its ways of delivery and their fee tables."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.audit import actions as audit
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from sellers.regions import places
from storefront.delivery.couriers import couriers
from storefront.delivery.models import DeliveryFee, DeliveryOption

HIGHEST_FEE_MINOR = 1_000_000_000
HEAVIEST_G = 1_000_000
MOST_ROWS = 200


class OptionRefused(Expected):
    """The way cannot be offered like this."""

    code = "delivery_option"


class FeeRefused(Expected):
    """A row of the fee table cannot stand."""

    code = "delivery_fee"


@dataclass(frozen=True)
class FeeInput:
    """To places whose code starts with `region` ("" is everywhere), up to `upto_weight_g`."""

    region: str
    fee_minor: int
    upto_weight_g: int = HEAVIEST_G
    days: str = ""


@transaction.atomic
def set_option(
    *,
    scope: Scope,
    person: Person | None,
    seller_id: int,
    kind: str,
    courier: str = "",
    note: str = "",
    cod: bool = False,
    is_active: bool = True,
) -> DeliveryOption:
    """Offer, change or stop one way. A seller has one pick-up, one own delivery, and one way a courier.

    `cod`: cash is taken by whoever hands the goods over; for a courier, under the seller's own contract with it.
    """
    seller = _seller(scope, seller_id)
    kind, courier = _checked_kind(kind, courier)
    if len(note) > 200:
        raise OptionRefused(_("Catatan paling panjang 200 huruf."), field="note")
    wanted = {"note": note.strip(), "cod": cod, "is_active": is_active}
    same = DeliveryOption.objects.within(scope).filter(seller_id=seller_id, kind=kind, courier=courier)
    standing = same.select_for_update().order_by("pk").first()
    before = _facts(standing) if standing else None
    if standing is None:
        standing = DeliveryOption.objects.create(seller=seller, kind=kind, courier=courier, **wanted)
    else:
        DeliveryOption.objects.filter(pk=standing.pk).update(**wanted)
        standing.refresh_from_db()
    _record(scope, person, seller, "delivery.option", standing, before, _facts(standing))
    return standing


@transaction.atomic
def set_fees(
    *, scope: Scope, person: Person | None, option_id: int, fees: Sequence[FeeInput]
) -> tuple[DeliveryFee, ...]:
    """Replace the fee table of one way. Orders keep the fee they were placed with."""
    options = DeliveryOption.objects.within(scope).select_related("seller__cooperative").select_for_update(of=("self",))
    option = options.filter(pk=option_id).first()
    if option is None:
        raise NotFound(_("Cara kirim ini tidak ditemukan."))
    if option.kind == DeliveryOption.Kind.PICKUP and fees:
        raise FeeRefused(_("Ambil sendiri tidak memakai ongkir."), field="fees")
    _check_fees(fees)
    before = [_row(fee) for fee in option.fees.order_by("region", "upto_weight_g")]
    option.fees.all().delete()
    rows = DeliveryFee.objects.bulk_create(
        DeliveryFee(
            option=option,
            region=fee.region,
            upto_weight_g=fee.upto_weight_g,
            fee_minor=fee.fee_minor,
            currency=_currency(option.seller),
            days=fee.days.strip(),
        )
        for fee in fees
    )
    after = [asdict(fee) for fee in fees]
    _record(scope, person, option.seller, "delivery.fees", option, {"fees": before}, {"fees": after})
    return tuple(rows)


def _seller(scope: Scope, seller_id: int) -> Seller:
    seller = Seller.objects.within(scope).filter(pk=seller_id).first()
    if seller is None or not (scope.operator or seller_id in scope.seller_ids(Verb.STALL)):
        raise NotFound(_("Lapak ini tidak ditemukan."))
    return seller


def _checked_kind(kind: str, courier: str) -> tuple[str, str]:
    if kind not in DeliveryOption.Kind.values:
        raise OptionRefused(_("Pilih cara kirim dari daftar."), field="kind")
    if kind != DeliveryOption.Kind.COURIER:
        return kind, ""
    if courier not in couriers():
        raise OptionRefused(_("Pilih kurir dari daftar."), field="courier")
    return kind, courier


def _check_fees(fees: Sequence[FeeInput]) -> None:
    if len(fees) > MOST_ROWS:
        raise FeeRefused(_("Paling banyak %(n)s baris ongkir.") % {"n": MOST_ROWS}, field="fees")
    seen = set()
    for fee in fees:
        if fee.region and places.place(fee.region) is None:
            raise FeeRefused(_("Wilayah tidak dikenal. Pilih dari daftar."), field="region", region=fee.region)
        if not 0 <= fee.fee_minor <= HIGHEST_FEE_MINOR:
            raise FeeRefused(_("Ongkir tidak wajar. Periksa angkanya."), field="fee_minor", region=fee.region)
        if not 1 <= fee.upto_weight_g <= HEAVIEST_G:
            raise FeeRefused(_("Isi berat antara 1 gram dan 1.000 kg."), field="upto_weight_g", region=fee.region)
        if len(fee.days) > 20:
            raise FeeRefused(_("Tulis lama kirim dengan singkat, misalnya 2-3 hari."), field="days")
        if (fee.region, fee.upto_weight_g) in seen:
            raise FeeRefused(_("Wilayah dan berat ini tertulis dua kali."), field="region", region=fee.region)
        seen.add((fee.region, fee.upto_weight_g))


def _currency(seller: Seller) -> str:
    return seller.cooperative.currency if seller.cooperative else str(DeliveryFee._meta.get_field("currency").default)


def _facts(option: DeliveryOption) -> dict[str, Any]:
    return {"note": option.note, "cod": option.cod, "is_active": option.is_active}


def _row(fee: DeliveryFee) -> dict[str, Any]:
    return {
        "region": fee.region,
        "fee_minor": fee.fee_minor,
        "upto_weight_g": fee.upto_weight_g,
        "days": fee.days,
    }


def _record(
    scope: Scope, person: Person | None, seller: Seller, verb: str, option: DeliveryOption,
    before: dict[str, Any] | None, after: dict[str, Any],
) -> None:  # fmt: skip
    acting_for = seller if seller.pk in scope.helped else None
    audit.record(person=person, verb=verb, obj=option, before=before, after=after, acting_for=acting_for)
