"""The checklist of a real stall, its hours, and the owner's preview."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from catalog.products.models import Category, Product
from sellers.accounts.models import Seller
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.onboarding.checklist import State, Weight
from sellers.people.models import Person
from storefront.stalls.facts import own_checklist
from storefront.stalls.opening_hours import open_now
from tests.cast import JUATA_LAUT, Cast

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
HOURS = {f"{end}-{day}": at for day in "1234567" for end, at in (("dari", "07.00"), ("sampai", "16.00"))}


def states(cast: Cast) -> dict[str, str]:
    seller = Seller.objects.get(pk=cast.saris.seller.pk)
    return {item.code: item.state.value for item in own_checklist(seller)}


def test_it_is_read_from_the_stalls_own_rows(cast: Cast, at: At) -> None:
    assert states(cast) == {
        "produk": "done", "kirim": "done", "rekening": "missing", "halal": "missing", "pirt": "missing",
        "ktp": "missing", "nib": "missing", "jam": "missing", "cerita": "missing",
    }  # fmt: skip
    page = at(cast.sari).get("/lapak/toko/daftar/").text
    assert "2 dari 9 beres" in page
    assert "/lapak/toko/surat/pirt/" in page


def test_fresh_food_needs_no_pirt_and_crafts_no_food_paper(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(perishable=True)
    assert "pirt" not in states(cast)
    crafts = Category.objects.create(slug="kerajinan", name_id="Kerajinan", name_en="Crafts", emblem="drum")
    Product.objects.filter(pk=cast.saris.product.pk).update(category=crafts, halal=Product.Halal.NOT_FOOD)
    assert {"pirt", "halal"} & set(states(cast)) == set()


def test_a_maker_of_crafts_without_any_paper_sells(cast: Cast) -> None:
    crafts = Category.objects.create(slug="kerajinan", name_id="Kerajinan", name_en="Crafts", emblem="drum")
    Product.objects.filter(pk=cast.saris.product.pk).update(category=crafts, halal=Product.Halal.NOT_FOOD)
    musts = [item for item in own_checklist(cast.saris.seller) if item.weight is Weight.MUST]
    assert all(item.state is State.DONE for item in musts if item.code != "rekening")
    assert Client().get(f"/produk/{cast.saris.product.slug}/").status_code == 200


def halal_line(page: str) -> str:
    """The address and the words of the line about halal."""
    lines = [part.split("</li>")[0] for part in page.split('<li><a class="check ')]
    return next(line for line in lines if "Keterangan halal" in line)


def test_the_line_about_halal_leads_to_where_it_is_put_right(cast: Cast, at: At) -> None:
    sari, product = at(cast.sari), cast.saris.product
    assert "/lapak/toko/surat/halal/" in halal_line(sari.get("/lapak/toko/daftar/").text)
    Product.objects.filter(pk=product.pk).update(halal=Product.Halal.UNSTATED)
    line = halal_line(sari.get("/lapak/toko/daftar/").text)
    address = line.split('href="')[1].split('"')[0]
    assert (address, "Pilih status halal di tiap barang." in line) == (f"/lapak/produk/{product.pk}/", True)
    given = {"name": product.name, "category": "camilan", "lead_time_days": "1", "halal": "tidak_halal"}
    assert sari.post(address, given).status_code == 302
    assert states(cast)["halal"] == "done"


def test_a_certificate_in_the_making_is_not_said_to_be_examined(cast: Cast, at: At) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(halal=Product.Halal.IN_PROCESS)
    line = halal_line(at(cast.sari).get("/lapak/toko/daftar/").text)
    assert ("Sertifikatnya sedang diurus." in line, "Sedang diperiksa" in line) == (True, False)


def test_an_approved_stall_is_told_of_what_it_must_have(cast: Cast, at: At) -> None:
    page = at(cast.sari).get("/lapak/").text
    assert "Lengkapi lapak" in page
    assert "3 belum" in page  # rekening, halal, P-IRT; the KTP and the story may come later
    assert "Lihat seperti pembeli" not in page
    assert "Lengkapi lapak" not in at(cast.budi).get("/lapak/").text


def test_a_stall_on_trial_reads_that_buyers_see_its_goods(cast: Cast, at: At) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=Seller.State.PENDING)
    sari = at(cast.sari)
    assert "Tayang setelah lapak disetujui" in sari.get("/lapak/produk/baru/").text
    assert "Bagikan ke WhatsApp" not in sari.get("/lapak/").text
    type(cast.cooperative).objects.filter(pk=cast.cooperative.pk).update(pending_orders=3)
    page = sari.get("/lapak/produk/baru/").text
    assert ("Tayang setelah lapak disetujui" in page, "Tayangkan" in page) == (False, True)
    assert "Bagikan ke WhatsApp" in sari.get("/lapak/").text


def test_hours_are_kept_and_shown_to_buyers_in_the_villages_time(cast: Cast, at: At) -> None:
    given = HOURS | {f"buka-{day}": "1" for day in "12345"}
    assert at(cast.sari).post("/lapak/toko/jam/", given).status_code == 302
    seller = Seller.objects.get(pk=cast.saris.seller.pk)
    assert seller.opening_hours == {day: [["07:00", "16:00"]] for day in "12345"}
    assert AuditEntry.objects.filter(verb="seller.hours").count() == 1
    monday_noon_in_blitar = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    with clock.frozen(monday_noon_in_blitar):
        assert "Buka sekarang, sampai 16.00" in Client().get(f"/toko/{seller.slug}/").text


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ((2026, 11, 22, 23, 30), "Tutup, buka hari ini 07.00"),  # Monday 06.30 WIB
        ((2026, 11, 23, 10, 0), "Tutup, buka besok 07.00"),
        ((2026, 11, 27, 10, 0), "Tutup, buka Senin 07.00"),
    ],
)
def test_a_closed_stall_says_when_it_opens(cast: Cast, moment: tuple[int, ...], sentence: str) -> None:
    seller = cast.saris.seller
    seller.opening_hours = {day: [["07:00", "16:00"]] for day in "12345"}
    with clock.frozen(datetime(*moment, tzinfo=UTC)):  # type: ignore[arg-type, misc]  # five numbers
        now = open_now(seller)
    assert now is not None
    assert now.sentence == sentence


def test_the_same_moment_is_another_hour_in_tarakan(cast: Cast) -> None:
    seller = cast.saris.seller
    seller.opening_hours = {"1": [["07:00", "16:00"]]}
    with clock.frozen(datetime(2026, 11, 23, 8, 30, tzinfo=UTC)):  # 15.30 WIB, 16.30 WITA
        here = open_now(seller)
        seller.village_code = JUATA_LAUT
        there = open_now(seller)
    assert here is not None
    assert there is not None
    assert (here.is_open, there.is_open) == (True, False)


def test_strange_hours_come_back_with_a_sentence(cast: Cast, at: At) -> None:
    wrong = at(cast.sari).post("/lapak/toko/jam/", HOURS | {"buka-2": "1", "dari-2": "pagi"})
    assert wrong.status_code == 422
    assert "Tulis jam seperti 07.00." in wrong.text
    assert 'value="pagi"' in wrong.text


def test_no_ticked_day_takes_the_hours_off_the_page(cast: Cast, at: At) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(opening_hours={"1": [["07:00", "16:00"]]})
    assert at(cast.sari).post("/lapak/toko/jam/", HOURS).status_code == 302
    assert Seller.objects.get(pk=cast.saris.seller.pk).opening_hours is None


def test_the_owner_sees_a_waiting_stall_as_buyers_will(cast: Cast, at: At) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=Seller.State.PENDING)
    assert Client().get(f"/toko/{cast.saris.seller.slug}/").status_code == 404
    page = at(cast.sari).get("/lapak/toko/pratinjau/").text
    assert "Opak Gambir" in page
    assert "Sekarang hanya Anda yang melihatnya." in page
    assert f"/lapak/produk/{cast.saris.product.pk}/pratinjau/" in page
    assert f"/produk/{cast.saris.product.slug}/" not in page
    assert at(cast.citra).get("/lapak/toko/pratinjau/").text.count("Opak Gambir") == 0
    assert at(cast.sari).post("/lapak/toko/pratinjau/").status_code == 405
