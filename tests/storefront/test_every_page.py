"""Every address of Lapak, opened by the cast with GET and POST: no page breaks, none opens wrongly.

The table below is complete: a test walks the URL patterns and fails when a page is missing here.
"""

from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from payments.charges.models import Charge
from sellers.accounts.models import Membership, Seller
from sellers.people.models import Person
from storefront.desk import dictionary
from storefront.orders.tracking import path_for
from storefront.terms.models import CooperativeTerms
from tests.cast import SENTUL, Cast
from tests.saying import says
from tests.sellers.freshness import freshen
from tests.storefront.addresses import patterns
from tests.storefront.cooperative.markets import noted
from tests.storefront.cooperative.paying import leaving
from tests.storefront.cooperative.statements import brought, row_of
from tests.storefront.desk.documents import paper_addresses, waiting_paper
from tests.storefront.desk.doors import doors
from tests.storefront.desk.selling import sold, waiting
from tests.storefront.desk.sheets import sheet_of
from tests.storefront.life.parcels import cooperatives_contract, taken
from tests.storefront.refunds.giving import give, wish
from tests.storefront.shares.group import divides
from tests.storefront.shop.shopping import act_on

pytestmark = pytest.mark.thorough

METHODS = ("GET", "POST")
PRIVATE = ("/lapak/", "/koperasi/", "/saya/", "/pesanan/", "/keranjang/", "/checkout/", "/masuk/")
ENDS_THE_VISIT = ("account_logout", "desk:person_add")
OF_THE_PHONE = {"desk:persons"}  # who may work on it: before anybody signs in, too
OF_THE_APP = {"desk:worker", "desk:manifest", "desk:no_signal", "desk:words"}  # nobody's: the same for everybody
BY_TOKEN = {"desk:upload"}  # asks a phone for its token, whoever is signed in: tests/storefront/desk/acts
PAYOUT_ACTS = (
    "batch", "approval", "cancellation", "sending", "file", "list", "confirmation", "file_confirmation", "failure",
    "return",
)  # fmt: skip
# parts of addresses that everybody's pages share
SAY_NOT_WHOSE = {"step", "kind", "by", "year", "purpose", "gateway", "shape"}
ODD = ("²", "9" * 4500, "//evil.example/😀")


