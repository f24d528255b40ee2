"""What only Midtrans has: kinds of payment, orders that open once, a notice that is not believed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings

from payments.money import Money
from payments.providers.midtrans.kinds import KINDS
from payments.providers.midtrans.provider import Midtrans
from payments.providers.port import Instructions, NotFromProvider, ProviderError, Started, ToPay, ToRefund, What
from sellers.kit import clock
from tests.fakes.midtrans import MidtransFake

CHARGE = ToPay("K7QX29MB", "Koperasi Mawar", Money(85_000, "IDR"), 0, None)


@pytest.fixture
def fake(settings: LazySettings) -> Iterator[MidtransFake]:
    fake = MidtransFake()
    settings.GATEWAYS = {"midtrans": fake.config(collector="koperasi-mawar")}
    yield fake
    fake.close()


def started(choice: str) -> tuple[Started, Instructions]:
    charge = replace(CHARGE, choice=choice, back_to="https://lapak.example/pesanan/A/?t=x")
    answer = Midtrans().start(charge)
    return answer, Midtrans().open(replace(charge, started=answer))


def labels(shown: Instructions) -> list[str]:
    return [line.label for line in shown.lines]


def test_a_payer_who_does_not_choose_gets_a_qris(fake: MidtransFake) -> None:
    _answer, shown = started("")
    assert shown.kind == "qr"
    assert shown.qr.startswith("0002")


@pytest.mark.parametrize("bank", ["bca", "bni", "bri"])
def test_a_virtual_account_is_read_and_copied(fake: MidtransFake, bank: str) -> None:
    answer, shown = started(f"va_{bank}")
    assert shown.kind == "manual"
    assert labels(shown) == ["Bank", "Nomor virtual account", "Jumlah"]
    assert shown.lines[0].value == bank.upper()
    assert shown.lines[1].copy == answer.answer["va_number"]
    assert shown.lines[2].copy == "85000"


def test_mandiri_gives_a_biller_and_a_bill_key(fake: MidtransFake) -> None:
    _answer, shown = started("va_mandiri")
    assert labels(shown) == ["Bank", "Kode perusahaan", "Kode bayar", "Jumlah"]
    assert shown.lines[1].value == "70012"


@pytest.mark.parametrize("wallet", ["gopay", "shopeepay"])
def test_a_wallet_is_opened_by_its_link(fake: MidtransFake, wallet: str) -> None:
    _answer, shown = started(wallet)
    assert shown.kind == "redirect"
    assert shown.url.startswith("https://wallet.example/")


def test_an_order_that_lost_its_qr_is_ended_and_asked_again_under_another_number(fake: MidtransFake) -> None:
    fake.drop_answers()
    with pytest.raises(ProviderError) as lost:
        Midtrans().start(CHARGE)
    assert not lost.value.permanent
    assert Midtrans().start(CHARGE).answer["order_id"] == "K7QX29MB-2"
    assert [order.status for order in fake.orders("K7QX29MB")] == ["cancel", "pending"]


def test_a_virtual_account_survives_a_lost_answer_under_its_first_number(fake: MidtransFake) -> None:
    fake.drop_answers()
    charge = replace(CHARGE, choice="va_bca")
    with pytest.raises(ProviderError):
        Midtrans().start(charge)
    assert Midtrans().start(charge).answer["order_id"] == "K7QX29MB"
    assert fake.started("K7QX29MB") == 1


def test_it_waits_there_as_long_as_the_charge_waits_here(fake: MidtransFake) -> None:
    Midtrans().start(replace(CHARGE, expires_at=clock.now() + timedelta(hours=24)))
    assert fake.started("K7QX29MB") == 1


def test_another_currency_is_refused_before_anybody_is_asked(fake: MidtransFake) -> None:
    with pytest.raises(ValueError, match="IDR"):
        Midtrans().start(replace(CHARGE, total=Money(12_50, "USD")))
    assert fake.calls == []


def test_a_wrong_key_is_no_reason_to_give_a_charge_up(fake: MidtransFake, settings: LazySettings) -> None:
    settings.GATEWAYS = {"midtrans": {**fake.config(collector="k"), "server_key": "SB-Mid-server-OTHER"}}
    with pytest.raises(ProviderError) as refused:
        Midtrans().start(CHARGE)
    assert not refused.value.permanent


def test_nobody_there_is_asked_again_later(settings: LazySettings) -> None:
    settings.GATEWAYS = {"midtrans": {"server_key": "k", "collector": "k", "api": "http://127.0.0.1:9"}}
    with pytest.raises(ProviderError) as down:
        Midtrans().ask(charge_code="K7QX29MB", started_id="")
    assert not down.value.permanent


def test_a_true_notice_with_a_changed_state_is_not_believed(fake: MidtransFake) -> None:
    """The signature covers order, code and amount: who has seen one notice could send another state with it."""
    Midtrans().start(CHARGE)
    told = json.loads(fake.webhooks()[-1].body)
    assert told["transaction_status"] == "pending"
    forged = json.dumps({**told, "transaction_status": "settlement", "transaction_id": "mine"}).encode()
    notice = Midtrans().notice(headers={}, body=forged)
    assert Midtrans().read(notice.body) == ()


def test_a_notice_of_an_order_nobody_knows_says_nothing(fake: MidtransFake) -> None:
    Midtrans().start(CHARGE)
    body = fake.webhooks()[-1].body
    fake.book.orders.clear()
    assert Midtrans().read(Midtrans().notice(headers={}, body=body).body) == ()


def test_a_deep_answer_is_refused_as_no_notice(fake: MidtransFake) -> None:
    with pytest.raises(NotFromProvider):
        Midtrans().notice(headers={}, body=b"[" * 200_000)


def test_ending_what_is_paid_ended_or_unknown_is_no_error(fake: MidtransFake) -> None:
    Midtrans().end(charge_code="UNKNOWN1", started_id="")
    answer = Midtrans().start(CHARGE)
    Midtrans().end(charge_code=CHARGE.code, started_id=answer.external_id)
    Midtrans().end(charge_code=CHARGE.code, started_id=answer.external_id)
    paid = Midtrans().start(replace(CHARGE, code="PAYEDONE"))
    fake.pay("PAYEDONE")
    Midtrans().end(charge_code="PAYEDONE", started_id=paid.external_id)
    (told,) = Midtrans().ask(charge_code="PAYEDONE", started_id=paid.external_id)
    assert told.what == What.PAID


def test_a_virtual_account_gives_nothing_back_through_the_gateway(fake: MidtransFake) -> None:
    answer = Midtrans().start(replace(CHARGE, choice="va_bca"))
    fake.pay(CHARGE.code)
    with pytest.raises(ProviderError) as refused:
        Midtrans().refund(ToRefund("KEY-1", CHARGE.code, answer.external_id, answer.external_id, Money(1, "IDR")))
    assert refused.value.permanent


def test_a_wallet_link_that_leads_elsewhere_is_not_opened(fake: MidtransFake) -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "http://evil.example", None):
        assert KINDS["gopay"].keep({"actions": [{"name": "deeplink-redirect", "url": url}]}) == {}
