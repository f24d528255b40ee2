"""What a cooperative keeps: the most specific rule in force, line by line, half up, never more than the line."""

from datetime import timedelta

import pytest

from payments.money import Money
from sellers.accounts.models import Seller
from sellers.kit import clock
from storefront.terms.commission import Commission, SoldLine, commission_for
from storefront.terms.models import CommissionRule
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def of(cast: Cast, minor: int = 10_000, quantity: int = 1, currency: str = "IDR") -> Commission:
    product = cast.saris.product
    line = SoldLine(product.pk, product.category_id, quantity, Money(minor, currency))
    seller = Seller.objects.get(pk=cast.saris.seller.pk)
    return commission_for(seller=seller, lines=[line], currency=currency, at=clock.now())


def rule(cast: Cast, basis_points: int, **aim: object) -> CommissionRule:
    return CommissionRule.objects.create(cooperative=cast.cooperative, basis_points=basis_points, **aim)


@pytest.mark.parametrize(("goods", "kept"), [(80_000, 4_000), (12_345, 617), (12_350, 618), (1, 0), (10, 1), (0, 0)])
def test_commission_is_five_percent_half_up(cast: Cast, goods: int, kept: int) -> None:
    assert of(cast, goods).amount == Money(kept, "IDR")


def test_commission_knows_cents_too(cast: Cast) -> None:
    assert of(cast, 1_999, currency="USD").amount == Money(100, "USD")


def test_the_most_specific_rule_wins_whenever_it_began(cast: Cast) -> None:
    long_ago = clock.now() - timedelta(days=400)
    product = rule(cast, 100, product=cast.saris.product, valid_from=long_ago)
    seller = rule(cast, 200, seller=cast.saris.seller, valid_from=long_ago)
    category = rule(cast, 300, category=cast.saris.product.category, valid_from=long_ago)
    for specific, kept in ((product, 100), (seller, 200), (category, 300)):
        assert (of(cast).amount.minor, of(cast).lines[0].rule_id) == (kept, specific.pk)
        specific.delete()
    assert of(cast).amount.minor == 500


def test_the_newest_of_equals_decides_and_a_coming_or_ended_one_does_not(cast: Cast) -> None:
    now = clock.now()
    newer = rule(cast, 300, valid_from=now)
    rule(cast, 900, valid_from=now + timedelta(days=1))
    rule(cast, 800, valid_from=now - timedelta(hours=2), valid_to=now - timedelta(hours=1))
    assert (of(cast).amount.minor, of(cast).lines[0].rule_id) == (300, newer.pk)


def test_a_fixed_part_is_in_the_cooperatives_own_currency_and_is_not_kept_of_another(cast: Cast) -> None:
    rule(cast, 1_000, fixed_minor=2_000, seller=cast.saris.seller)
    assert of(cast, 50_000).amount == Money(7_000, "IDR")
    assert of(cast, 5_000, currency="USD").amount == Money(500, "USD")  # and not twenty dollars more


def test_share_and_fixed_part_add_up_a_pack_and_never_pass_the_line(cast: Cast) -> None:
    rule(cast, 1_000, fixed_minor=250, seller=cast.saris.seller)
    assert of(cast, 10_000, quantity=3).amount.minor == 1_000 + 3 * 250
    assert of(cast, 500, quantity=3).amount.minor == 500


def test_another_cooperatives_or_products_rule_is_none_of_ours(cast: Cast) -> None:
    CommissionRule.objects.create(cooperative=cast.other_cooperative, basis_points=9_000)
    rule(cast, 9_000, product=cast.citras.product)
    rule(cast, 9_000, seller=cast.citras.seller)
    assert of(cast).amount.minor == 500


def test_a_seller_on_its_own_owes_nobody(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(cooperative=None, mandate_from=None)
    assert (of(cast).amount.minor, of(cast).cooperative_id) == (0, None)