class World:
    """The cast with an order under way, one to be paid, and a stall that asks to sell; `at` is a browser signed in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.order = sold(cast, way="bank_transfer", key="lunas")
        self.unpaid = waiting(cast, key="ditunggu")
        CooperativeTerms.objects.update(second_person_refund_above_minor=0)
        self.proposed = give(cast.gita, self.order, wish("quality", delivery_minor=1))
        cooperatives_contract(cast)
        self.parcel = taken(cast)
        self.statement = brought(cast)
        self.sheet = sheet_of(cast)
        self.shared = divides(cast)
        self.doors = doors(cast)
        self.market_price = noted(cast)
        self.viewer = Person.objects.create_user("+6281200001088", "Vina", phone_verified=True)
        Membership.objects.create(person=self.viewer, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
        self.batch, self.refund, self.account = leaving(cast, self.order)
        self.paper = waiting_paper(cast)
        self.pending = Seller.objects.create(
            name="Lapak <Baru>", slug="lapak-baru", archetype="perorangan_mikro", village_code=SENTUL,
            phone="+6281200001087", cooperative=cast.cooperative,
        )  # fmt: skip

    def at(self, who: str) -> Client:
        browser = Client(raise_request_exception=False)
        if who != "guest":
            browser.force_login(self.viewer if who == "viewer" else getattr(self.cast, who))
        return browser

    def addresses(self) -> dict[str, str]:
        """Every page by its name; what it is about is Sari's."""
        good, variant = self.cast.saris.product, self.cast.saris.variant
        charge = Charge.objects.get(bill_ref=self.unpaid.bill.code)
        purchase = {"code": self.unpaid.purchase.code, "order": self.unpaid.code}
        about = {
            "shop:category": {"slug": "camilan"},
            "shop:product": {"slug": good.slug},
            **{f"shop:{name}": {"slug": self.cast.saris.seller.slug} for name in ("seller", "seller_picture")},
            "shop:product_picture": {"slug": good.slug},
            "shop:purchase": {"code": purchase["code"]},
            "shop:proof": {"code": purchase["code"], "bill": self.unpaid.bill.code},
            "shop:qr": {"code": purchase["code"], "bill": self.unpaid.bill.code},
            "desk:incoming_payment": {"code": charge.code},
            "desk:incoming_proof": {"code": charge.code},
            **{f"{office}:qris_retire": {"qris_id": 1} for office in ("desk", "cooperative")},
            "shop:pay_choice": {"code": purchase["code"], "bill": self.unpaid.bill.code},
            "own_messages_watch": {"seller_id": self.cast.saris.seller.pk},
            "hooks:gateway": {"gateway": "stripe"},
            "hooks:saleor": {"name": "products"},
            "hooks:saleor_qris": {"reference": "AAAAAAAA"},
            "cooperative:gateway_paid_out": {"gateway": "stripe"},
            **{f"shop:{act}": purchase for act in ("receive", "cancel", "problem", "door_photo")},
            "cooperative:door_photo": {"token": "salah"},
            "shop:refund": {"code": self.order.purchase.code, "refund": self.refund.code},
            **{f"desk:repayment_{act}": {"code": self.refund.code} for act in ("payment", "return")},
            "desk:bank_account_retirement": {"account_id": self.account.pk},
            "cooperative:bank_account_retirement": {"account_id": self.cast.cooperative.bank_accounts.get().pk},
            "cooperative:payout_columns": {"purpose": "keluar"},
            **{f"cooperative:refund_{act}": {"code": self.refund.code} for act in ("payment", "return")},
            **{f"cooperative:payout_{act}": {"code": self.batch.code} for act in PAYOUT_ACTS},
            **{f"{who}:courier_remittance": {"courier": "jne", "currency": "idr"} for who in ("desk", "cooperative")},
            "desk:open_step": {"step": "siapa"},
            **paper_addresses(self.cast, self.paper),
            "desk:delivery": {"kind": "courier"},
            "desk:variant": {"variant_id": variant.pk},
            "desk:sheet_file": {"purpose": "barang", "kind": "csv"},
            **{f"desk:sheet{deed}": {"sheet_id": self.sheet.pk} for deed in ("", "_save", "_undo", "_pictures")},
            "shop:receipt": {"code": self.order.purchase.code},
            "cooperative:table": {"by": "seller"},
            "cooperative:purchase_refund": {"code": self.order.purchase.code},
            **{f"cooperative:refund_{deed}": {"code": self.proposed.code} for deed in ("approval", "refusal")},
            "cooperative:cancellation": {"code": self.order.code},
            **{f"cooperative:{name}": {"code": charge.code} for name in ("transfer", "proof")},
            "cooperative:movements": {"slug": self.cast.saris.seller.slug},
            "cooperative:seller_statement": {"slug": self.cast.saris.seller.slug},
            "cooperative:debt_payment": {"slug": self.cast.saris.seller.slug},
            "cooperative:commission_end": {"rule_id": self.cast.commission.pk},
            **{f"cooperative:{name}": {"slug": "lapak-baru"} for name in ("approval", "refusal", "suspension")},
            "cooperative:stall": {"slug": self.cast.saris.seller.slug},
            **{
                f"cooperative:{name}": {"import_id": self.statement.pk}
                for name in ("statement_import", "statement_withdrawal")
            },
            "cooperative:statement_decision": {"row_id": row_of("SETOR TUNAI").pk, "deed": "titipan"},
            **{
                f"cooperative:{name}": {"price_id": self.market_price}
                for name in ("market_price", "market_price_removal")
            },
            "cooperative:saleor_decision": {"difference_id": 1},
            "cooperative:saleor_withdrawal": {"found_id": 1},
            **self.shared,
            **self.doors,
            "desk:words": {"version": dictionary.version()},
            "desk:upload": {"key": "00000000-0000-4000-8000-000000000000"},
            "media": {"name": "photos/tidak-ada.webp"},
            "desk:product_card": {"product_id": good.pk, "shape": "square"},
            "desk:stall_card": {"shape": "story"},
            "desk:photo": {"product_id": good.pk, "photo_id": 1},
            "desk:photo_act": {"product_id": good.pk, "photo_id": 1, "deed": "putaran"},
        }
        found = {}
        for name, takes in patterns():
            known = about.get(name) or {part: {"product_id": good.pk, "code": self.order.code}[part] for part in takes}
            found[name] = reverse(name, kwargs=known)
        return found


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def opened(response: HttpResponse) -> bool:
    return response.status_code == 200


