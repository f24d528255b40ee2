"""Prices of today: each row its own outcome, nobody's edit lost, nothing sold put back."""

from dataclasses import replace

import pytest
from django.db import transaction

from catalog.products import stock as pools
from catalog.products.actions import update_variant
from catalog.products.errors import InvalidProduct
from catalog.products.models import Change, Pool, Variant
from catalog.products.today import MOST_ROWS, Base, State, Wish, base_of, set_price, set_prices
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from tests.cast import Cast


def standing(variant: Variant) -> Base:
    return base_of(Variant.objects.select_related("pool").get(pk=variant.pk))


def row(variant: Variant, price: str = "", stock: str = "") -> Wish:
    return Wish(variant.pk, price, stock, standing(variant))


def sell(pool: Pool, grams: int) -> None:
    with transaction.atomic():
        pools.take(quantities={pool.pk: grams}, ref="K7QX29MB")


def test_price_and_stock_are_saved_and_the_outcome_is_the_next_base(cast: Cast) -> None:
    asked = row(cast.saris.variant, "27rb", "8,5")
    (outcome,) = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=[asked])
    assert outcome.state == State.SAVED
    assert outcome.now == Base(asked.base.version + 1, 27_000, "8,5")
    assert outcome.before == asked.base


def test_a_row_left_as_it_was_writes_nothing(cast: Cast) -> None:
    asked = row(cast.saris.variant, "Rp40.000", "50")
    (outcome,) = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=[asked])
    assert outcome.state == State.SAME
    assert standing(cast.saris.variant) == asked.base
    assert not Change.objects.exists() and not AuditEntry.objects.exists()


def test_what_was_sold_while_the_page_stood_open_stays_sold_and_is_no_conflict(cast: Cast) -> None:
    asked = row(cast.saris.variant, "", "60")
    sell(cast.saris.pool, 3_000)
    (outcome,) = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=[asked])
    assert outcome.state == State.SAVED
    assert standing(cast.saris.variant).stock == "57"


def test_two_phones_with_one_price_both_are_shown_and_the_other_rows_are_saved(cast: Cast) -> None:
    asked = row(cast.saris.variant, "45.000")
    other = row(cast.small_pack, "12.000")
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, price_minor=42_000)
    outcomes = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=[asked, other])
    assert [outcome.state for outcome in outcomes] == [State.CONFLICT, State.SAVED]
    assert outcomes[0].now == replace(asked.base, version=2, price_minor=42_000)
    assert standing(cast.saris.variant).price_minor == 42_000
    assert standing(cast.small_pack).price_minor == 12_000


def test_choosing_ones_own_value_over_theirs_saves_it(cast: Cast) -> None:
    asked = row(cast.saris.variant, "45.000")
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, price_minor=42_000)
    conflict = set_price(scope=scope_of(cast.sari), person=cast.sari, row=asked)
    assert conflict.now is not None
    mine = replace(asked, base=conflict.now)
    assert set_price(scope=scope_of(cast.sari), person=cast.sari, row=mine).state == State.SAVED
    assert standing(cast.saris.variant).price_minor == 45_000


def test_a_price_here_and_a_stock_there_do_not_quarrel(cast: Cast) -> None:
    asked = row(cast.saris.variant, "45.000")
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, stock=7)
    assert set_price(scope=scope_of(cast.sari), person=cast.sari, row=asked).state == State.SAVED
    assert standing(cast.saris.variant) == Base(3, 45_000, "7")


def test_two_counts_of_one_stock_are_asked_about(cast: Cast) -> None:
    asked = row(cast.saris.variant, "", "30")
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, stock=7)
    outcome = set_price(scope=scope_of(cast.sari), person=cast.sari, row=asked)
    assert (outcome.state, outcome.now and outcome.now.stock) == (State.CONFLICT, "7")


def test_the_same_price_from_two_phones_is_one_price(cast: Cast) -> None:
    asked = row(cast.saris.variant, "45.000")
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, price_minor=45_000)
    assert set_price(scope=scope_of(cast.sari), person=cast.sari, row=asked).state == State.SAME


def test_a_price_that_cannot_be_read_is_refused_alone(cast: Cast) -> None:
    rows = [row(cast.saris.variant, "murah"), row(cast.small_pack, "12rb")]
    refused, saved = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=rows)
    assert (refused.state, refused.field, saved.state) == (State.REFUSED, "price", State.SAVED)
    assert "25.000" in refused.sentence
    assert standing(cast.saris.variant).price_minor == 40_000


def test_another_stalls_pack_is_not_there(cast: Cast) -> None:
    (outcome,) = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=[row(cast.citras.variant, "1.000")])
    assert (outcome.state, outcome.now) == (State.REFUSED, None)
    assert standing(cast.citras.variant).price_minor == 12_000


def test_a_helper_leaves_both_names(cast: Cast) -> None:
    set_prices(scope=scope_of(cast.budi), person=cast.budi, rows=[row(cast.saris.variant, "45.000")])
    entry = AuditEntry.objects.get(verb="variant.changed")
    assert (entry.person, entry.acting_for) == (cast.budi, cast.saris.seller)


def test_a_page_of_a_thousand_rows_is_refused_whole(cast: Cast) -> None:
    rows = [row(cast.saris.variant, "45.000")] * (MOST_ROWS + 1)
    with pytest.raises(InvalidProduct):
        set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=rows)


def pool_of(cast: Cast) -> int:
    return Pool.objects.get(pk=cast.saris.pool.pk).available


def test_two_packs_of_one_pool_counted_alike_count_it_once(cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=10_000)  # ten kilos, or forty bags
    rows = [row(cast.saris.variant, "", "20"), row(cast.small_pack, "", "80")]
    sell(cast.saris.pool, 1_000)  # while the page stands open
    outcomes = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=rows)
    assert [outcome.state for outcome in outcomes] == [State.SAVED, State.SAME]
    assert pool_of(cast) == 19_000


def test_two_packs_of_one_pool_counted_differently_are_asked_about(cast: Cast) -> None:
    rows = [row(cast.saris.variant, "", "20"), row(cast.small_pack, "9.000", "81")]
    outcomes = set_prices(scope=scope_of(cast.sari), person=cast.sari, rows=rows)
    assert [outcome.state for outcome in outcomes] == [State.SAVED, State.CONFLICT]
    assert outcomes[1].now and (outcomes[1].now.price_minor, outcomes[1].now.stock) == (11_000, "80")
    assert pool_of(cast) == 20_000


def test_two_phones_that_count_one_pool_by_different_packs_do_not_add_up(cast: Cast) -> None:
    kilo, alike, other = (
        row(cast.saris.variant, "", "60"),
        row(cast.small_pack, "", "240"),
        row(cast.small_pack, "", "9"),
    )
    assert set_price(scope=scope_of(cast.sari), person=cast.sari, row=kilo).state == State.SAVED
    assert set_price(scope=scope_of(cast.budi), person=cast.budi, row=alike).state == State.SAME
    assert set_price(scope=scope_of(cast.budi), person=cast.budi, row=other).state == State.CONFLICT
    assert pool_of(cast) == 60_000
