"""Cash on delivery that a courier takes: who collects, what it owes, what it remits, and what waits for that."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from payments.charges.actions import open_charge, record_cash
from payments.charges.models import Charge
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.reconcile import check
from payments.money import Money
from payments.remittances import errors
from payments.remittances.models import Remittance
from sellers.accounts.models import Seller
from sellers.kit import clock, once
from sellers.kit.errors import NotFound
from storefront.orders import deadlines, life, life_seller, payable, settling
from storefront.orders.models import Bill, Order, Refund
from storefront.orders.payable import Why
from storefront.orders.placing import place
from storefront.orders.quoting import quote
from storefront.terms.models import CashPause, CooperativeTerms
from tests.cast import Cast
from tests.storefront.life import parcels
from tests.storefront.life.parcels import cod, cooperatives_contract, own_contract, remitted, sent, taken, wish_of
from tests.storefront.life.stories import (
    RP,
    act,
    assert_books,
    bank,
    commission,
    sari,
    saris_part,
    told,
    transfer,
    verbs,
)

pytestmark = pytest.mark.django_db


def why(cast: Cast) -> list[Why]:
    return [one.why for one in payable.held_orders(cast.cooperative.pk, RP)]


def test_no_courier_takes_cash_until_somebody_says_so(cast: Cast) -> None:
    assert [group.ways for group in quote(wish_of(cast)).groups] == [("bank_transfer", "cash")]
    assert [problem.field for problem in quote(wish_of(cast)).problems] == ["payment"]


def test_the_cooperative_that_holds_the_contract_collects(cast: Cast) -> None:
    cooperatives_contract(cast)
    quoted = quote(wish_of(cast))
    assert quoted.problems == ()
    [bill] = quoted.bills
    assert (bill.collector_kind, bill.collector_name, bill.way, bill.by_courier) == (
        "cooperative", "Koperasi Mawar", "cash", True,
    )  # fmt: skip
    assert quoted.groups[0].cash_by_courier


def test_a_seller_with_a_contract_of_its_own_collects(cast: Cast) -> None:
    own_contract(cast)
    [bill] = quote(wish_of(cast)).bills
    assert (bill.collector_kind, bill.collector_name, bill.by_courier) == ("seller", "Dapur Sari", True)


@pytest.mark.parametrize("change", [{"mandate_from": None}, {"mandate_from": date(2099, 1, 1)}])
def test_without_a_mandate_the_cooperative_takes_no_cash_for_it(cast: Cast, change: dict[str, object]) -> None:
    cooperatives_contract(cast)
    Seller.objects.filter(pk=cast.saris.seller.pk).update(**change)
    assert not any(way.cod for way in quote(wish_of(cast)).parts[0].ways if way.kind == "courier")


def test_each_parcel_is_a_bill_of_its_own(cast: Cast) -> None:
    cooperatives_contract(cast)
    purchase = cod(cast, both=True)
    bills = list(purchase.bills.order_by("position"))
    assert [(bill.cooperative_id, bill.amount_minor) for bill in bills] == [
        (cast.cooperative.pk, 105_000), (cast.cooperative.pk, 22_000),
    ]  # fmt: skip
    assert sum(bill.amount_minor for bill in bills) == purchase.total_minor
    life.cancel_by_seller(**act(cast.citra, purchase.orders.get(seller=cast.citras.seller)), reason="Habis")
    assert [bill.state for bill in purchase.bills.order_by("position")] == ["open", "cancelled"]
    assert check() == []


def test_a_cash_parcel_skips_waiting_and_the_buyer_is_told_of_the_courier(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = saris_part(cast, cod(cast))
    assert (order.state, order.delivery_to_courier) == ("confirmed", True)
    assert "untuk kurir saat paket sampai. Uangnya untuk Koperasi Mawar" in told("purchase_placed")[0].body
    assert "Kurir menagih Rp105.000" in told("new_order")[0].body


def test_what_the_courier_took_it_owes_to_the_cooperative(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    assert (order.state, order.bill.state) == ("received", Bill.State.PAID)
    assert verbs(order)[-1] == "received"
    assert_books([
        (parcels.jne(cast), 105_000), (bank(cast), 0), (sari(cast), -76_000), (commission(cast), -4_000),
        (parcels.couriers_fees(cast), -25_000),
    ])  # fmt: skip


def test_what_the_courier_took_by_the_sellers_contract_it_owes_to_the_seller(cast: Cast) -> None:
    own_contract(cast)
    taken(cast)
    assert_books([
        (parcels.saris_jne(cast), 105_000), (parcels.till(cast), -105_000), (sari(cast), 4_000),
        (commission(cast), -4_000),
    ])  # fmt: skip
    remitted(cast, Order.objects.get(), received=77_000, fee_minor=28_000, own=True)
    assert_books([(parcels.saris_jne(cast), 0), (parcels.till(cast), 0), (sari(cast), 4_000)])


def test_taking_it_twice_counts_once_and_a_refusal_comes_too_late(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    with pytest.raises(life.WrongStep):
        life.courier_took_cash(**act(cast.sari, order))
    with pytest.raises(life.WrongStep):
        life.refuse_at_door(**act(cast.sari, order), reason="refused", returned={})
    assert check() == []


def test_nobody_elses_parcel_can_be_marked(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = sent(cast)
    for stranger in (cast.citra, cast.fajar, cast.eko):
        with pytest.raises(NotFound):
            life.courier_took_cash(**act(stranger, order))


def test_a_parcel_that_was_paid_before_is_not_paid_to_the_courier(cast: Cast) -> None:
    cooperatives_contract(cast)
    given = replace(wish_of(cast), payments={f"coop:{cast.cooperative.pk}": "bank_transfer"})
    order = saris_part(cast, place(key="paid", given=given))
    transfer(cast, order.purchase)
    life.send(**act(cast.sari, order), courier="pos", tracking_number="P1")  # any courier may bring it
    with pytest.raises(life.WrongStep):
        life.courier_took_cash(**act(cast.sari, order))


def test_only_the_chosen_courier_may_bring_it(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = saris_part(cast, cod(cast))
    with pytest.raises(life_seller.OtherCourier):
        life.send(**act(cast.sari, order), courier="pos", tracking_number="X")
    assert life.send(**act(cast.sari, order), courier="jne").state == "sent"


def test_the_buyers_own_word_says_that_the_courier_was_paid(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = sent(cast)
    life.buyer_confirm_receipt(purchase=order.purchase, order_code=order.code)
    assert_books([(parcels.jne(cast), 105_000)])


def test_time_alone_does_not_say_that_the_courier_was_paid(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = sent(cast)
    with clock.frozen(clock.now() + timedelta(days=11)):
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
    order.refresh_from_db()
    assert order.state == "sent"
    assert [message.to for message in told("overdue_cash")] == [cast.cooperative.phone]
    assert len(told("overdue_cash_to_seller")) == 1


def test_a_refused_parcel_leaves_nothing_owed_but_the_way(cast: Cast) -> None:
    """Nothing was taken; the goods come back. The courier carried it: by the usual rule the seller bears its fee."""
    cooperatives_contract(cast)
    order = sent(cast)
    life.refuse_at_door(**act(cast.dewi, order), reason="refused", returned={order.lines.get().pk: 2})
    order.refresh_from_db()
    assert (order.state, Bill.objects.get().state) == ("returned", Bill.State.CANCELLED)
    assert_books([
        (parcels.jne(cast), 0), (sari(cast), 25_000), (parcels.couriers_fees(cast), -25_000), (commission(cast), 0),
    ])  # fmt: skip
    assert not payable.held(cast.cooperative.pk, RP)


def test_a_parcel_that_is_lost_with_its_money_is_owed_by_the_courier(cast: Cast) -> None:
    """It never arrived: the buyer pays nothing, and the courier makes good what the seller lost."""
    cooperatives_contract(cast)
    order = sent(cast)
    life.buyer_dispute(purchase=order.purchase, order_code=order.code, reason="Tidak sampai")
    life.settle_dispute(**act(cast.gita, order), returned=True, reason="Hilang di kurir", cause="lost")
    assert Refund.objects.get().bearer == Refund.Bearer.COURIER
    assert_books([(parcels.jne(cast), 0), (sari(cast), -76_000), (parcels.couriers_fees(cast), 76_000)])


def test_nothing_is_paid_out_before_the_courier_remitted(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    with clock.frozen(clock.now() + timedelta(days=30)):
        deadlines.sweep()
        assert why(cast) == [Why.WITH_COURIER]
        assert payable.held(cast.cooperative.pk, RP)[cast.saris.seller.pk].minor == 76_000
        remitted(cast, order, received=78_000, delivery_minor=25_000, fee_minor=2_000)
        assert why(cast) == []
    assert_books([
        (parcels.jne(cast), 0), (bank(cast), 78_000), (parcels.couriers_fees(cast), 0), (parcels.kept(cast), 2_000),
        (sari(cast), -76_000),
    ])  # fmt: skip


def test_a_debt_that_stops_cash_does_not_stop_the_cooperatives_courier(cast: Cast) -> None:
    cooperatives_contract(cast)
    CashPause.objects.create(seller=cast.saris.seller, debt_minor=300_000, currency=RP)
    assert quote(wish_of(cast)).problems == ()
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(cash_couriers=[])
    own_contract(cast)
    assert [problem.field for problem in quote(wish_of(cast)).problems] == ["payment"]


def test_who_refused_parcels_is_offered_no_cash_by_courier_either(cast: Cast) -> None:
    cooperatives_contract(cast)
    for number in range(2):
        order = sent(cast, key=f"refuser-{number}")
        life.refuse_at_door(**act(cast.sari, order), reason="refused", returned={})
    assert "Dua paket tunai" in " ".join(problem.sentence for problem in quote(wish_of(cast)).problems)


# remittances


def two_taken(cast: Cast) -> tuple[Order, Order]:
    cooperatives_contract(cast)
    return taken(cast), taken(cast, key="cod-2")


def test_one_remittance_covers_several_parcels(cast: Cast) -> None:
    first, second = two_taken(cast)
    made = remitted(cast, first, second, received=157_500, delivery_minor=50_000, fee_minor=2_500)
    assert (made.extra_minor, made.lines.count()) == (0, 2)
    assert_books([(parcels.jne(cast), 0), (bank(cast), 157_500)])


def test_the_same_key_again_is_the_first_answer_and_other_figures_are_refused(cast: Cast) -> None:
    first, second = two_taken(cast)
    made = remitted(cast, first, received=105_000)
    assert remitted(cast, first, received=105_000).pk == made.pk
    with pytest.raises(once.KeyReused):
        remitted(cast, first, second, received=210_000)
    assert Remittance.objects.count() == 1
    assert_books([(parcels.jne(cast), 105_000), (bank(cast), 105_000)])


def test_the_same_bank_reference_again_is_refused(cast: Cast) -> None:
    first, second = two_taken(cast)
    remitted(cast, first, received=105_000)
    with pytest.raises(errors.ReferenceTaken):
        remitted(cast, second, received=105_000, key="setoran-2", reference=" trx-1 ")
    with pytest.raises(errors.RemittedAlready):
        remitted(cast, first, received=105_000, key="setoran-3", reference="TRX-3")


def test_what_is_missing_stays_with_its_parcel_and_holds_it(cast: Cast) -> None:
    """Of 210000 came 199999: 10001 are missing of the second parcel, which stays held until they come."""
    first, second = two_taken(cast)
    with pytest.raises(errors.Unexplained) as error:
        remitted(cast, first, second, received=199_999)
    assert error.value.facts["difference"] == -10_001
    assert "Kurang Rp10.001" in error.value.sentence
    remitted(cast, first, second, received=199_999, note="Kurir menyusulkan")
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert [one.order.pk for one in payable.held_orders(cast.cooperative.pk, RP)] == [second.pk]
        assert_books([(parcels.jne(cast), 10_001)])
        remitted(cast, second, received=10_001, key="setoran-2", reference="TRX-2")
        assert why(cast) == []
    assert_books([(parcels.jne(cast), 0), (bank(cast), 210_000)])


def test_what_is_too_much_is_used_by_the_next_remittance(cast: Cast) -> None:
    first, second = two_taken(cast)
    with pytest.raises(errors.Unexplained):
        remitted(cast, first, received=110_000)
    assert remitted(cast, first, received=110_000, note="Kurir membulatkan").extra_minor == 5_000
    assert_books([(parcels.jne(cast), 100_000), (bank(cast), 110_000)])
    assert remitted(cast, second, received=100_000, key="setoran-2", reference="TRX-2").extra_minor == -5_000
    assert_books([(parcels.jne(cast), 0), (bank(cast), 210_000)])


def test_money_that_never_comes_is_given_up_by_chair_or_treasurer_and_the_seller_is_paid(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    given = {"received": 0, "lost_minor": 105_000}
    with pytest.raises(errors.LossNotYours):
        remitted(cast, order, person=cast.dewi, note="Kurir kabur", **given)
    with pytest.raises(errors.LossUnexplained):
        remitted(cast, order, **given)
    remitted(cast, order, note="Kurir kabur, tidak ada ganti rugi", **given)
    assert_books([(parcels.jne(cast), 0), (parcels.costs(cast), 105_000), (sari(cast), -76_000)])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"charge_codes": ()}, errors.NoParcels),
        ({"charge_codes": ("TIDAKADA",)}, errors.ParcelUnknown),
        ({"courier": "pos"}, errors.ParcelUnknown),
        ({"reference": "  "}, errors.ReferenceMissing),
        ({"received_minor": 0}, errors.NothingCame),
        ({"received_minor": -1}, errors.AmountNotPossible),
        ({"fee_minor": 10**13}, errors.AmountNotPossible),
        ({"lost_minor": 1, "note": "Salah"}, errors.LossTooLarge),
    ],
)
def test_a_slip_writes_nothing(cast: Cast, changes: dict[str, object], error: type[Exception]) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    with pytest.raises(error):
        remitted(cast, order, received=105_000, **changes)
    with pytest.raises(errors.NotYet):
        remitted(cast, order, received=105_000, received_at=clock.now() + timedelta(days=1))
    assert not Remittance.objects.exists()
    assert_books([(parcels.jne(cast), 105_000)])


def test_nobody_else_writes_down_a_remittance(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    for stranger in (cast.fajar, cast.sari, cast.eko):
        with pytest.raises(NotFound):
            remitted(cast, order, received=105_000, person=stranger)
    with pytest.raises(errors.ParcelUnknown):  # the cooperative's parcel, as if it were Sari's own
        remitted(cast, order, received=105_000, own=True)


def test_a_refund_of_such_an_order_is_the_cooperatives_and_changes_nothing_the_courier_owes(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    life.buyer_dispute(purchase=order.purchase, order_code=order.code, reason="Rusak")
    life.settle_dispute(**act(cast.gita, order), returned=True, reason="Rusak semua", cause="quality")
    settling.apply_due()
    assert_books([(parcels.jne(cast), 105_000), (sari(cast), 25_000)])
    remitted(cast, order, received=105_000)
    assert_books([(parcels.jne(cast), 0), (bank(cast), 105_000)])


def test_dollars_are_remitted_apart_from_rupiah(cast: Cast) -> None:
    """Of US$19.99 and US$0.02 came US$20.00: a cent stays owed of the second, and no rupiah moved."""
    cooperatives_contract(cast)
    codes = []
    for ref, minor in (("USD1", 1_999), ("USD2", 2)):
        charge = open_charge(
            bill_ref=ref, way="cash", amount=Money(minor, "USD"), cooperative_id=cast.cooperative.pk, courier="jne"
        )
        record_cash(bill_ref=ref, person=cast.sari)
        codes.append(charge.code)
    remitted(cast, received=2_000, charge_codes=tuple(codes), note="Kurang satu sen")
    assert balance(accounts.courier_cash("jne", cast.cooperative.pk, None, "USD")) == Money(1, "USD")
    assert list(Charge.objects.order_by("pk").values_list("remitted_minor", flat=True)) == [1_999, 1]
    order = parcels.taken(cast)
    with pytest.raises(errors.ParcelUnknown):  # two currencies are two remittances
        remitted(cast, order, received=1, key="lain", charge_codes=(codes[1], parcels.charge_of(order).code))