@pytest.mark.parametrize("who", ["guest", "sari", "dewi"])
def test_no_page_breaks_whoever_opens_it_or_posts_to_it(world: World, who: str) -> None:
    browser = world.at(who)
    answers = {
        (method, name): browser.generic(method, address, content_type="application/x-www-form-urlencoded").status_code
        for name, address in world.addresses().items()
        if name not in ENDS_THE_VISIT
        for method in METHODS
    }
    assert {asked: status for asked, status in answers.items() if status >= 500} == {}


def test_another_method_is_refused(world: World) -> None:
    for name in ("desk:today", "desk:product_new", "cooperative:dashboard", "shop:basket", "shop:home"):
        assert world.at("dewi").delete(reverse(name)).status_code == 405, name


def test_a_deed_is_not_done_by_following_a_link(world: World) -> None:
    for name in ("desk:order_pack", "desk:product_take_down", "cooperative:approval", "shop:receive"):
        assert world.at("sari").get(world.addresses()[name]).status_code == 405, name


def test_a_guest_opens_no_page_of_sellers_or_officers(world: World) -> None:
    guest = world.at("guest")
    inside = {n: a for n, a in world.addresses().items() if n.startswith(("desk:", "cooperative:"))}
    inside = {name: address for name, address in inside.items() if name not in OF_THE_PHONE | OF_THE_APP}
    assert [name for name, address in inside.items() if opened(guest.get(address))] == []


@pytest.mark.parametrize("who", ["sari", "budi", "stranger"])
def test_whoever_is_no_officer_finds_no_office(world: World, who: str) -> None:
    browser = world.at(who)
    for name, address in world.addresses().items():
        if name.startswith("cooperative:"):
            assert browser.get(address).status_code in (404, 405), name
            assert browser.post(address).status_code in (404, 405), name


@pytest.mark.parametrize("who", ["citra", "dewi", "viewer", "stranger"])
def test_nobody_else_opens_or_changes_what_is_saris(world: World, who: str) -> None:
    browser = freshen(world.at(who))
    addresses = world.addresses()
    for name, takes in patterns():
        if name.startswith(("desk:", "own_")) and set(takes) - SAY_NOT_WHOSE and name not in BY_TOKEN | OF_THE_APP:
            answer = browser.get(addresses[name])
            assert answer.status_code in (404, 405) or answer.headers.get("Location") == reverse("desk:open"), name
            assert browser.post(addresses[name]).status_code in (404, 405), name


@pytest.mark.parametrize("who", ["fajar", "viewer"])
def test_another_officer_and_a_viewer_of_totals_read_no_row(world: World, who: str) -> None:
    browser = freshen(world.at(who))
    addresses = world.addresses()
    for name, takes in patterns():
        if name.startswith("cooperative:") and set(takes) - SAY_NOT_WHOSE:
            address = addresses[name]
            assert browser.get(address).status_code in (404, 405), name
            assert browser.post(address).status_code in (404, 405), name


def test_without_the_signed_link_a_purchase_shows_nothing_and_takes_nothing(world: World) -> None:
    addresses = world.addresses()
    for who in ("guest", "sari", "dewi"):
        browser = world.at(who)
        for name in ("purchase", "proof", "receipt", "qr", "pay_choice", "receive", "cancel", "problem"):
            address = addresses[f"shop:{name}"]
            for given in (address, f"{address}?t=", f"{address}?t=tebakan", f"{address}?t={'é' * 22}"):
                assert browser.get(given).status_code in (404, 405), given
                assert browser.post(given).status_code in (404, 405), given
                assert not says(browser.get(given).content.decode(), world.unpaid.purchase.buyer_name)


@pytest.mark.parametrize("who", ["guest", "sari", "dewi"])
def test_what_is_private_is_kept_by_no_cache(world: World, who: str) -> None:
    browser = world.at(who)
    same = {"account_inactive", *OF_THE_APP}  # they say the same to everybody
    pages = {n: a for n, a in world.addresses().items() if n not in same}
    for address in (*pages.values(), path_for(world.unpaid.purchase)):
        answer = browser.get(address) if address.startswith(PRIVATE) else None
        if answer is not None and opened(answer):
            assert "private" in answer["Cache-Control"], address


