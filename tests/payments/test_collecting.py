"""Recording transfers and cash: what the books, the charge and orders get to know."""

from datetime import timedelta
from typing import Any

import pytest

from payments.charges.actions import close, open_charge, record_cash, record_transfer
from payments.charges.errors import (
    AmountNotPossible,
    ChargeClosed,
    ChargeNotFound,
    NotByCash,
    NotByTransfer,
    ReceivedInFuture,
    RecordedMeanwhile,
    ReferenceMissing,
    TransferDiffers,
)
from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.ledger import accounts, reconcile
from payments.ledger.balances import balance
from payments.ledger.models import Posting
from payments.money import Money
from sellers.accounts.access import NOBODY, Scope, Verb
from sellers.kit import clock
from tests.cast import Cast
from tests.payments.conftest import Till

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, int]]:
    return list(Settlement.objects.order_by("id").values_list("kind", "reason", "amount_minor"))


def state_of(charge: Charge) -> str:
    return Charge.objects.get(pk=charge.pk).state


def test_the_exact_total_pays_the_bill(till: Till) -> None:
    charge = till.bill("B1")
    transfer = till.transfer(charge)
    assert state_of(charge) == "paid"
    assert told() == [("paid", "", 85_000)]
    assert (transfer.charge, transfer.recorded_by, transfer.currency) == (charge, till.cast.dewi, "IDR")


def test_the_amount_without_its_digits_pays_too(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge, 85_000)
    assert told() == [("paid", "", 85_000)]
    assert balance(accounts.unique_code(till.cast.cooperative.pk, "IDR")) == Money(0, "IDR")


def test_too_little_leaves_the_bill_open_and_the_rest_pays_it(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge, 30_000)
    assert state_of(charge) == "open"
    till.transfer(charge, 20_000)
    till.transfer(charge, 35_000)
    assert state_of(charge) == "paid"
    assert told() == [("short", "", 30_000), ("short", "", 50_000), ("paid", "", 85_000)]
    assert balance(accounts.buyer("B1", "IDR")) == Money(-85_000, "IDR")  # orders post the sale


def test_too_much_pays_and_the_extra_is_due_to_the_buyer(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge, charge.total_minor + 4_000)
    assert told() == [("paid", "", 85_000), ("over", "overpaid", 4_000)]
    assert balance(accounts.refund_due(till.cast.cooperative.pk, None, "IDR")) == Money(-4_000, "IDR")


def test_a_bill_paid_twice_gives_all_of_the_second_back(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge)
    till.transfer(charge)
    assert told() == [("paid", "", 85_000), ("over", "paid_twice", charge.total_minor)]
    assert reconcile.check() == []


def test_a_late_transfer_pays_an_expired_bill(till: Till) -> None:
    charge = till.bill("B1")
    close(bill_ref="B1", state="expired")
    till.transfer(charge)
    assert state_of(charge) == "paid"
    assert told() == [("paid", "", 85_000)]


def test_a_late_transfer_of_too_little_goes_back_whole(till: Till) -> None:
    charge = till.bill("B1")
    close(bill_ref="B1", state="expired")
    till.transfer(charge, 80_000)
    assert state_of(charge) == "expired"
    assert told() == [("over", "closed_short", 80_000)]


def test_a_part_that_came_before_closing_goes_back_and_never_twice(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge, 50_000)
    close(bill_ref="B1", state="expired")
    assert told() == [("short", "", 50_000), ("over", "closed_short", 50_000)]
    till.transfer(charge, 35_000)  # no longer the rest of anything
    assert told()[2:] == [("over", "closed_short", 35_000)]
    assert balance(accounts.refund_due(till.cast.cooperative.pk, None, "IDR")) == Money(-85_000, "IDR")
    assert reconcile.check() == []


def test_the_old_total_of_a_bill_that_was_asked_anew_still_pays_it(till: Till) -> None:
    old = till.bill("B1")
    close(bill_ref="B1", state="cancelled")
    new = till.bill("B1", 60_000)
    till.transfer(old)
    till.transfer(new)
    assert told() == [("paid", "", 85_000), ("over", "paid_twice", new.total_minor)]


def test_closing_the_newer_charge_of_a_paid_bill_gives_nothing_back_again(till: Till) -> None:
    old = till.bill("B1")
    close(bill_ref="B1", state="cancelled")
    new = till.bill("B1", 60_000)
    till.transfer(old)
    till.transfer(new)
    assert close(bill_ref="B1", state="cancelled") is True
    assert len(told()) == 2
    assert reconcile.check() == []


def test_the_same_reference_again_gives_the_first_answer(till: Till) -> None:
    charge = till.bill("B1")
    first = till.transfer(charge, reference="BANK-77")
    again = till.transfer(charge, reference=" BANK-77 ")
    assert again.pk == first.pk
    assert (IncomingTransfer.objects.count(), Settlement.objects.count()) == (1, 1)
    assert Posting.objects.filter(kind="received").count() == 1


