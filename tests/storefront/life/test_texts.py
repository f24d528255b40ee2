"""What people read on their phones: the amount, where, until when, and the next step."""

import pytest

from payments.charges.models import Charge
from payments.money import Money
from sellers.messages.models import Message
from sellers.regions import places
from storefront.orders import life_notices
from storefront.orders.wording import rupiah
from tests.cast import Cast
from tests.storefront.life.stories import RP, placed, placed_with_cash, told, transfer

pytestmark = pytest.mark.django_db


def test_the_buyer_reads_what_to_pay_where_and_until_when(cast: Cast) -> None:
    purchase = placed(cast)
    body = told("purchase_placed")[0].body
    charge = Charge.objects.get()
    assert f"*Transfer {rupiah(Money(charge.total_minor, RP))}* ke:" in body
    assert "Bank Jatim 0012345678 a.n. Koperasi Mawar" in body
    assert "3 digit terakhir" in body
    assert "WIB" in body
    assert f"/pesanan/{purchase.code}/?t=" in body


def test_cash_names_each_seller_and_amount(cast: Cast) -> None:
    placed_with_cash(cast)
    body = told("purchase_placed")[0].body
    assert "Rp85.000* untuk Dapur Sari" in body
    assert "Rp17.000* untuk Kebun Citra" in body
    assert "Transfer" not in body


def test_the_rest_of_a_short_transfer_has_no_digits_to_heed(cast: Cast) -> None:
    purchase = placed(cast)
    transfer(cast, purchase, minor=100_000)
    assert "3 digit terakhir" not in told("paid_short")[0].body


def test_a_moment_is_told_in_the_buyers_own_zone(cast: Cast) -> None:
    purchase = placed(cast)
    purchase.village_code = "65.71.04.1001"
    purchase.save(update_fields=["village_code"])
    Message.objects.filter(template="purchase_placed").delete()
    life_notices.purchase_placed(purchase=purchase)
    assert places.zone_name("65.71.04.1001") == "WITA"
    assert "WITA" in told("purchase_placed")[0].body


def test_a_message_is_written_once_for_ever(cast: Cast) -> None:
    purchase = placed(cast)
    life_notices.purchase_placed(purchase=purchase)
    assert len(told("purchase_placed")) == 1


def test_no_message_shows_a_hole(cast: Cast) -> None:
    transfer(cast, placed(cast))
    for message in Message.objects.all():
        assert "%(" not in message.body
        assert "None" not in message.body
        assert "\n\n\n" not in message.body