QUERIES = [
    ("guest", "shop:home", ("q",)),
    ("guest", "shop:search", ("q", "urut", "sesudah")),
    ("guest", "shop:category", ("urut", "sesudah")),
    ("guest", "shop:seller", ("urut", "sesudah")),
    ("guest", "shop:product", ("kemasan",)),
    ("guest", "shop:basket", ("urung",)),
    ("guest", "shop:region", ("q", "next")),
    ("guest", "shop:checkout_villages", ("village_q",)),
    ("sari", "desk:orders", ("saring", "sebelum", "format")),
    ("sari", "desk:products", ("q",)),
    ("sari", "desk:market_prices", ("q",)),
    ("sari", "desk:sheet", ("tampil", "hal")),
    ("sari", "desk:money", ("hari",)),
    ("sari", "desk:statement", ("bulan", "buku", "halaman", "format")),
    ("sari", "desk:delivery", ("kurir",)),
    ("sari", "desk:shares", ("mata-uang",)),
    ("sari", "desk:shares_contributions", ("tanggal",)),
    ("sari", "desk:shares_closing", ("sampai", "biaya", "catatan", "mata-uang")),
    ("sari", "desk:shares_closed", ("format",)),
    ("sari", "desk:shares_member", ("tahun", "mata-uang", "format")),
    ("sari", "own_group", ("tahun", "mata-uang", "format")),
    ("sari", "desk:open_search", ("q",)),
    ("sari", "desk:diary", ("sampai", "orang")),
    ("sari", "join_code", ("kode",)),
    ("dewi", "cooperative:dashboard", ("hari",)),
    ("dewi", "cooperative:funnel", ("hari", "format")),
    ("dewi", "cooperative:orders", ("hari", "per", "kunci", "lalu", "halaman")),
    ("dewi", "cooperative:waiting", ("halaman",)),
    ("dewi", "cooperative:market_prices", ("pasar", "format")),
    ("dewi", "cooperative:transfers", ("jumlah",)),
    ("dewi", "cooperative:transfer", ("jumlah",)),
    ("dewi", "cooperative:movements", ("halaman",)),
    ("dewi", "cooperative:statement_import", ("halaman",)),
    ("dewi", "cooperative:statement_queue", ("lihat", "halaman", "kode")),
    ("dewi", "cooperative:seller_statements", ("bulan", "format")),
    ("dewi", "cooperative:seller_statement", ("bulan", "halaman", "format")),
    ("dewi", "cooperative:refunds", ("halaman",)),
]


@pytest.mark.parametrize("who", ["guest", "sari", "dewi"])
def test_an_odd_address_still_gets_a_page(world: World, who: str) -> None:
    browser, addresses = world.at(who), world.addresses()
    for name, fields in [(name, fields) for asked, name, fields in QUERIES if asked == who]:
        others = [{"per": by} for by in ("seller", "category", "day")] if "kunci" in fields else [{}]
        for field, odd, other in product(fields, ODD, others):
            status = browser.get(addresses[name], {**other, field: odd}).status_code
            assert status in (200, 302), (name, field, odd[:40])


