"""How a buyer finds its purchase again, and what it is shown."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.utils import translation

from payments.charges import actions as charges
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.kit.limits import TooMany
from storefront.orders import life, settling, tracking
from storefront.orders.models import Purchase
from storefront.orders.placing import place
from storefront.orders.tracking import open_by_phone, open_by_token, timeline, token_for
from tests.cast import JUATA_LAUT, Cast
from tests.storefront.orders.wishes import cash, picked_up, wish

NOON = datetime(2026, 5, 12, 5, 0, tzinfo=UTC)  # 12.00 WIB, 13.00 WITA


@pytest.fixture
def purchase(cast: Cast) -> Purchase:
    with clock.frozen(NOON):
        return place(key="kunci", given=wish(cast))


def pay(cast: Cast, purchase: Purchase) -> None:
    charge = timeline(purchase).bills[0].charge
    assert charge is not None
    settling.confirm_transfer(
        scope=scope_of(cast.dewi),
        person=cast.dewi,
        charge_code=charge.code,
        amount_minor=charge.total_minor,
        received_at=clock.now(),
        external_id="mutasi-1",
    )


def test_the_signed_link_opens_the_purchase(purchase: Purchase) -> None:
    assert open_by_token(purchase.code, token_for(purchase)) == purchase
    assert open_by_token(purchase.code.lower(), token_for(purchase)) == purchase


def test_the_link_is_short_and_absolute(purchase: Purchase, settings: LazySettings) -> None:
    settings.BASE_URL = "https://pasar.example"
    assert tracking.link_for(purchase) == f"https://pasar.example/pesanan/{purchase.code}/?t={token_for(purchase)}"
    assert len(token_for(purchase)) == 22


@pytest.mark.parametrize("token", ["", "x", "x" * 22])
def test_another_token_opens_nothing(purchase: Purchase, token: str) -> None:
    assert open_by_token(purchase.code, token) is None


def test_a_token_of_another_purchase_opens_nothing(cast: Cast, purchase: Purchase) -> None:
    other = place(key="lain", given=wish(cast))
    assert open_by_token(purchase.code, token_for(other)) is None


def test_links_outlive_a_change_of_the_secret_key(purchase: Purchase, settings: LazySettings) -> None:
    token, old = token_for(purchase), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key", [old]
    assert open_by_token(purchase.code, token) == purchase
    settings.SECRET_KEY_FALLBACKS = []
    assert open_by_token(purchase.code, token) is None


def test_code_and_phone_open_it_however_the_number_is_written(purchase: Purchase) -> None:
    assert open_by_phone(f" {purchase.code.lower()} ", "0812-0000-1004") == purchase
    assert open_by_phone(purchase.code, "+62 812 0000 1004") == purchase


def test_another_phone_opens_nothing(purchase: Purchase) -> None:
    assert open_by_phone(purchase.code, "081200001005") is None
    assert open_by_phone("BBBBBBBB", "081200001004") is None


def test_a_phone_that_is_none_is_said(purchase: Purchase) -> None:
    with pytest.raises(Expected):
        open_by_phone(purchase.code, "halo")


def test_guessing_the_phone_of_a_code_ends_soon(purchase: Purchase) -> None:
    with clock.frozen(NOON):
        for last in range(10):
            open_by_phone(purchase.code, f"08120000110{last}")
        with pytest.raises(TooMany):
            open_by_phone(purchase.code, "081200001004")


def test_guessing_the_codes_of_a_phone_ends_soon(purchase: Purchase) -> None:
    with clock.frozen(NOON), pytest.raises(TooMany):
        for guess in range(40):
            open_by_phone(f"BBBBBB{guess:02}", "081200001004")


def test_what_was_never_placed_is_not_found(cast: Cast, purchase: Purchase) -> None:
    for state in (Purchase.State.PLACING, Purchase.State.REFUSED):
        Purchase.objects.filter(pk=purchase.pk).update(state=state)
        assert open_by_token(purchase.code, token_for(purchase)) is None
        assert open_by_phone(purchase.code, "081200001004") is None


def test_it_says_what_to_pay_to_whom_and_until_when(purchase: Purchase) -> None:
    view = timeline(purchase)
    [bill] = view.bills
    assert (bill.payee, bill.amount.minor, bill.until) == ("Koperasi Mawar", 102_000, "Rab, 13 Mei 12.00 WIB")
    assert bill.charge is not None and bill.to_pay is not None and bill.instructions is not None
    assert bill.to_pay.minor == 102_000 + bill.charge.unique_code
    assert str(bill.to_pay.minor) in [line.copy for line in bill.instructions.lines]
    assert view.next_step == "Transfer sebelum Rab, 13 Mei 12.00 WIB."


def test_each_part_says_what_happened_and_what_comes_next(purchase: Purchase) -> None:
    saris, citras = timeline(purchase).parts
    assert (saris.seller_name, saris.state_words, saris.delivery_label) == (
        "Dapur Sari",
        "Menunggu pembayaran",
        "Diantar Penjual",
    )
    assert [(step.words, step.when) for step in saris.steps] == [("Pesanan dibuat", "Sel, 12 Mei 12.00 WIB")]
    assert saris.next_step == citras.next_step == "Bayar sebelum Rab, 13 Mei 12.00 WIB."


def test_steps_are_told_in_the_sellers_time(cast: Cast, purchase: Purchase) -> None:
    Seller.objects.filter(pk=cast.citras.seller.pk).update(village_code=JUATA_LAUT)
    _saris, citras = timeline(purchase).parts
    assert citras.steps[0].when == "Sel, 12 Mei 13.00 WITA"


def test_the_address_stands_in_indonesian_order(purchase: Purchase) -> None:
    assert timeline(purchase).address == (
        "Jl. Merdeka 5",
        "RT 003 / RW 005",
        "Karangsari, Sukorejo, Kota Blitar, Jawa Timur 66125",
        "Patokan: samping musala",
    )


def test_a_pick_up_shows_the_pin_and_where(cast: Cast) -> None:
    fetched = place(key="ambil", given=wish(cast, parts=picked_up(cast), payments=cash(cast)))
    view = timeline(fetched)
    part = view.parts[0]
    order = fetched.orders.get(code=part.code)
    assert part.pickup_pin == order.pickup_pin
    assert part.pickup_address == "Jl. Mawar 1, Sentul, Kepanjenkidul, Kota Blitar, Jawa Timur"
    life.hand_over(scope=scope_of(cast.sari), person=cast.sari, order_code=part.code, pin=order.pickup_pin)
    assert timeline(fetched).parts[0].pickup_pin == ""


def test_an_unpaid_part_may_be_cancelled_now_and_a_paid_one_asked_for(cast: Cast, purchase: Purchase) -> None:
    assert {part.cancel for part in timeline(purchase).parts} == {"now"}
    pay(cast, purchase)
    view = timeline(purchase)
    assert {part.cancel for part in view.parts} == {"ask"}
    assert (view.bills[0].state, view.bills[0].instructions, view.next_step) == ("paid", None, "")
    life.buyer_cancel(purchase=purchase, order_code=view.parts[0].code, reason="Salah alamat")
    asked = timeline(purchase).parts[0]
    assert (asked.cancel, asked.cancel_asked) == ("", True)
    assert asked.next_step == "Penjual menjawab permintaan batal Anda."


def test_a_sent_part_shows_courier_number_and_where_to_follow_it(cast: Cast) -> None:
    first, second = wish(cast).parts
    from_courier = wish(cast, parts=(type(first)(first.seller_id, cast.saris.courier.pk), second))
    purchase = place(key="kurir", given=from_courier)
    pay(cast, purchase)
    code = timeline(purchase).parts[0].code
    life.send(
        scope=scope_of(cast.sari), person=cast.sari, order_code=code, courier="jne", tracking_number="012345678901234"
    )
    part = timeline(purchase).parts[0]
    assert (part.courier, part.tracking_number) == ("JNE", "012345678901234")
    assert part.tracking_page.startswith("https://")
    assert (part.can_confirm, part.cancel) == (True, "")
    assert [step.verb for step in part.steps] == ["placed", "confirmed", "accepted", "packed", "sent"]
    assert part.next_step == "Terima barangnya, lalu tekan Pesanan Diterima."


def test_a_proof_that_was_sent_is_acknowledged(purchase: Purchase) -> None:
    charge = timeline(purchase).bills[0].charge
    assert charge is not None
    charges.attach_proof(charge_id=charge.pk, stored_name="proofs/1.jpg")
    view = timeline(purchase)
    assert view.bills[0].proof_sent
    assert view.next_step == "Bukti terkirim. Koperasi Mawar sedang memeriksa."


def test_a_view_takes_a_few_queries(purchase: Purchase, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # pytest-django's fixture has no exported type
        timeline(purchase)


def test_english_readers_get_english_moments(purchase: Purchase) -> None:
    with translation.override("en"):
        assert timeline(purchase).bills[0].until == "Wed, 13 May 12:00 WIB"
