"""A remittance that was written down wrongly is taken back by counter-entry, and typed anew."""

from datetime import timedelta
from typing import Any

import pytest

from payments.charges.models import BankAccount
from payments.payouts import actions as payouts
from payments.payouts.models import Payout, PayoutTerms
from payments.remittances import errors
from payments.remittances.models import Remittance
from payments.remittances.undoing import undo
from payments.statements.models import StatementRow
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from storefront.orders import payable, statement_money
from storefront.orders.models import Order
from tests.cast import Cast
from tests.storefront.cooperative.statements import brought, row_of
from tests.storefront.life import parcels
from tests.storefront.life.parcels import cooperatives_contract, own_contract, remitted, taken
from tests.storefront.life.stories import RP, assert_books, bank, sari, scope

pytestmark = pytest.mark.django_db


def undone(
    cast: Cast, made: Remittance, *, person: Person | None = None, reason: str = "Salah ketik", own: bool = False
) -> Remittance:
    who = person or (cast.sari if own else cast.gita)
    to: dict[str, Any] = {"seller_id": cast.saris.seller.pk} if own else {"cooperative_id": cast.cooperative.pk}
    return undo(scope=scope(who), person=who, code=made.code, reason=reason, **to)


def parcel(cast: Cast, *, key: str = "cod-1") -> Order:
    cooperatives_contract(cast)
    return taken(cast, key=key)


def test_it_is_owed_again_and_its_reference_is_free_for_the_right_figures(cast: Cast) -> None:
    order = parcel(cast)
    made = remitted(cast, order, received=78_000, delivery_minor=25_000, fee_minor=2_000)
    assert undone(cast, undone(cast, made)).undone_reason == "Salah ketik"
    assert_books([(parcels.jne(cast), 105_000), (bank(cast), 0), (parcels.couriers_fees(cast), -25_000)])
    assert AuditEntry.objects.filter(verb="remittance.undone").count() == 1
    remitted(cast, order, received=77_000, delivery_minor=25_000, fee_minor=3_000, key="anew")
    assert_books([(parcels.jne(cast), 0), (bank(cast), 77_000), (parcels.kept(cast), 3_000)])


def test_the_seller_takes_its_own_back(cast: Cast) -> None:
    own_contract(cast)
    order = taken(cast)
    made = remitted(cast, order, received=105_000, own=True)
    with pytest.raises(errors.RemittanceNotFound):  # by somebody who may, at another's books
        undone(cast, made)
    undone(cast, made, own=True)
    assert_books([(parcels.saris_jne(cast), 105_000), (parcels.till(cast), -105_000)])


def test_who_only_records_money_and_strangers_take_nothing_back(cast: Cast) -> None:
    made = remitted(cast, parcel(cast), received=105_000)
    for stranger in (cast.dewi, cast.fajar, cast.sari, cast.eko):
        with pytest.raises(NotFound):
            undone(cast, made, person=stranger)
    with pytest.raises(errors.ReasonMissing):
        undone(cast, made, reason="  ")
    assert_books([(parcels.jne(cast), 0)])


def test_the_form_that_wrote_it_does_not_say_that_it_stands(cast: Cast) -> None:
    order = parcel(cast)
    undone(cast, remitted(cast, order, received=105_000))
    with pytest.raises(errors.UndoneMeanwhile):
        remitted(cast, order, received=105_000)


def test_of_two_parts_of_one_parcel_the_first_may_go(cast: Cast) -> None:
    order = parcel(cast)
    first = remitted(cast, order, received=100_000, note="Menyusul")
    remitted(cast, order, received=5_000, key="k2", reference="T2")
    undone(cast, first)
    assert_books([(parcels.jne(cast), 100_000), (bank(cast), 5_000)])


def test_an_extra_that_was_used_stands_until_its_use_is_taken_back(cast: Cast) -> None:
    first, second = parcel(cast), parcel(cast, key="cod-2")
    extra = remitted(cast, first, received=110_000, note="Lebih")
    used = remitted(cast, second, received=100_000, key="k2", reference="T2")
    with pytest.raises(errors.ExtraUsed):
        undone(cast, extra)
    undone(cast, used)
    assert_books([(parcels.jne(cast), 100_000)])
    undone(cast, extra)
    assert_books([(parcels.jne(cast), 210_000), (bank(cast), 0)])


def test_what_the_bank_says_is_unsaid_first(cast: Cast) -> None:
    made = remitted(cast, parcel(cast), received=105_000)
    brought(cast, ("JNE COD", 105_000))
    asker = scope(cast.gita)
    statement_money.link_remittance(scope=asker, person=cast.gita, row_id=row_of("JNE COD").pk, code=made.code)
    with pytest.raises(errors.OnStatement):
        undone(cast, made)
    StatementRow.objects.update(state=StatementRow.State.REVIEW, ref="")
    undone(cast, made)
    assert statement_money.remittances_of(asker, row_of("JNE COD")) == []


def test_a_payout_that_was_proposed_of_it_does_not_leave(cast: Cast) -> None:
    long_ago = clock.now() - timedelta(days=30)
    BankAccount.objects.create(
        seller=cast.saris.seller, bank_code="014", number="123456789", holder="X", created_at=long_ago
    )
    PayoutTerms.objects.create(cooperative=cast.cooperative, hold_days=0, minimum_minor=1)
    made = remitted(cast, parcel(cast), received=105_000)
    with clock.frozen(clock.now() + timedelta(days=30)):
        batch = payouts.propose(
            scope=scope(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk, currency=RP,
            held=payable.held, key="batch-1",
        )  # fmt: skip
        undone(cast, made)
        payouts.approve(scope=scope(cast.hadi), person=cast.hadi, batch_code=batch.code, disputed=payable.disputed)
    assert Payout.objects.get().state == Payout.State.CANCELLED
    assert_books([(parcels.jne(cast), 105_000), (sari(cast), -76_000)])
