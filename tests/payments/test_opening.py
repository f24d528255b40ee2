"""Opening, proving and closing charges."""

from datetime import timedelta

import pytest

from payments.charges.actions import attach_proof, close, open_charge, waiting_transfers
from payments.charges.errors import (
    AmountNotPossible,
    NoBankAccount,
    NoCodeFree,
    OtherAmountOpen,
    ProofNotNeeded,
    WayUnknown,
)
from payments.charges.instructions import instructions_for, way_name
from payments.charges.models import BankAccount, Charge, Settlement
from payments.charges.opening import RESTS
from payments.money import Money
from sellers.accounts.access import NOBODY, Scope, Verb
from sellers.kit import clock
from tests.cast import Cast
from tests.payments.conftest import Till

pytestmark = pytest.mark.django_db


def fill(charge: Charge, codes: range, state: str = Charge.State.OPEN) -> None:
    """Charges of the same price on the same account, one for each code."""
    Charge.objects.bulk_create(
        Charge(
            code=f"F{code}{state[0]}",
            bill_ref=f"FULL-{code}-{state}",
            provider="bank_transfer",
            cooperative_id=charge.cooperative_id,
            bank_account_id=charge.bank_account_id,
            amount_minor=charge.amount_minor,
            unique_code=code,
            total_minor=charge.amount_minor + code,
            currency=charge.currency,
            state=state,
        )
        for code in codes
        if code != charge.unique_code
    )


def test_a_transfer_is_asked_with_three_digits_on_top(till: Till) -> None:
    charge = till.bill("B1")
    assert 100 <= charge.unique_code <= 999
    assert charge.total_minor == 85_000 + charge.unique_code
    assert charge.bank_account == BankAccount.objects.get(cooperative=till.cast.cooperative)


def test_two_open_charges_of_one_price_ask_for_two_totals(till: Till) -> None:
    assert till.bill("B1").total_minor != till.bill("B2").total_minor


def test_totals_differ_across_prices_that_are_close(till: Till) -> None:
    totals = {till.bill(f"B{n}", 85_000 + n).total_minor for n in range(60)}
    assert len(totals) == 60


def test_the_last_free_code_is_found(till: Till) -> None:
    first = till.bill("B1")
    left = 500 if first.unique_code != 500 else 501
    fill(first, range(100, left))
    fill(first, range(left + 1, 1000))
    assert till.bill("B2").unique_code == left


def test_when_no_code_is_free_the_buyer_is_told_what_to_do(till: Till) -> None:
    fill(till.bill("B1"), range(100, 1000))
    with pytest.raises(NoCodeFree, match="tunai"):
        till.bill("B2")


def test_a_total_that_expired_lately_is_taken_only_when_no_other_is_left(till: Till) -> None:
    first = till.bill("B1")
    left = 500 if first.unique_code != 500 else 501
    fill(first, range(100, 1000), state=Charge.State.EXPIRED)
    fill(first, range(100, left))
    fill(first, range(left + 1, 1000))
    assert till.bill("B2").unique_code == left


def test_a_total_rests_for_a_while_after_its_charge_closed(till: Till) -> None:
    first = till.bill("B1")
    left = 700 if first.unique_code != 700 else 701
    fill(first, range(100, left), state=Charge.State.EXPIRED)
    fill(first, range(left + 1, 1000), state=Charge.State.EXPIRED)
    assert till.bill("B2").unique_code == left
    with clock.frozen(clock.now() + RESTS + timedelta(days=1)):
        assert till.bill("B3").total_minor != till.bill("B4").total_minor


def test_opening_the_same_bill_again_gives_the_open_charge(till: Till) -> None:
    assert till.bill("B1").pk == till.bill("B1").pk
    assert Charge.objects.count() == 1


def test_a_paid_bill_is_not_asked_for_again(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge)
    assert till.bill("B1").pk == charge.pk


def test_another_amount_for_an_open_bill_is_refused(till: Till) -> None:
    till.bill("B1")
    with pytest.raises(OtherAmountOpen):
        till.bill("B1", 85_001)


def test_a_closed_bill_can_be_asked_for_anew_with_another_amount(till: Till) -> None:
    old = till.bill("B1")
    close(bill_ref="B1", state="cancelled")
    new = till.bill("B1", 60_000)
    assert (new.amount_minor, new.pk != old.pk) == (60_000, True)


def test_cash_asks_for_the_bill_itself_and_needs_no_account(till: Till) -> None:
    charge = till.cash_bill("B1")
    assert (charge.unique_code, charge.total_minor, charge.bank_account) == (0, 85_000, None)


def test_cents_are_asked_for_in_cents(till: Till) -> None:
    charge = till.cash_bill("B1", 12_50, "USD")
    assert (charge.total_minor, charge.currency) == (1250, "USD")


