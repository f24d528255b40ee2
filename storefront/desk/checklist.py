"""What the stall still needs, when it is open, and the stall as buyers will see it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.products import listing
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from sellers.kit.errors import Expected
from sellers.onboarding import hours as times
from sellers.onboarding.checklist import Item, State, left
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.stalls.editing import keep_hours
from storefront.stalls.facts import food_without_halal, halal_is_examined, own_checklist
from storefront.stalls.opening_hours import DAYS, open_now

FIRST_HOURS = ("07.00", "16.00")  # shown where a stall has said none


@dataclass(frozen=True)
class Look:
    """How one line of the checklist reads, and where it is put right."""

    icon: str
    title: Promise
    why: Promise
    address: str  # name of a page
    given: tuple[Any, ...] = ()
    waiting: Promise | None = None  # other words than "being examined"

    @property
    def link(self) -> str:
        return reverse(self.address, args=self.given)


_t = gettext_lazy
LOOKS: dict[str, Look] = {
    "produk": Look("package", _t("Barang pertama"), _t("Foto, nama, harga, dan stok."), "desk:product_new"),
    "kirim": Look("truck", _t("Cara kirim"), _t("Supaya pembeli bisa memesan."), "desk:delivery", ("pickup",)),
    "rekening": Look("landmark", _t("Rekening"), _t("Supaya uang bisa masuk."), "desk:bank_accounts"),
    "halal": Look("badge-check", _t("Keterangan halal"), _t("Wajib untuk makanan dan minuman."), "desk:paper",
                  ("halal",)),
    "pirt": Look("shield-check", _t("P-IRT"), _t("Untuk olahan yang tahan 7 hari atau lebih."), "desk:paper",
                 ("pirt",)),
    "ktp": Look("id-card", _t("KTP pengurus"), _t("Supaya koperasi mengenal Anda."), "desk:paper", ("ktp",)),
    "nib": Look("file-badge", _t("NIB"), _t("Nomor usaha, gratis dari OSS."), "desk:paper", ("nib",)),
    "jam": Look("clock", _t("Jam buka"), _t("Kapan pembeli bisa datang."), "desk:hours"),
    "cerita": Look("pencil", _t("Cerita lapak"), _t("Siapa yang membuat, sejak kapan."), "desk:stall_story"),
}  # fmt: skip


@at_desk(Verb.STALL)
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    items = [item for item in own_checklist(desk.seller) if _may(desk, item)]
    done = [item for item in items if item.state in (State.DONE, State.WAITING)]
    return page(
        request,
        desk,
        "checklist.html",
        "stall",
        todo=_with_looks(desk.seller, (item for item in items if item not in done)),
        done=_with_looks(desk.seller, done),
        of=len(items),
        left=left(tuple(items)),
    )


@at_desk(Verb.STALL, methods=("GET", "HEAD", "POST"))
def hours(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One row a day; a day without its tick is closed, and no tick at all takes the hours off the page."""
    if request.method != "POST":
        return _hours(request, desk, _standing(desk))
    days = [day for day in times.DAYS if request.POST.get(f"buka-{day}") == "1"]
    typed = {day: tuple(request.POST.get(f"{end}-{day}", "")[:10] for end in ("dari", "sampai")) for day in times.DAYS}
    try:
        keep_hours(
            scope=desk.scope, person=desk.person, seller_id=desk.seller.pk,
            hours=times.read({day: (typed[day][0], typed[day][1]) for day in days}),
        )  # fmt: skip
    except Expected as error:
        rows = [(day, DAYS[day], day in days, *typed[day]) for day in times.DAYS]
        return _hours(request, desk, rows, error)
    say(request, _("Jam buka tersimpan.") if days else _("Jam buka dihapus dari halaman lapak."))
    return redirect("desk:hours")


@at_desk(Verb.STALL)
def preview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's own page, filled with what is prepared; only its links lead back to the desk."""
    cards = listing.prepared_cards(scope=desk.scope, seller_id=desk.seller.pk)
    context = {
        "seller": desk.seller,
        "page": listing.CardPage(cards, None, lambda: len(cards)),
        "preview": {card.slug: reverse("desk:product_preview", args=[card.product_id]) for card in cards},
        "seen_by_buyers": desk.seller.open_to_buyers,
        "open_now": open_now(desk.seller),
    }
    return render(request, "desk/stall_preview.html", context)


def _with_looks(seller: Seller, items: Iterable[Item]) -> list[tuple[Item, Look]]:
    return [(item, _halal(seller, item) if item.code == "halal" else LOOKS[item.code]) for item in items]


def _halal(seller: Seller, item: Item) -> Look:
    """The status stands on each good's own card; only then the certificate is asked for."""
    look = LOOKS["halal"]
    if item.state is State.WAITING and not halal_is_examined(seller):
        return replace(look, waiting=_t("Sertifikatnya sedang diurus."))
    product_id = food_without_halal(seller) if item.state is not State.DONE else None
    if product_id is None:
        return look
    return replace(look, address="desk:product", given=(product_id,), why=_t("Pilih status halal di tiap barang."))


def _may(desk: Desk, item: Item) -> bool:
    """A helper never sees money, and is not asked for it."""
    return desk.may(Verb.BANK) if item.code == "rekening" else True


def _standing(desk: Desk) -> list[tuple[object, ...]]:
    kept = desk.seller.opening_hours or {}
    rows: list[tuple[object, ...]] = []
    for day in times.DAYS:
        ranges = kept.get(day) or ()
        ends = [text.replace(":", ".") for text in ranges[0]] if ranges else list(FIRST_HOURS)
        rows.append((day, DAYS[day], bool(ranges), *ends))
    return rows


def _hours(
    request: HttpRequest, desk: Desk, rows: list[tuple[object, ...]], error: Expected | None = None
) -> HttpResponse:
    status = error.status if error else 200
    return page(request, desk, "hours.html", "stall", rows=rows, error=error, status=status)
