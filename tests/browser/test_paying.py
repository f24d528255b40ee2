"""Each way to pay, and the way back, on a phone whose browser runs no scripts: what a buyer and a treasurer press."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import buyer, checkout, courier, door, officer, seller
from tests.browser.cast import BUYERS, Buyer
from tests.browser.gateways import Gateways
from tests.browser.money import digits
from tests.browser.stage import PHONE, Actor, Stage
from tests.browser.system import System

TREASURER = "0812-0000-0072"  # Joko Susilo, bendahara of the cooperative in Blitar
CHAIR = "0812-0000-0075"  # Siti Rahmawati, its ketua
GOODS, MAKER = "Opak gambir", "KWT Melati Srengat"
PLACED = re.compile(r"/pesanan/(\w{8})/")


@pytest.fixture(scope="module")
def small(browser: Browser, system: System, screenshots: object) -> Iterator[Stage]:
    made = Stage(browser, system.base, PHONE, screenshots / "paying")  # type: ignore[operator]  # a Path
    yield made
    made.close()


@pytest.fixture(scope="module")
def eko(small: Stage) -> Actor:
    return small.actor(scripts=False)


@pytest.fixture(scope="module")
def joko(small: Stage, keys: door.Keys) -> Actor:
    """The treasurer, on a phone too."""
    made = small.actor(scripts=False)
    door.let_in(made, TREASURER, keys)
    return made


@pytest.fixture(autouse=True)
def _keep_pictures(small: Stage, request: pytest.FixtureRequest) -> Iterator[None]:
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        small.keep_what_stands()


def buy(actor: Actor, way: str) -> int:
    """One pack of opak, fetched at the maker's; answers what it costs."""
    person: Buyer = BUYERS["phone"]
    actor.page.goto("/cari/?q=opak+gambir")
    actor.page.get_by_role("link", name=GOODS, exact=True).first.click()
    buyer.put_in_basket(actor, 1)
    checkout.begin(actor)
    checkout.say_who(actor, person, phone="0812-0000-4401")
    checkout.choose_delivery(actor, MAKER, "Ambil Sendiri")
    checkout.choose_payment(actor, way)
    price = checkout.total(actor)
    actor.look(f"pilih-{way.split()[0].lower()}")
    checkout.place(actor)
    return price


def code_of(actor: Actor) -> str:
    found = PLACED.search(actor.page.url)
    assert found
    return found[1]


def give_all_back(treasurer: Actor, actor: Actor) -> None:
    """The treasurer gives back all of the part that the buyer looks at."""
    treasurer.page.goto(office_address(actor))
    treasurer.page.get_by_role("link", name=re.compile("Kembalikan uang")).click()
    page = treasurer.page
    page.get_by_label("Semua yang tersisa").check()
    page.get_by_label("Alasan").select_option("out_of_stock")
    treasurer.look("kembalikan")
    page.get_by_role("button", name="Periksa dulu").click()
    treasurer.look("periksa")
    page.get_by_role("button", name=re.compile(r"^Kembalikan Rp")).click()
    expect(page.get_by_text(re.compile("dikembalikan|kembali")).first).to_be_visible()


def office_address(actor: Actor) -> str:
    """The order's page in the office: its code stands on the buyer's page."""
    heading = actor.page.locator(".parcel h2[id^=bagian-]").first.get_attribute("id") or ""
    code = heading.removeprefix("bagian-")
    return f"/koperasi/pesanan/{code}/"


def test_a_qris_is_scanned_and_matched_by_its_amount(small: Stage, eko: Actor, joko: Actor) -> None:
    price = buy(eko, "Scan dengan aplikasi")
    page = eko.page
    expect(page.get_by_role("img", name=re.compile("^Kode QRIS untuk Rp"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"ID\d{13}"))).to_be_visible()
    asked = buyer.amount_to_pay(eko)
    assert 100 <= asked - price <= 999
    eko.look("qris")
    officer.match_transfer(joko, asked, BUYERS["phone"])
    page.reload()
    expect(page.get_by_text("Lunas").first).to_be_visible()


def test_what_was_paid_by_qris_goes_back_to_the_account_the_buyer_names(small: Stage, eko: Actor, joko: Actor) -> None:
    give_all_back(joko, eko)
    page = eko.page
    page.reload()
    eko.look("uang-kembali")
    page.get_by_role("link", name="Isi rekening tujuan").click()
    page.get_by_label("Bank").select_option(label="BCA")
    page.get_by_label("Nomor rekening").fill("1234567890")
    page.get_by_label("Nama pemilik rekening").fill("EKO NUGROHO")
    eko.look("isi-rekening")
    page.get_by_role("button", name="Simpan rekening").click()
    joko.visit("/koperasi/pengembalian/?saring=siap", "pengembalian-siap")
    expect(joko.page.get_by_text("EKO NUGROHO").first).to_be_visible()


def test_the_refund_leaves_with_the_payouts_that_a_second_person_approved(
    small: Stage, eko: Actor, joko: Actor, keys: door.Keys
) -> None:
    link = eko.page.url
    page = joko.visit("/koperasi/pencairan/", "pencairan")
    page.get_by_role("button", name="Siapkan pencairan").click()
    expect(page.get_by_text(re.compile("Minta ketua atau bendahara lain"))).to_be_visible()
    joko.look("pencairan-diusulkan")
    batch = page.url
    siti = small.actor(scripts=False)
    door.let_in(siti, CHAIR, keys)
    siti.page.goto(batch)
    siti.page.get_by_role("button", name=re.compile("^Setujui ·")).click()
    siti.look("pencairan-disetujui")
    page.goto(batch)
    page.get_by_role("button", name=re.compile("Transfer satu per satu")).click()
    joko.look("pencairan-dikirim")
    joko.visit(batch, "pencairan-menunggu")
    refund = page.locator(".payout-line", has_text="Pengembalian").first
    refund.locator("summary").first.click()
    refund.get_by_label("Nomor referensi bank").fill("TRX-4401")
    refund.get_by_role("button", name="Catat terkirim").click()
    joko.look("pencairan-tercatat")
    eko.page.goto(link)
    expect(eko.page.get_by_text("Uang sudah dikembalikan").first).to_be_visible()
    eko.look("uang-sudah-kembali")