def test_the_same_reference_with_another_amount_or_charge_is_refused(till: Till) -> None:
    charge, other = till.bill("B1"), till.bill("B2")
    till.transfer(charge, reference="BANK-77")
    with pytest.raises(TransferDiffers):
        till.transfer(charge, 85_000, reference="BANK-77")
    with pytest.raises(TransferDiffers):
        till.transfer(other, charge.total_minor, reference="BANK-77")
    assert state_of(other) == "open"


def test_a_stranger_is_told_that_the_charge_does_not_exist(till: Till, cast: Cast) -> None:
    charge = till.bill("B1")
    fajar = Scope(cast.fajar.pk, {}, {cast.other_cooperative.pk: frozenset({Verb.TRANSFERS})})
    viewer = Scope(cast.eko.pk, {}, {cast.cooperative.pk: frozenset({Verb.TOTALS})})
    for scope in (NOBODY, fajar, viewer):
        till.scope = scope
        with pytest.raises(ChargeNotFound) as refused:
            till.transfer(charge)
        assert refused.value.status == 404
    assert not IncomingTransfer.objects.exists()


@pytest.mark.parametrize("minor", [0, -5, 10**12 + 1, 10**25])
def test_an_absurd_amount_is_refused(till: Till, minor: int) -> None:
    with pytest.raises(AmountNotPossible):
        till.transfer(till.bill("B1"), minor)


def test_a_transfer_of_tomorrow_is_refused(till: Till) -> None:
    charge = till.bill("B1")
    with pytest.raises(ReceivedInFuture):
        record_transfer(
            scope=till.scope,
            person=None,
            charge_code=charge.code,
            amount_minor=charge.total_minor,
            received_at=clock.now() + timedelta(days=1),
            external_id="x",
        )


def test_a_transfer_needs_its_reference(till: Till) -> None:
    with pytest.raises(ReferenceMissing):
        till.transfer(till.bill("B1"), reference="   ")


def test_cash_is_not_recorded_as_a_transfer_nor_a_transfer_as_cash(till: Till, cast: Cast) -> None:
    cash = till.cash_bill("B1")
    till.bill("B2")
    till.scope = Scope(cast.sari.pk, {cast.saris.seller.pk: frozenset({Verb.MONEY})})
    with pytest.raises(NotByTransfer):
        till.transfer(cash)
    with pytest.raises(NotByCash):
        record_cash(bill_ref="B2", person=cast.sari)


def test_cash_taken_twice_is_booked_once(till: Till, cast: Cast) -> None:
    till.cash_bill("B1")
    first = record_cash(bill_ref="B1", person=cast.sari)
    assert record_cash(bill_ref="B1", person=cast.sari).pk == first.pk
    assert balance(accounts.seller(cast.saris.seller.pk, None, "IDR")) == Money(85_000, "IDR")
    assert told() == [("paid", "", 85_000)]


def test_cash_of_two_decimals_is_booked_in_cents(till: Till, cast: Cast) -> None:
    till.cash_bill("B1", 12_50, "USD")
    record_cash(bill_ref="B1", person=cast.sari)
    assert balance(accounts.buyer("B1", "USD")) == Money(-1250, "USD")


def test_cash_for_a_cancelled_or_unknown_bill_is_refused(till: Till, cast: Cast) -> None:
    till.cash_bill("B1")
    close(bill_ref="B1", state="cancelled")
    with pytest.raises(ChargeClosed):
        record_cash(bill_ref="B1", person=cast.sari)
    with pytest.raises(ChargeNotFound):
        record_cash(bill_ref="NOTHERE", person=cast.sari)


def test_the_sellers_own_account_collects_on_its_till(till: Till, cast: Cast, alone) -> None:  # type: ignore[no-untyped-def]  # a factory fixture
    seller = alone("Ujang")
    charge = open_charge(bill_ref="B1", way="bank_transfer", amount=Money(12_345, "IDR"), seller_id=seller.pk)
    till.scope = Scope(None, {seller.pk: frozenset({Verb.MONEY})})
    till.transfer(charge)
    assert balance(accounts.seller(seller.pk, None, "IDR")) == Money(12_345, "IDR")
    assert told() == [("paid", "", 12_345)]


def test_of_two_officers_who_record_one_transfer_the_second_is_asked_whether_it_is_another(till: Till) -> None:
    """Both looked before either recorded; booked twice, the buyer would be sent money that never came."""
    charge = till.bill("B1")
    given: dict[str, Any] = {
        "scope": till.scope, "person": till.cast.dewi, "charge_code": charge.code,
        "amount_minor": charge.total_minor, "received_at": clock.now(),
    }  # fmt: skip
    first = record_transfer(**given, external_id="form-1", seen=0)
    assert record_transfer(**given, external_id="form-1", seen=0) == first
    with pytest.raises(RecordedMeanwhile):
        record_transfer(**given, external_id="form-2", seen=0)
    assert told() == [("paid", "", 85_000)]
    record_transfer(**given, external_id="form-2", seen=1)  # looked at again: it did come twice
    assert told()[1][:2] == ("over", "paid_twice")
