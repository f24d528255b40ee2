import pytest

from payments.money import Money
from payments.providers.midtrans import amounts


def test_rupiah_leave_whole_and_come_back_with_zeros() -> None:
    assert amounts.to_midtrans(Money(25_123, "IDR")) == 25_123
    assert amounts.from_midtrans("25123.00") == Money(25_123, "IDR")
    assert amounts.from_midtrans("25123") == Money(25_123, "IDR")


@pytest.mark.parametrize(
    "odd", ["25123.50", "25123.001", "-1.00", "1e5", "", "25.123,00", "०.00", "9" * 20, " 1", "01"]
)
def test_what_is_no_whole_amount_is_refused(odd: str) -> None:
    with pytest.raises(amounts.NotRupiah):
        amounts.from_midtrans(odd)


@pytest.mark.parametrize("currency", ["USD", "MYR"])
def test_another_currency_is_refused_both_ways(currency: str) -> None:
    with pytest.raises(amounts.NotRupiah):
        amounts.to_midtrans(Money(12_50, currency))
    with pytest.raises(amounts.NotRupiah):
        amounts.from_midtrans("12.00", currency)
    assert not amounts.is_payable(Money(12_50, currency))


def test_one_payment_has_a_limit() -> None:
    assert amounts.is_payable(Money(10_000_000, "IDR"))
    assert not amounts.is_payable(Money(10_000_001, "IDR"))
    assert not amounts.is_payable(Money(0, "IDR"))
