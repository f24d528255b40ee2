"""Labels: what stands on them, for whom they open, and that a scanner reads them back."""

from collections.abc import Callable

import pytest
import zxingcpp
from django.test import Client
from PIL import Image, ImageDraw

from sellers.people.models import Person
from storefront.orders import labels
from storefront.orders.barcode import QUIET, bars
from storefront.orders.label_fpdf import INSIDE, MODULE
from storefront.orders.labels import label_of
from storefront.orders.models import Order, Purchase
from tests.cast import Cast
from tests.saying import says
from tests.storefront.desk.selling import packed, sold, waiting
from tests.storefront.papers import pages_of

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def words(browser: Client, address: str) -> list[str]:
    answer = browser.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return [" ".join(page) for page in pages_of(answer.content)]


@pytest.mark.parametrize("code", ["K7QM2XWP", "11111111", "ZZZZZZZZ", "AB12CD34"])
def test_a_scanner_reads_the_code_back(code: str) -> None:
    modules, drawn = bars(code)
    picture = Image.new("L", ((modules + 2 * QUIET) * 3, 90), 255)
    pen = ImageDraw.Draw(picture)
    for at, wide in drawn:
        pen.rectangle(((at + QUIET) * 3, 5, (at + wide + QUIET) * 3 - 1, 85), fill=0)
    [found] = zxingcpp.read_barcodes(picture)
    assert (found.text, found.format) == (code, zxingcpp.BarcodeFormat.Code128)
    assert (modules + 2 * QUIET) * MODULE <= INSIDE  # drawn at its full size, with its white on both sides


def test_a_label_says_from_whom_to_whom_by_whom_and_how_much(cast: Cast, at: At) -> None:
    order = packed(cast, delivery="courier", way="bank_transfer")
    [page] = words(at(cast.sari), f"/lapak/pesanan/{order.code}/label/")
    for word in (
        "JNE", "Eko", "0812-0000-1004", "Jl. Merdeka 5, RT 003 / RW 005", "Patokan: samping musala",
        "Karangsari, Sukorejo",
        "Dapur Sari", "Berat 2 kg", "2 kg Opak Gambir", "Catatan: Jangan pedas", "SUDAH DIBAYAR",
        f"{order.code[:4]} {order.code[4:]}",
    ):  # fmt: skip
        assert word in page
    assert not says(page, "COD")


def test_cash_to_be_collected_stands_large_and_is_what_remains(cast: Cast, at: At) -> None:
    cast.saris.product.weighed_percent = 10
    cast.saris.product.save(update_fields=["weighed_percent"])
    order, sari = sold(cast), at(cast.sari)
    assert label_of(order).collect == "Rp85.000"
    assert sari.get(f"/lapak/pesanan/{order.code}/label/").status_code == 404  # the scale may make it less
    assert f"/lapak/pesanan/{order.code}/label/" not in sari.get(f"/lapak/pesanan/{order.code}/").text
    sari.post(f"/lapak/pesanan/{order.code}/pengemasan/", {f"gram-{order.lines.get().pk}": "1900"})
    [page] = words(sari, f"/lapak/pesanan/{order.code}/label/")
    assert "COD Rp81.000" in page
    assert "Berat 1,9 kg" in page


def test_a_label_never_says_the_pin(cast: Cast) -> None:
    order = packed(cast, delivery="pickup")
    Order.objects.filter(pk=order.pk).update(pickup_pin="9371")
    label = label_of(fresh(order))
    assert label.address == ()
    assert all("9371" not in str(part) for part in (label.code, label.carrier, label.note, label.goods, label.receiver))


def test_long_and_strange_words_stay_on_their_label(cast: Cast, at: At) -> None:
    order = packed(cast)
    Purchase.objects.filter(pk=order.purchase_id).update(
        buyer_name="Siti " * 24, street="Jalan " * 33, landmark="x" * 200, region_names="Kampung Čevapi 村 🦀, " * 12
    )
    Order.objects.filter(pk=order.pk).update(note="pedas " * 50)
    [page] = words(at(cast.sari), f"/lapak/pesanan/{order.code}/label/")
    assert "Siti Siti" in page
    assert "..." in page


def test_a_batch_is_one_a_page_or_four(cast: Cast, at: At) -> None:
    orders = [packed(cast, key=f"beli-{n}", way="bank_transfer") for n in range(5)]
    query = "&".join(f"pesanan={order.code}" for order in orders)
    sari = at(cast.sari)
    assert len(words(sari, f"/lapak/label/cetak/?{query}&kertas=a6")) == 5
    sheets = words(sari, f"/lapak/label/cetak/?{query}&kertas=a4")
    assert [sheet.count("Kepada") for sheet in sheets] == [4, 1]


def test_of_a_batch_in_which_one_has_moved_the_others_are_printed(cast: Cast, at: At) -> None:
    stays, moved = packed(cast), packed(cast, key="pindah")
    Order.objects.filter(pk=moved.pk).update(state="cancelled")
    [page] = words(at(cast.sari), f"/lapak/label/cetak/?pesanan={stays.code}&pesanan={moved.code}")
    assert f"{stays.code[:4]} {stays.code[4:]}" in page


def test_what_is_packed_can_be_ticked(cast: Cast, at: At) -> None:
    ready, unpacked = packed(cast), sold(cast, key="belum")
    page = at(cast.sari).get("/lapak/label/").text
    assert f'value="{ready.code}" checked' in page
    assert unpacked.code not in page
    assert "Belum ada yang dikemas" in at(cast.citra).get("/lapak/label/").text


def test_another_stalls_label_is_not_there(cast: Cast, at: At) -> None:
    order = packed(cast)
    citra = at(cast.citra)
    assert citra.get(f"/lapak/pesanan/{order.code}/label/").status_code == 404
    assert citra.get(f"/lapak/label/cetak/?pesanan={order.code}").status_code == 404
    assert citra.post(f"/lapak/pesanan/{order.code}/label/").status_code == 405


@pytest.mark.parametrize("query", ["", "?pesanan=", "?pesanan=TIDAKADA&kertas=a3"])
def test_a_batch_of_nothing_is_not_there(cast: Cast, at: At, query: str) -> None:
    assert at(cast.sari).get(f"/lapak/label/cetak/{query}").status_code == 404


def test_no_label_before_the_money_and_none_after_the_handover(cast: Cast, at: At) -> None:
    sari, unpaid, done = at(cast.sari), waiting(cast, key="nanti"), packed(cast)
    sari.post(f"/lapak/pesanan/{done.code}/pengantaran/")
    for order in (unpaid, done):
        assert sari.get(f"/lapak/pesanan/{order.code}/label/").status_code == 404
    assert fresh(done).state not in labels.STATES
