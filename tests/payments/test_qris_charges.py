"""A collector's own QRIS: who may put it in, who hears of it, and what is asked and recorded on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from payments.charges.actions import close, open_charge, record_transfer, waiting_transfers
from payments.charges.errors import (
    AmountNotPossible,
    NoCodeFree,
    NoQris,
    OtherAmountOpen,
    QrisNotFound,
    TransferDiffers,
)
from payments.charges.instructions import instructions_for, way_name
from payments.charges.matching import Why, suggest
from payments.charges.models import Charge, IncomingTransfer, QrisCode, Settlement
from payments.charges.qris_codes import add_qris, changed_lately, retire_qris
from payments.ledger import accounts, reconcile
from payments.ledger.balances import balance
from payments.money import Money
from payments.providers.qris import errors
from sellers.accounts.access import NOBODY, Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership, Seller
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people.models import Person
from tests.cast import Cast
from tests.payments.conftest import Till
from tests.payments.qris_codes import MAWAR, PAGUNTAKA, VECTORS


def put_in(cast: Cast, person: Person, payload: str = MAWAR) -> QrisCode:
    return add_qris(scope=scope_of(person), person=person, payload=payload, cooperative_id=cast.cooperative.pk)


def told() -> set[str]:
    return set(Message.objects.filter(template="qris_added").values_list("person__name", flat=True))


def test_the_treasurer_puts_in_the_cooperatives_code_and_every_officer_hears(cast: Cast) -> None:
    code = put_in(cast, cast.gita)
    assert (code.merchant, code.city, code.nmid) == ("KUB MAWAR BLITAR", "KOTA BLITAR", "ID0000000000001")
    assert told() == {"Gita", "Hadi", "Dewi"}
    body = Message.objects.filter(template="qris_added").values_list("body", flat=True)[0]
    assert "Gita memasang QRIS Koperasi Mawar" in body
    assert "KUB MAWAR BLITAR, NMID ID0000000000001" in body
    assert "/koperasi/uang/qris/" in body


def test_a_change_is_audited_with_both_codes_and_the_old_one_retires(cast: Cast) -> None:
    old = put_in(cast, cast.gita)
    new = put_in(cast, cast.hadi, PAGUNTAKA)
    old.refresh_from_db()
    assert (old.is_active, new.is_active) == (False, True)
    line = AuditEntry.objects.filter(verb="qris.added").latest("id")
    assert line.person == cast.hadi
    assert [(said or {})["nmid"] for said in (line.before, line.after)] == ["ID0000000000001", "ID0000000000002"]
    assert Message.objects.filter(body__contains="QRIS Koperasi Mawar diganti oleh Hadi").count() == 3


def test_the_same_code_again_is_the_same_row_and_tells_nobody_twice(cast: Cast) -> None:
    first = put_in(cast, cast.gita)
    assert put_in(cast, cast.hadi, f" {MAWAR}\n") == first
    assert (QrisCode.objects.count(), Message.objects.count(), AuditEntry.objects.count()) == (1, 3, 1)


def test_a_code_put_in_again_after_another_is_new_for_a_day(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        put_in(cast, cast.gita)
        put_in(cast, cast.gita, PAGUNTAKA)
        time.tick(days=3)
        again = put_in(cast, cast.gita)
        assert changed_lately(again)
        time.tick(hours=23, minutes=59)
        assert changed_lately(again)
        time.tick(minutes=1)
        assert not changed_lately(again)


@pytest.mark.parametrize("who", ["dewi", "fajar", "sari", "budi", "stranger"])
def test_nobody_but_ketua_and_bendahara_says_where_money_goes(cast: Cast, who: str) -> None:
    with pytest.raises(QrisNotFound):
        put_in(cast, getattr(cast, who))
    assert not QrisCode.objects.exists()


def test_a_seller_puts_in_its_own_and_its_cooperative_hears(cast: Cast) -> None:
    seller = cast.saris.seller
    bendahara = Person.objects.create_user("+6281200001070", "Bendahara Sari")
    plain = Person.objects.create_user("+6281200001071", "Anggota Sari")
    Membership.objects.create(person=bendahara, seller=seller, role=Membership.Role.TREASURER)
    Membership.objects.create(person=plain, seller=seller, role=Membership.Role.MEMBER)
    add_qris(scope=scope_of(cast.sari), person=cast.sari, payload=MAWAR, seller_id=seller.pk)
    assert told() == {"Sari", "Bendahara Sari", "Gita", "Hadi", "Dewi"}


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "stranger"])
def test_neither_helper_nor_neighbour_puts_in_a_sellers_code(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(QrisNotFound):
        add_qris(scope=scope_of(person), person=person, payload=MAWAR, seller_id=cast.saris.seller.pk)


@pytest.mark.parametrize("name", ["bad_crc", "dyn_25123", "no_qris_account", "wrong_currency"])
def test_a_bad_code_changes_nothing(cast: Cast, name: str) -> None:
    put_in(cast, cast.gita)
    with pytest.raises(errors.QrisRefused):
        put_in(cast, cast.gita, VECTORS[name]["payload"])
    assert QrisCode.objects.get().is_active


def test_a_retired_code_takes_no_new_bill_but_what_was_asked_still_comes(
    cast: Cast, qris: QrisCode, till: Till
) -> None:
    charge = till.qris_bill("B1")
    retire_qris(scope=scope_of(cast.hadi), person=cast.hadi, qris_id=qris.pk)
    retire_qris(scope=scope_of(cast.hadi), person=cast.hadi, qris_id=qris.pk)
    assert AuditEntry.objects.filter(verb="qris.retired").count() == 1
    assert Message.objects.filter(template="qris_retired").count() == 3
    with pytest.raises(NoQris):
        till.qris_bill("B2")
    till.transfer(charge)
    assert Settlement.objects.get().kind == Settlement.Kind.PAID


def test_strangers_can_retire_nothing(cast: Cast, qris: QrisCode) -> None:
    for person in (cast.fajar, cast.dewi, cast.sari):
        with pytest.raises(QrisNotFound):
            retire_qris(scope=scope_of(person), person=person, qris_id=qris.pk)
    with pytest.raises(QrisNotFound):
        retire_qris(scope=NOBODY, person=cast.stranger, qris_id=qris.pk)


def test_the_payer_gets_the_exact_total_as_a_code_and_the_name_beside_it(qris: QrisCode, till: Till) -> None:
    charge = till.qris_bill("B1", 25_000)
    shown = instructions_for(charge)
    assert (shown.kind, way_name("qris")) == ("qr", "QRIS")
    assert f"54{len(str(charge.total_minor)):02}{charge.total_minor}5802ID" in shown.qr
    values = [line.value for line in shown.lines]
    assert values == ["KUB MAWAR BLITAR", "ID0000000000001", Money(charge.total_minor, "IDR")]
    assert instructions_for(charge) == shown


def test_two_open_bills_of_one_price_differ_in_their_last_digits(qris: QrisCode, till: Till) -> None:
    charges = [till.qris_bill(f"B{n}") for n in range(30)]
    assert len({charge.total_minor for charge in charges}) == 30
    assert all(100 <= charge.unique_code <= 999 for charge in charges)


def test_a_total_asked_by_transfer_is_not_asked_by_qris_while_another_is_free(qris: QrisCode, till: Till) -> None:
    asked = Charge.objects.bulk_create(
        Charge(
            code=f"T{code}", bill_ref=f"T{code}", provider="bank_transfer", cooperative_id=qris.cooperative_id,
            bank_account=till.cast.cooperative.bank_accounts.get(), amount_minor=85_000, unique_code=code,
            total_minor=85_000 + code, currency="IDR",
        )
        for code in range(101, 1000)
    )  # fmt: skip
    assert till.qris_bill("B1").unique_code == 100
    assert till.qris_bill("B2").unique_code in {charge.unique_code for charge in asked}


def test_nine_hundred_open_bills_of_one_price_are_the_most(qris: QrisCode, till: Till) -> None:
    Charge.objects.bulk_create(
        Charge(
            code=f"Q{code}", bill_ref=f"Q{code}", provider="qris", cooperative_id=qris.cooperative_id, qris=qris,
            amount_minor=85_000, unique_code=code, total_minor=85_000 + code, currency="IDR",
        )
        for code in range(100, 1000)
    )  # fmt: skip
    with pytest.raises(NoCodeFree):
        till.qris_bill("B1")
    assert till.bill("B2").unique_code >= 100


def test_without_a_code_of_its_own_a_collector_is_not_paid_by_qris(
    cast: Cast, qris: QrisCode, alone: Callable[[str], Seller]
) -> None:
    with pytest.raises(NoQris):
        open_charge(bill_ref="B1", way="qris", amount=Money(5_000, "IDR"), seller_id=alone("Umi").pk)
    with pytest.raises(NoQris):
        open_charge(bill_ref="B2", way="qris", amount=Money(1, "IDR"), cooperative_id=cast.other_cooperative.pk)


@pytest.mark.parametrize("amount", [Money(2_500, "USD"), Money(9_999_002, "IDR"), Money(0, "IDR")])
def test_a_qris_takes_rupiah_up_to_the_limit_of_one_payment(cast: Cast, qris: QrisCode, amount: Money) -> None:
    with pytest.raises(AmountNotPossible):
        open_charge(bill_ref="B1", way="qris", amount=amount, cooperative_id=cast.cooperative.pk)


def test_with_its_digits_the_largest_bill_stays_within_the_limit(qris: QrisCode, till: Till) -> None:
    assert till.qris_bill("B1", 9_999_001).total_minor <= 10_000_000


def test_a_payment_seen_on_the_statement_is_booked_like_a_transfer(cast: Cast, qris: QrisCode, till: Till) -> None:
    charge = till.qris_bill("B1")
    transfer = till.transfer(charge)
    assert (transfer.qris, transfer.bank_account, transfer.charge) == (qris, None, charge)
    held = balance(accounts.bank(cast.cooperative.pk, "IDR"))
    assert held == Money(charge.total_minor, "IDR")
    assert Settlement.objects.get().amount_minor == 85_000
    assert [line for line in reconcile.check() if "buyer" not in line] == []


def test_a_reference_of_the_qris_is_recorded_once_and_never_with_other_contents(qris: QrisCode, till: Till) -> None:
    first, second = till.qris_bill("B1"), till.qris_bill("B2")
    assert till.transfer(first, reference="R1") == till.transfer(first, reference="R1")
    with pytest.raises(TransferDiffers):
        till.transfer(second, reference="R1")
    by_bank = till.bill("B3")
    till.transfer(by_bank, reference="R1")  # another statement may number its lines alike
    assert IncomingTransfer.objects.count() == 2


def test_another_cooperatives_officer_records_nothing(cast: Cast, qris: QrisCode, till: Till) -> None:
    charge = till.qris_bill("B1")
    elsewhere = Scope(cast.fajar.pk, {}, {cast.other_cooperative.pk: frozenset({Verb.TRANSFERS})})
    assert not waiting_transfers(elsewhere).exists()
    with pytest.raises(Exception, match="tidak ditemukan"):
        record_transfer(
            scope=elsewhere, person=cast.fajar, charge_code=charge.code, amount_minor=1, received_at=clock.now(),
            external_id="R1",
        )  # fmt: skip


def test_officers_see_it_waiting_and_a_total_points_to_it(qris: QrisCode, till: Till, officer: Scope) -> None:
    charge, other = till.qris_bill("B1"), till.bill("B2")
    assert list(waiting_transfers(officer)) == [charge, other]
    found = suggest(scope=officer, amount_minor=charge.total_minor, qris_id=qris.pk)
    assert (found.certain, found.candidates[0].why) == (charge, Why.EXACT)
    assert suggest(scope=officer, amount_minor=other.total_minor, qris_id=qris.pk).certain is None


def test_too_little_then_closed_is_due_back_to_the_buyer(cast: Cast, qris: QrisCode, till: Till) -> None:
    charge = till.qris_bill("B1")
    till.transfer(charge, 50_000)
    close(bill_ref="B1", state=Charge.State.EXPIRED)
    due = balance(accounts.refund_due(cast.cooperative.pk, None, "IDR"))
    assert due == Money(-50_000, "IDR")
    till.transfer(charge)
    assert Settlement.objects.filter(kind=Settlement.Kind.PAID).count() == 1


def test_a_bill_asked_by_qris_is_not_asked_by_transfer_beside_it(qris: QrisCode, till: Till) -> None:
    till.qris_bill("B1")
    with pytest.raises(OtherAmountOpen):
        till.bill("B1")


def test_a_cancelled_part_is_asked_anew_on_the_code_the_bill_began_with(qris: QrisCode, till: Till) -> None:
    first = till.qris_bill("B1")
    QrisCode.objects.update(is_active=False)
    close(bill_ref="B1", state=Charge.State.CANCELLED)
    again = till.qris_bill("B1", 40_000)
    assert (again.qris, again.pk) != (None, first.pk)


def test_payers_are_told_for_a_day_that_the_code_is_new(cast: Cast, till: Till) -> None:
    put_in(cast, cast.gita)
    charge = till.qris_bill("B1")
    assert charge.qris is not None
    assert changed_lately(charge.qris)
    with clock.frozen(clock.now() + timedelta(hours=24)):
        assert not changed_lately(charge.qris)
