"""The office's pages of money rules, cash debts and couriers: who may change them, what a slip answers."""

import pytest

from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.audit.models import AuditEntry
from sellers.messages.models import Message
from storefront.terms.models import CommissionRule, CooperativeTerms
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import text

pytestmark = pytest.mark.django_db
RULES = "/koperasi/uang/aturan/"
COMMISSION = RULES + "potongan/"


def test_the_treasurer_adds_a_rule_for_one_product(cast: Cast, as_: Door) -> None:
    form = {"sasaran": f"produk:{cast.saris.product.pk}", "persen": "2,5", "tetap": "500"}
    assert as_(cast.gita).post(COMMISSION, form).status_code == 302
    rule = CommissionRule.objects.get(product=cast.saris.product)
    assert (rule.basis_points, rule.fixed_minor, rule.valid_to) == (250, 500, None)
    shown = text(as_(cast.dewi).get(RULES))
    assert "Opak Gambir" in shown
    assert "2,5 %" in shown
    assert AuditEntry.objects.filter(verb="commission.added", person=cast.gita).count() == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"sasaran": "semua", "persen": "120"}, "Isi persen antara 0 dan 100"),
        ({"sasaran": "semua", "persen": "lima"}, "Tulis persen dengan angka"),
        ({"sasaran": "semua", "persen": "NaN"}, "Isi persen antara 0 dan 100"),
        ({"sasaran": "semua", "tetap": "sepuluh"}, "Tulis jumlah dengan angka"),
        ({"sasaran": "produk:999999", "persen": "1"}, "Sasaran tidak ditemukan"),
        ({"sasaran": "entah", "persen": "1"}, "Pilih untuk apa potongan ini"),
        ({"sasaran": "semua", "persen": "1", "mulai": "2020-01-01"}, "Mulai hari ini atau nanti"),
        ({"sasaran": "semua", "persen": "1", "selesai": "2020-01-01"}, "Tanggal selesai harus sesudah"),
        ({"sasaran": "semua", "persen": "1", "mulai": "besok"}, "Isi tanggal yang benar"),
    ],
)
def test_a_slip_gets_one_sentence_and_keeps_what_was_typed(
    cast: Cast, as_: Door, form: dict[str, str], sentence: str
) -> None:
    answer = as_(cast.gita).post(COMMISSION, form)
    if form.get("mulai") == "2020-01-01":  # the past is read as "now": a rule never reaches back
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert sentence in text(answer)
    if form.get("persen"):
        assert f'value="{form["persen"]}"' in text(answer)
    assert CommissionRule.objects.count() == 1


def test_another_cooperatives_seller_is_no_aim(cast: Cast, as_: Door) -> None:
    cast.citras.seller.cooperative = cast.other_cooperative
    cast.citras.seller.save(update_fields=["cooperative"])
    answer = as_(cast.gita).post(COMMISSION, {"sasaran": f"lapak:{cast.citras.seller.pk}", "persen": "1"})
    assert "Sasaran tidak ditemukan" in text(answer)


def test_a_rule_is_ended_once_and_keeps_its_past(cast: Cast, as_: Door) -> None:
    address = f"{COMMISSION}{cast.commission.pk}/akhir/"
    assert [as_(cast.hadi).post(address).status_code for _ in range(2)] == [302, 302]
    cast.commission.refresh_from_db()
    assert cast.commission.valid_to is not None
    assert AuditEntry.objects.filter(verb="commission.ended").count() == 1


@pytest.mark.parametrize("who", ["dewi", "fajar", "sari", "stranger"])
def test_only_chair_and_treasurer_change_rules(cast: Cast, as_: Door, who: str) -> None:
    client = as_(getattr(cast, who))
    for address in (COMMISSION, f"{COMMISSION}{cast.commission.pk}/akhir/", RULES + "setoran/"):
        assert client.post(address, {"sasaran": "semua", "persen": "50"}).status_code == 404
    assert CommissionRule.objects.count() == 1


def test_the_limits_are_set_and_audited(cast: Cast, as_: Door) -> None:
    form = {"batas": "Rp150.000", "tenggang": "7", "berdua": "250.000", "kurir": "ya"}
    assert as_(cast.hadi).post(RULES + "setoran/", form).status_code == 302
    terms = CooperativeTerms.objects.get(cooperative=cast.cooperative)
    assert (terms.cash_debt_limit_minor, terms.cash_debt_grace_days) == (150_000, 7)
    assert (terms.second_person_refund_above_minor, terms.holds_courier_contract) == (250_000, True)
    wrong = as_(cast.hadi).post(RULES + "setoran/", {**form, "tenggang": "9999"})
    assert wrong.status_code == 422
    assert "Isi angka yang wajar" in text(wrong)
    assert AuditEntry.objects.filter(verb="terms.changed").count() == 1


def test_a_debt_payment_is_written_once_and_shown(cast: Cast, as_: Door) -> None:
    seller = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")
    income = accounts.commission(cast.cooperative.pk, "IDR")
    post(entry="test", moves=[Move("commission", income, seller, Money(12_000, "IDR"), "X")])
    client, address = as_(cast.dewi), "/koperasi/utang/dapur-sari/setoran/"
    page = text(client.get(address))
    assert "Rp12.000" in page
    form = {"jumlah": "12.000", "tanggal": page.split('name="tanggal" value="')[1][:10], "kunci": "sekali"}
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert balance(seller) == Money(0, "IDR")
    assert balance(accounts.bank(cast.cooperative.pk, "IDR")) == Money(12_000, "IDR")
    assert client.post(address, {**form, "jumlah": "13.000"}).status_code == 409
    assert as_(cast.fajar).post(address, form).status_code == 404


def test_the_courier_is_paid_and_pays_back(cast: Cast, as_: Door) -> None:
    client = as_(cast.dewi)
    day = text(client.get("/koperasi/uang/kurir/")).split('name="tanggal" value="')[1][:10]
    for act, key in (("pembayaran", "a"), ("ganti-rugi", "b")):
        form = {"jumlah": "5000", "tanggal": day, "kunci": key}
        assert client.post(f"/koperasi/uang/kurir/{act}/", form).status_code == 302
    kinds = list(Posting.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["courier_paid", "courier_compensated"]
    assert client.post("/koperasi/uang/kurir/pembayaran/", {"jumlah": "x"}).status_code == 422
    assert client.get("/koperasi/uang/kurir/pembayaran/").status_code == 405


def test_a_limit_that_rises_is_told_to_everybody_who_approves(cast: Cast, as_: Door) -> None:
    form = {"batas": "150.000", "tenggang": "7", "berdua": "500.000"}
    for limit in ("400.000", "9.000.000", "9.000.000", "8.000.000"):
        as_(cast.gita).post(RULES + "setoran/", {**form, "berdua": limit})
    told = Message.objects.filter(template="payout_limit_raised")
    assert sorted(told.values_list("to", flat=True)) == sorted([cast.gita.phone, cast.hadi.phone])
    assert "Gita menaikkan batas dua orang untuk pengembalian uang" in told[0].body
    assert "Rp400.000 menjadi Rp9.000.000" in told[0].body