def test_a_card_is_paid_on_the_gateways_page_and_paid_back_by_it(
    small: Stage, eko: Actor, joko: Actor, gateways: Gateways
) -> None:
    price = buy(eko, "Debit atau kredit")
    page = eko.page
    placed = page.url
    if page.get_by_role("link", name="Lihat lagi").count():
        page.get_by_role("link", name="Lihat lagi").click()
    eko.look("kartu")
    page.get_by_role("link", name=re.compile("Bayar sekarang")).click()
    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url(PLACED)
    page.goto(placed)
    expect(page.get_by_text("Lunas").first).to_be_visible()
    eko.look("kartu-lunas")
    give_all_back(joko, eko)
    charge = _charge_of(gateways, price)
    for _try in range(30):
        if gateways.card.refunded(charge):
            break
        page.wait_for_timeout(1_000)
    assert [amount.minor for amount in gateways.card.refunded(charge)] == [price]
    page.reload()
    eko.look("kartu-kembali")


def test_an_online_payment_is_chosen_paid_and_told(small: Stage, eko: Actor, gateways: Gateways) -> None:
    price = buy(eko, "virtual account, atau e-wallet")
    page = eko.page
    if page.get_by_role("link", name="Lihat lagi").count():
        page.get_by_role("link", name="Lihat lagi").click()
    eko.look("online-qris")
    page.locator(".bill__choices button").nth(1).click()
    eko.look("online-pilihan-lain")
    assert digits(page.locator(".pay__line--amount dd").first.inner_text()) == price
    order = next(reversed(gateways.online.book.orders.values()))
    gateways.pay_online(order.order_id)
    for _try in range(20):
        page.reload()
        if page.get_by_text("Lunas").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text("Lunas").first).to_be_visible()


def test_cash_is_said_before_and_counted_at_the_door(small: Stage, eko: Actor) -> None:
    buy(eko, "Tunai saat diterima")
    expect(eko.page.get_by_role("heading", name=re.compile(r"Siapkan Rp[\d.]+ tunai"))).to_be_visible()


def test_cash_is_paid_to_the_courier_who_remits_it(small: Stage, eko: Actor, joko: Actor, keys: door.Keys) -> None:
    courier.let_jne_take_cash(joko, allowed=True)
    fee = order_by_courier(eko)
    sulastri, retno = small.actor(scripts=False), small.actor(scripts=False)
    door.let_in(sulastri, door.SULASTRI, keys)
    seller.open_newest(sulastri, GOODS)
    seller.accept_and_pack(sulastri)
    seller.send_by_courier(sulastri, "JNE0360001")
    expect(sulastri.page.get_by_text("Paket COD di kurir").first).to_be_visible()
    eko.page.reload()
    eko.look("cod-di-jalan")
    door.let_in(retno, door.OFFICER, keys)
    courier.say_that_it_was_paid(retno, office_address(eko))
    eko.page.reload()
    expect(eko.page.get_by_text("Lunas").first).to_be_visible()
    came = courier.write_down_the_remittance(joko, kept=fee, fee=1_000, reference="JNE-COD-360")
    courier.let_jne_take_cash(joko, allowed=False)
    courier.import_the_statement(joko, text="TRSF JNE-COD-360", minor=came)
    courier.find_it_on_the_statement(joko, reference="JNE-COD-360")


def order_by_courier(actor: Actor) -> int:
    """One pack of opak, brought by JNE, which takes the cash for the cooperative; answers what the way costs."""
    person = BUYERS["phone"]
    actor.page.goto("/cari/?q=opak+gambir")
    actor.page.get_by_role("link", name=GOODS, exact=True).first.click()
    buyer.put_in_basket(actor, 1)
    checkout.begin(actor)
    checkout.say_who(actor, person, phone="0812-0000-4402")
    checkout.say_where(actor, person, "gedog", "Sananwetan")
    checkout.choose_delivery(actor, MAKER, "Kurir JNE")
    actor.page.get_by_role("button", name="Hitung total").click()
    checkout.choose_payment(actor, "Bayar di tempat (COD) lewat kurir")
    [(whom, _amount)] = checkout.bills(actor)
    assert whom.startswith("COD lewat kurir, untuk Koperasi")
    actor.look("pilih-cod-kurir")
    fee = checkout.fee(actor, MAKER)
    checkout.place(actor)
    expect(actor.page.get_by_text(re.compile("Bayar ke kurir saat paket sampai"))).to_be_visible()
    actor.look("cod-dipesan")
    return fee


def test_nothing_seen_on_the_way_was_broken_or_out_of_reach(small: Stage, gateways: Gateways) -> None:
    ours = [note for note in small.notes if gateways.card.api not in note and gateways.online.url not in note]
    assert ours == []


def _charge_of(gateways: Gateways, price: int) -> str:
    sessions = gateways.card.world.all("checkout.session")
    return str(sessions[-1]["client_reference_id"])
