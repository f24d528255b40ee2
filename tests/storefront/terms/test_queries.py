"""Who collects, and how long things may take."""

from datetime import UTC, date, datetime, timedelta

import pytest

from payments.charges.models import BankAccount
from sellers.accounts.models import Seller
from sellers.kit import clock
from storefront.terms.models import CooperativeTerms
from storefront.terms.queries import (
    Deadlines,
    WayNotOffered,
    collector_for,
    terms_for,
    ways_for,
)
from tests.cast import JUATA_LAUT, Cast

pytestmark = pytest.mark.django_db


def alone(cast: Cast) -> Seller:
    seller = cast.saris.seller
    Seller.objects.filter(pk=seller.pk).update(cooperative=None, mandate_from=None)
    return Seller.objects.get(pk=seller.pk)


def test_a_members_transfers_go_to_its_cooperative_and_cash_to_itself(cast: Cast) -> None:
    assert collector_for(seller=cast.saris.seller, way="bank_transfer").name == "Koperasi Mawar"
    assert collector_for(seller=cast.saris.seller, way="cash").kind == "seller"
    assert ways_for(cast.saris.seller) == ("bank_transfer", "cash")


def test_without_a_mandate_the_seller_collects_itself_or_not_at_all(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(mandate_from=None)
    seller = Seller.objects.get(pk=cast.saris.seller.pk)
    assert ways_for(seller) == ("cash",)
    with pytest.raises(WayNotOffered):
        collector_for(seller=seller, way="bank_transfer")
    BankAccount.objects.create(seller=seller, bank_code="014", number="123456", holder="Sari")
    assert collector_for(seller=seller, way="bank_transfer").kind == "seller"


def test_a_mandate_begins_on_its_day_in_the_sellers_own_zone(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(mandate_from=date(2026, 12, 1), village_code=JUATA_LAUT)
    seller = Seller.objects.get(pk=cast.saris.seller.pk)
    midnight_there = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # WITA is eight hours ahead
    with clock.frozen(midnight_there - timedelta(minutes=1)) as time:
        assert ways_for(seller) == ("cash",)
        time.tick(minutes=1)
        assert ways_for(seller) == ("bank_transfer", "cash")


def test_a_retired_account_takes_no_transfer(cast: Cast) -> None:
    BankAccount.objects.update(is_active=False)
    assert ways_for(cast.saris.seller) == ("cash",)


def test_an_unknown_way_is_not_offered(cast: Cast) -> None:
    with pytest.raises(WayNotOffered):
        collector_for(seller=cast.saris.seller, way="gold")


def test_a_seller_on_its_own_has_the_defaults(cast: Cast) -> None:
    assert terms_for(alone(cast)) == Deadlines()


def test_a_cooperatives_own_terms_are_used(cast: Cast) -> None:
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(pay_by_transfer_hours=6)
    assert terms_for(Seller.objects.get(pk=cast.saris.seller.pk)).pay_by_transfer_hours == 6


def test_a_cooperative_without_terms_has_the_defaults(cast: Cast) -> None:
    CooperativeTerms.objects.all().delete()
    assert terms_for(Seller.objects.get(pk=cast.saris.seller.pk)) == Deadlines()
