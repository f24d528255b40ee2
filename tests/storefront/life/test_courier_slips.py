"""Slips while a courier's remittance is written down, and what cash that nobody took yet is worth."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from payments.money import Money
from payments.remittances import actions as remittances
from payments.remittances import errors
from payments.remittances.models import Remittance
from sellers.kit import clock
from sellers.regions import places
from storefront.orders import cash_debts, life, remittance_form
from storefront.terms.cash_debt import standing, stopped_sellers
from storefront.terms.models import CooperativeTerms
from tests.cast import Cast
from tests.storefront.life import parcels
from tests.storefront.life.parcels import charge_of, cooperatives_contract, own_contract, remitted, sent, taken
from tests.storefront.life.stories import RP, act, assert_books, bank, sari, scope

pytestmark = pytest.mark.django_db


def test_an_officer_gives_no_money_up_by_calling_it_the_couriers_fee(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    for kept in ({"fee_minor": 105_000}, {"delivery_minor": 105_000}, {"fee_minor": 90_000, "received": 15_000}):
        given = {"received": 0, "note": "Dipotong kurir", **kept}
        with pytest.raises(errors.KeptNotYours):
            remitted(cast, order, person=cast.dewi, **given)
        with pytest.raises(errors.KeptUnexplained):
            remitted(cast, order, **(given | {"note": " "}))
    assert_books([(parcels.jne(cast), 105_000), (sari(cast), -76_000)])
    usual = {"delivery_minor": 25_000, "fee_minor": 10_500}
    remitted(cast, order, person=cast.dewi, received=69_500, **usual)
    assert_books([(parcels.jne(cast), 0), (parcels.kept(cast), 10_500)])


def test_a_credit_is_used_before_money_is_given_up(cast: Cast) -> None:
    cooperatives_contract(cast)
    first, second = taken(cast), taken(cast, key="cod-2")
    remitted(cast, first, received=110_000, note="Kurir membulatkan")
    lost = {"received": 0, "note": "Kurir kabur", "key": "setoran-2", "reference": "TRX-2"}
    with pytest.raises(errors.LossTooLarge):
        remitted(cast, second, lost_minor=105_000, **lost)
    remitted(cast, second, lost_minor=100_000, **lost)
    assert_books([(parcels.jne(cast), 0), (bank(cast), 110_000), (parcels.costs(cast), 100_000)])


def test_money_did_not_come_before_the_parcel_was_ordered(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = taken(cast)
    with pytest.raises(errors.TooEarly):
        remitted(cast, order, received=105_000, received_at=clock.now() - timedelta(days=365))
    assert not Remittance.objects.exists()


def test_the_same_form_sent_again_later_that_day_is_the_same(cast: Cast) -> None:
    """Between midnight and seven in Blitar the day in UTC is still yesterday's."""
    cooperatives_contract(cast)
    zone = places.zone_of(cast.saris.seller.village_code)
    with clock.frozen(datetime(2026, 11, 23, 1, tzinfo=UTC)):
        order = taken(cast)
    typed = QueryDict(f"paket={charge_of(order).code}&diterima=105000&referensi=TRX&kunci=k1&tanggal=2026-11-24")
    made = []
    for moment in (datetime(2026, 11, 23, 23, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)):
        with clock.frozen(moment):
            form = remittance_form.read(typed, today=moment.astimezone(zone).date())
            wanted = form.wanted(courier="jne", currency="IDR", zone=zone)
            made.append(remittances.register(
                scope=scope(cast.gita), person=cast.gita, wanted=wanted, cooperative_id=cast.cooperative.pk
            ))  # fmt: skip
    assert made[0].pk == made[1].pk


def test_a_debt_is_not_paid_by_cash_that_the_cooperative_does_not_have(cast: Cast) -> None:
    """Sari owes 4000 of cash she took. A parcel on its way for the cooperative is a sale without money."""
    own_contract(cast)
    remitted(cast, taken(cast), received=105_000, own=True)
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(
        cash_debt_limit_minor=3_000, cash_debt_grace_days=0
    )
    cash_debts.watch()
    assert stopped_sellers([cast.saris.seller.pk])
    cooperatives_contract(cast)
    order = sent(cast, key="cod-2")
    cash_debts.watch()
    assert stopped_sellers([cast.saris.seller.pk])
    life.courier_took_cash(**act(cast.sari, order))  # her own word is no money either
    cash_debts.watch()
    assert stopped_sellers([cast.saris.seller.pk])
    debt = standing(cast.saris.seller)
    assert debt is not None
    assert debt.debt == Money(4_000, RP)
    remitted(cast, order, received=105_000, key="setoran-2", reference="TRX-2")
    cash_debts.watch()
    assert not stopped_sellers([cast.saris.seller.pk])