def test_a_collector_without_an_active_account_cannot_be_paid_by_transfer(till: Till, cast: Cast) -> None:
    BankAccount.objects.update(is_active=False)
    with pytest.raises(NoBankAccount):
        till.bill("B1")


def test_new_charges_go_to_the_newest_account(till: Till, cast: Cast) -> None:
    old = till.bill("B1")
    newest = BankAccount.objects.create(cooperative=cast.cooperative, bank_code="002", number="987654", holder="K")
    assert till.bill("B2").bank_account == newest
    assert till.bill("B1").bank_account == old.bank_account


@pytest.mark.parametrize("minor", [0, -1, 10**12 + 1, 10**30])
def test_an_absurd_amount_is_refused(till: Till, minor: int) -> None:
    with pytest.raises(AmountNotPossible):
        till.bill("B1", minor)


def test_a_way_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(WayUnknown):
        open_charge(bill_ref="B1", way="shells", amount=Money(1, "IDR"), seller_id=cast.saris.seller.pk)


def test_a_charge_has_exactly_one_collector(cast: Cast) -> None:
    with pytest.raises(ValueError, match="one collector"):
        open_charge(bill_ref="B1", way="cash", amount=Money(1, "IDR"))


def test_a_bill_of_nothing_is_paid_at_once_and_once(cast: Cast) -> None:
    for _again in range(2):
        charge = open_charge(bill_ref="B1", way="null", amount=Money(0, "IDR"), seller_id=cast.saris.seller.pk)
        assert charge.state == Charge.State.PAID
    assert Settlement.objects.get().kind == Settlement.Kind.PAID


def test_a_proof_stores_the_name_and_a_newer_one_takes_its_place(till: Till) -> None:
    charge = till.bill("B1")
    attach_proof(charge_id=charge.pk, stored_name="proofs/one.webp")
    attach_proof(charge_id=charge.pk, stored_name="proofs/two.webp")
    charge.refresh_from_db()
    assert charge.proof == "proofs/two.webp"
    assert charge.proof_at is not None
    assert charge.state == Charge.State.OPEN


def test_a_proof_may_come_after_expiry_but_not_after_payment_or_for_cash(till: Till) -> None:
    expired, paid, cash = till.bill("B1"), till.bill("B2"), till.cash_bill("B3")
    close(bill_ref="B1", state="expired")
    till.transfer(paid)
    attach_proof(charge_id=expired.pk, stored_name="proofs/late.webp")
    for charge in (paid, cash):
        with pytest.raises(ProofNotNeeded):
            attach_proof(charge_id=charge.pk, stored_name="proofs/x.webp")


def test_closing_twice_changes_nothing(till: Till) -> None:
    till.bill("B1")
    assert close(bill_ref="B1", state="expired") is True
    assert close(bill_ref="B1", state="cancelled") is False
    assert Charge.objects.get().state == Charge.State.EXPIRED
    assert not Settlement.objects.exists()


def test_a_bill_cannot_be_closed_as_paid(till: Till) -> None:
    with pytest.raises(ValueError):
        close(bill_ref="B1", state="paid")


def test_the_officer_sees_the_longest_waiting_first_and_only_transfers(till: Till, officer: Scope) -> None:
    with clock.frozen(clock.now() - timedelta(hours=2)) as time:
        old = till.bill("B1")
        time.tick(hours=1)
        new = till.bill("B2")
    till.cash_bill("B3")
    assert list(waiting_transfers(officer)) == [old, new]


def test_strangers_and_other_cooperatives_see_no_transfers(till: Till, cast: Cast) -> None:
    till.bill("B1")
    fajar = Scope(cast.fajar.pk, {}, {cast.other_cooperative.pk: frozenset({Verb.TRANSFERS})})
    sari = Scope(cast.sari.pk, {cast.saris.seller.pk: frozenset(Verb)})
    for scope in (NOBODY, fajar, sari):
        assert not waiting_transfers(scope).exists()


def test_the_payer_reads_bank_number_holder_and_total(till: Till) -> None:
    charge = till.bill("B1")
    lines = instructions_for(charge).lines
    assert [line.value for line in lines] == [
        "Bank Jatim",
        "0012345678",
        "Koperasi Mawar",
        Money(charge.total_minor, "IDR"),
    ]
    assert [line.copy for line in lines] == ["", "0012345678", "", str(charge.total_minor)]


def test_cash_names_who_takes_it(till: Till) -> None:
    values = [line.value for line in instructions_for(till.cash_bill("B1")).lines]
    assert values == ["Dapur Sari", Money(85_000, "IDR")]
    assert way_name("cash") == "Tunai saat diterima"
