from typing import Any

import pytest

from payments.money import Money
from payments.providers.midtrans import reading
from payments.providers.port import ProviderError, What

TOLD: dict[str, Any] = {
    "order_id": "K7QX29MB",
    "transaction_id": "tx-1",
    "gross_amount": "85000.00",
    "currency": "IDR",
    "transaction_time": "2026-03-02 10:00:00",
}


def read(**changed: Any) -> list[What]:
    return [one.what for one in reading.happened({**TOLD, **changed})]


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ({"transaction_status": "settlement"}, [What.PAID]),
        ({"transaction_status": "capture", "fraud_status": "accept"}, [What.PAID]),
        ({"transaction_status": "capture", "fraud_status": "challenge"}, []),
        ({"transaction_status": "pending"}, []),
        ({"transaction_status": "authorize"}, []),
        ({"transaction_status": "something_new"}, []),
        *(({"transaction_status": status}, [What.ENDED]) for status in ("deny", "cancel", "expire", "failure")),
        ({"transaction_status": "chargeback"}, [What.PAID, What.DISPUTE_LOST]),
    ],
)
def test_each_status_means_one_thing(told: dict[str, Any], means: list[What]) -> None:
    assert read(**told) == means


def test_times_are_western_indonesian_time() -> None:
    (paid,) = reading.happened({**TOLD, "transaction_status": "settlement", "settlement_time": "2026-03-02 10:15:00"})
    assert paid.at.isoformat() == "2026-03-02T10:15:00+07:00"


def test_each_refund_is_told_with_our_key_beside_the_payment() -> None:
    refunds = [
        {"refund_chargeback_id": 1, "refund_amount": "20000.00", "refund_key": "KEY-1", "created_at": "?"},
        {"refund_chargeback_id": 2, "refund_amount": "333.00"},
    ]
    paid, first, second = reading.happened({**TOLD, "transaction_status": "partial_refund", "refunds": refunds})
    assert paid.amount == Money(85_000, "IDR")
    assert (first.refund_key, first.amount, first.external_id) == ("KEY-1", Money(20_000, "IDR"), "1")
    assert (second.refund_key, second.amount) == ("", Money(333, "IDR"))
    assert {first.payment_id, second.payment_id} == {paid.external_id}


def test_a_further_order_for_a_charge_is_still_that_charge() -> None:
    (paid,) = reading.happened({**TOLD, "order_id": "K7QX29MB-2", "transaction_status": "settlement"})
    assert paid.charge_code == "K7QX29MB"


@pytest.mark.parametrize("odd", [{"gross_amount": "85000.50"}, {"currency": "USD"}, {"gross_amount": None}])
def test_what_is_not_whole_rupiah_is_refused_for_good(odd: dict[str, Any]) -> None:
    with pytest.raises(ProviderError) as refused:
        reading.happened({**TOLD, "transaction_status": "settlement", **odd})
    assert refused.value.permanent