FORMS = [
    ("guest", "shop:basket_change", {"variant": "1", "quantity": "1", "add": "1", "next": "/"}),
    ("guest", "shop:region", {"code": SENTUL, "next": "/"}),
    ("guest", "shop:find_purchase", {"code": "ABCDEFGH", "phone": "081200001004"}),
    ("sari", "desk:variant", {"price": "12000", "stock": "5", "stock_was": "50", "version": "1", "next": "/lapak/"}),
    ("sari", "desk:product", {"name": "Opak", "category": "camilan", "halal": "", "lead_time_days": "0", "maker": ""}),
    ("sari", "desk:product_pack", {"pack_unit": "kg", "content": "2", "pack_price": "90000"}),
    ("sari", "desk:sheets", {"stall": "1", "key": "k"}),
    ("sari", "desk:sheet", {"row": "1", "r1-price": "12rb", "tab": "salah", "out-1": "1", "choose-1": "mine"}),
    ("sari", "desk:sheet_save", {"which": "whole"}),
    ("sari", "desk:sheet_undo", {}),
    ("sari", "desk:product_take_down", {"next": "/lapak/"}),
    ("sari", "desk:order_accept", {"next": "/lapak/"}),
    ("sari", "desk:order_send", {"courier": "jne", "tracking_number": "JP1"}),
    ("sari", "desk:order_hand_over", {"pin": "0000"}),
    (
        "sari",
        "desk:order_refund",
        {"cara": "jumlah", "utuh": "1000", "alasan": "quality", "ongkir": "", "kunci": "k", "langkah": "periksa"},
    ),
    ("sari", "desk:order_refused", {"sebab": "refused"}),
    ("sari", "desk:order_cancel", {"reason": "Habis"}),
    (
        "sari",
        "desk:delivery",
        {"region": "35", "fee": "9000", "upto": "2,5", "days": "2", "courier": "jne", "note": ""},
    ),
    ("sari", "desk:stall_story", {"name": "Dapur Sari", "story": "", "phone": "081200001000", "address": ""}),
    ("sari", "desk:incoming_payment", {"jumlah": "1", "tanggal": "2026-01-01", "kunci": "a", "terlihat": "0"}),
    ("sari", "desk:paper", {"number": "1234567890123"}),
    ("sari", "desk:hours", {"buka-1": "1", "dari-1": "7", "sampai-1": "16"}),
    ("sari", "desk:open_step", {"archetype": "poktan"}),
    ("dewi", "cooperative:transfer", {"jumlah": "1", "tanggal": "2026-01-01", "pengirim": "", "kunci": "a"}),
    ("dewi", "cooperative:cancellation", {"alasan": "Lama"}),
    (
        "dewi",
        "cooperative:dispute_decision",
        {"putusan": "kembali", "sebab": "late", "penanggung": "", "alasan": "Rusak"},
    ),
    ("dewi", "cooperative:door_refusal", {"sebab": "refused", "penanggung": ""}),
    (
        "dewi",
        "cooperative:courier_remittance",
        {
            "paket": "ABCDEFGH",
            "diterima": "1",
            "ongkir": "",
            "biaya": "",
            "rela": "",
            "referensi": "T",
            "kunci": "k",
            "tanggal": "2026-01-01",
            "catatan": "",
        },
    ),
    ("dewi", "cooperative:refusal", {"alasan": "Bukan anggota"}),
    ("dewi", "cooperative:paper_refusal", {"sebab": "buram", "pesan": ""}),
    ("dewi", "cooperative:trial", {"cara": "jual", "pesanan": "3"}),
    ("sari", "desk:product_maker", {"pembuat": "1"}),
    ("sari", "desk:phones", {"hp": "1", "token": "1"}),
    ("sari", "desk:member_invitation", {"role": "anggota"}),
    ("sari", "helper_ask", {"phone": "081200001002", "boleh": "products"}),
    ("guest", "account_unlock", {"phone": "081200001000", "code": "12345678"}),
    ("guest", "account_login", {"phone": "081200001000", "next": "/lapak/"}),
    ("guest", "account_signup", {"phone": "081200001000", "consent": "on", "next": "/lapak/"}),
]


@pytest.mark.parametrize("who", ["guest", "sari", "dewi"])
def test_an_odd_answer_gets_a_sentence_and_leads_nowhere_else(world: World, who: str) -> None:
    browser, addresses = world.at(who), world.addresses()
    for name, form in [(name, form) for asked, name, form in FORMS if asked == who]:
        for field, odd in product(form, ODD):
            answer = browser.post(addresses[name], {**form, field: odd})
            assert answer.status_code < 500, (name, field, odd[:40])
            assert "evil.example" not in answer.headers.get("Location", "").partition("?")[0], (name, field)


def test_an_odd_answer_at_the_checkout_comes_back_as_a_page(world: World) -> None:
    stall, variant, browser = world.cast.saris.seller.pk, world.cast.saris.variant, world.at("guest")
    form = {
        "line": f"{variant.pk}:1:{variant.price_minor}", "name": "Eko", "phone": "081200001004", "rt": "1", "rw": "2",
        "street": "Jl. Merdeka 5", "village_code": SENTUL, "postal_code": "66125", "total": "", "step": "pesan",
        f"delivery-{stall}": str(world.cast.saris.pickup.pk), f"note-{stall}": "",
        f"pay-coop:{world.cast.cooperative.pk}": "bank_transfer",
    }  # fmt: skip
    for field, odd in product(form, ("²", "9" * 4500, f"{variant.pk}:999999999999999:{variant.price_minor}")):
        answer = browser.post(reverse("shop:checkout"), {**form, field: odd, "key": f"kunci {field} {odd[:40]}"})
        assert answer.status_code in (200, 302, 409, 422), (field, odd[:40])


def test_a_nul_is_refused_everywhere(world: World) -> None:
    guest = world.at("guest")
    assert guest.get("/cari/", {"q": "a\0b"}).status_code == 400
    assert guest.post("/pesanan/", {"code": "A\0", "phone": "0812"}).status_code == 400
    assert guest.post(act_on(world.unpaid.purchase, f"{world.unpaid.code}/batal/"), {"reason": "\0"}).status_code == 400
