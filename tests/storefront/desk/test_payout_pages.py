"""What a seller sees of its payouts, its account and the refunds it owes itself."""

import pytest
from django.test import Client

from payments.charges.models import BankAccount
from payments.payouts import actions
from payments.payouts.models import Payout
from payments.repayments.actions import give_account
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership
from sellers.messages.models import Message
from sellers.people.models import Person
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.storefront.cooperative.paying import leaving, owed_back, text_of
from tests.storefront.desk.selling import sold

ACCOUNT = {"bank_code": "002", "number": "111222333", "holder": "Sari Baru"}


def at(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_a_seller_reads_what_comes_what_waits_and_what_came(cast: Cast) -> None:
    batch = leaving(cast, sold(cast, way="bank_transfer", key="lunas"))[0]
    page = text_of(at(cast.sari).get("/lapak/uang/pencairan/"))
    assert "Koperasi Mawar" in page and "belum diterima pembeli" in page
    assert "Disiapkan koperasi" in page and "BCA ••••7890" in page
    code = Payout.objects.get(batch=batch).code
    scope = scope_of(cast.gita)
    actions.mark_failed(scope=scope, person=cast.gita, code=code, reason="Rekening ditutup bank")
    assert "Rekening ditutup bank" in text_of(at(cast.sari).get("/lapak/uang/pencairan/"))


def test_another_seller_sees_nothing_of_it(cast: Cast) -> None:
    batch = leaving(cast, sold(cast, way="bank_transfer", key="lunas"))[0]
    assert Payout.objects.get(batch=batch).code not in text_of(at(cast.citra).get("/lapak/uang/pencairan/"))


@pytest.mark.parametrize("path", ["pencairan/", "rekening/", "rekening/baru/", "pengembalian/"])
def test_a_helper_sees_nothing_of_the_money(cast: Cast, path: str) -> None:
    assert at(cast.budi).get(f"/lapak/uang/{path}").status_code == 404


def test_a_secretary_follows_payouts_but_names_no_account(cast: Cast) -> None:
    secretary = Person.objects.create_user("+6281200001092", "Sekar", phone_verified=True)
    Membership.objects.create(person=secretary, seller=cast.saris.seller, role=Membership.Role.SECRETARY)
    assert at(secretary).get("/lapak/uang/pencairan/").status_code == 200
    assert at(secretary).get("/lapak/uang/rekening/").status_code == 404
    assert freshen(at(secretary)).post("/lapak/uang/rekening/baru/", ACCOUNT).status_code == 404


def test_a_new_account_wants_a_fresh_code_waits_a_day_and_is_told_to_all(cast: Cast) -> None:
    sari = at(cast.sari)
    assert "Isi rekening</span>" in text_of(sari.get("/lapak/uang/rekening/"))
    assert "/masuk/lagi/" in sari.get("/lapak/uang/rekening/baru/")["Location"]
    freshen(sari)
    refused = sari.post("/lapak/uang/rekening/baru/", {**ACCOUNT, "number": "12"})
    assert refused.status_code == 422 and "Sari Baru" in text_of(refused)
    assert sari.post("/lapak/uang/rekening/baru/", ACCOUNT).status_code == 302
    page = text_of(sari.get("/lapak/uang/rekening/"))
    assert "Ganti atau tambah rekening" in page
    assert "BRI ••••2333" in page and "Dipakai mulai besok" in page
    told = set(Message.objects.filter(template="bank_account_changed").values_list("to", flat=True))
    assert told == {cast.saris.seller.phone, cast.gita.phone, cast.hadi.phone}


def test_an_account_is_stopped_only_after_asking_once_more(cast: Cast) -> None:
    account = BankAccount.objects.create(seller=cast.saris.seller, bank_code="014", number="123456", holder="Sari")
    address = f"/lapak/uang/rekening/{account.pk}/penutupan/"
    sari = freshen(at(cast.sari))
    assert "rekening terakhir" in text_of(sari.get(address))
    account.refresh_from_db()
    assert account.is_active
    assert freshen(at(cast.citra)).post(address).status_code == 404
    sari.post(address)
    account.refresh_from_db()
    assert not account.is_active
    assert sari.get(address).status_code == 404
    assert sari.get("/lapak/uang/rekening/99999999999999999999/penutupan/").status_code == 404


def test_a_seller_that_took_the_money_returns_it_itself(cast: Cast) -> None:
    refund = owed_back(sold(cast, way="cash", key="tunai"))
    assert refund.seller == cast.saris.seller
    sari = at(cast.sari)
    assert "Menunggu rekening pembeli" in text_of(sari.get("/lapak/uang/pengembalian/"))
    give_account(code=refund.code, bank_code="014", number="9876543210", holder="Eko")
    assert "9876543210" in text_of(sari.get("/lapak/uang/pengembalian/"))
    address = f"/lapak/uang/pengembalian/{refund.code}/pembayaran/"
    assert sari.get(address).status_code == 405
    for stranger in (cast.citra, cast.budi, cast.gita):
        assert at(stranger).post(address, {"referensi": "X"}).status_code == 404
    assert sari.post(address, {}).status_code == 422
    for _ in range(2):
        assert sari.post(address, {"referensi": "TRX-5"}).status_code == 302
    assert Repayment.objects.get(pk=refund.pk).state == "paid"
    back = f"/lapak/uang/pengembalian/{refund.code}/kembali/"
    assert sari.post(back, {"alasan": "Nomor salah"}).status_code == 302
    assert sari.post(address, {"cara": "tunai"}).status_code == 302
    assert Repayment.objects.get(pk=refund.pk).way == "cash"
