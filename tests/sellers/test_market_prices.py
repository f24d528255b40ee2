"""Noted prices of markets: once a day each, corrected and removed without a trace lost, each step taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sellers.accounts.access import NOBODY
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.kit.once import KeyReused
from sellers.regions import market_prices
from sellers.regions.market_prices import NotAMarketPrice, PriceMoved
from sellers.regions.market_trends import matches, newest, says_the_same
from sellers.regions.models import MarketPrice
from tests.cast import SENTUL, Cast
from tests.storefront.cooperative.markets import note, noted, noting, today

pytestmark = pytest.mark.django_db


def standing() -> list[tuple[str, int]]:
    return list(MarketPrice.objects.standing().order_by("good_key", "pk").values_list("good", "price_minor"))


def act(cast: Cast) -> dict[str, Any]:
    return {"scope": scope_of(cast.dewi), "person": cast.dewi}


def test_the_same_good_of_the_same_day_is_corrected_and_never_doubled(cast: Cast) -> None:
    first = noted(cast)
    again = note(noting("telur  AYAM", 28_000), person=cast.gita, cooperative=cast.cooperative, key="dua")
    assert standing() == [("Telur ayam", 28_000)]
    assert MarketPrice.objects.get(pk=again[0]).replaces_id == first
    assert MarketPrice.objects.get(pk=first).ended_by == cast.gita


def test_a_price_noted_again_as_it_stands_changes_nothing(cast: Cast) -> None:
    noted(cast)
    assert note(noting(), person=cast.dewi, cooperative=cast.cooperative, key="dua") == []
    assert MarketPrice.objects.count() == 1


def test_a_form_that_arrives_again_after_a_correction_does_not_bring_the_old_price_back(cast: Cast) -> None:
    price_id = noted(cast)
    market_prices.correct(**act(cast), price_id=price_id, price_minor=27_500)
    assert noted(cast) == price_id
    assert standing() == [("Telur ayam", 27_500)]


def test_the_same_key_with_another_price_is_refused(cast: Cast) -> None:
    noted(cast)
    with pytest.raises(KeyReused):
        noted(cast, noting(price=30_000))


def test_a_removed_price_comes_back_and_a_corrected_one_too(cast: Cast) -> None:
    price_id = noted(cast)
    market_prices.remove(**act(cast), price_id=price_id)
    assert standing() == []
    market_prices.take_back(**act(cast), price_id=price_id)
    assert standing() == [("Telur ayam", 26_000)]
    made = market_prices.correct(**act(cast), price_id=price_id, price_minor=62_000)
    market_prices.take_back(**act(cast), price_id=made.pk)
    assert standing() == [("Telur ayam", 26_000)]
    again = market_prices.correct(**act(cast), price_id=price_id, price_minor=26_500)
    assert (again.replaces_id, standing()) == (price_id, [("Telur ayam", 26_500)])


def test_what_was_changed_since_is_not_taken_back(cast: Cast) -> None:
    price_id = noted(cast)
    market_prices.correct(**act(cast), price_id=price_id, price_minor=27_000)
    with pytest.raises(PriceMoved):
        market_prices.take_back(**act(cast), price_id=price_id)
    removed = noted(cast, noting("Beras"), key="beras")
    market_prices.remove(**act(cast), price_id=removed)
    noted(cast, noting("Beras", 13_000), key="lagi")
    with pytest.raises(PriceMoved):
        market_prices.take_back(**act(cast), price_id=removed)
    assert standing() == [("Beras", 13_000), ("Telur ayam", 27_000)]


def test_a_removal_is_taken_back_also_after_a_correction_that_was_undone(cast: Cast) -> None:
    price_id = noted(cast)
    made = market_prices.correct(**act(cast), price_id=price_id, price_minor=62_000)
    market_prices.take_back(**act(cast), price_id=made.pk)
    market_prices.remove(**act(cast), price_id=price_id)
    market_prices.take_back(**act(cast), price_id=price_id)
    assert standing() == [("Telur ayam", 26_000)]
    again = market_prices.correct(**act(cast), price_id=price_id, price_minor=27_000)
    market_prices.remove(**act(cast), price_id=again.pk)
    with pytest.raises(PriceMoved):
        market_prices.take_back(**act(cast), price_id=price_id)


def test_every_step_stands_in_the_book(cast: Cast) -> None:
    price_id = noted(cast)
    made = market_prices.correct(**act(cast), price_id=price_id, price_minor=27_000)
    market_prices.remove(**act(cast), price_id=made.pk)
    market_prices.take_back(**act(cast), price_id=made.pk)
    verbs = AuditEntry.objects.filter(verb__startswith="market_price.").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("market_price.") for verb in verbs] == ["noted", "corrected", "removed", "taken_back"]
    entry = AuditEntry.objects.get(verb="market_price.corrected")
    assert (entry.person, entry.before, entry.after) == (cast.dewi, {"price_minor": 26_000}, {"price_minor": 27_000})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"good": "  "}, "good"), ({"good": "x" * 81}, "good"), ({"market": "!"}, "market"), ({"price": 0}, "price"),
     ({"ago": -1}, "day"), ({"ago": 400}, "day")],
)  # fmt: skip
def test_what_cannot_be_a_price_says_which_part(cast: Cast, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(NotAMarketPrice) as refused:
        noted(cast, noting(**wrong))  # type: ignore[arg-type]  # one wrong part at a time, by name
    assert refused.value.field == field
    assert not MarketPrice.objects.exists()


def test_today_is_the_day_of_the_place(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 12, 1, 17, 30, tzinfo=UTC)):  # half past midnight in Blitar
        noted(cast, noting())
        assert MarketPrice.objects.get().day.isoformat() == "2026-12-02"


def test_another_cooperative_reads_a_price_and_changes_none(cast: Cast) -> None:
    price_id = noted(cast)
    fajars = scope_of(cast.fajar)
    assert MarketPrice.objects.within(fajars).count() == 1
    assert not MarketPrice.objects.within(NOBODY).exists()
    deeds = (
        lambda: market_prices.correct(scope=fajars, person=cast.fajar, price_id=price_id, price_minor=1),
        lambda: market_prices.remove(scope=fajars, person=cast.fajar, price_id=price_id),
        lambda: market_prices.take_back(scope=fajars, person=cast.fajar, price_id=price_id),
        lambda: note(noting(), person=cast.fajar, cooperative=cast.cooperative, key="asing"),
        lambda: note(noting(), person=cast.sari, cooperative=cast.cooperative, key="sari"),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    assert standing() == [("Telur ayam", 26_000)]


def test_two_cooperatives_note_the_same_market_apart(cast: Cast) -> None:
    Cooperative.objects.filter(pk=cast.other_cooperative.pk).update(village_code=SENTUL)
    noted(cast)
    note(noting(price=25_000), person=cast.fajar, cooperative=cast.other_cooperative, key="kunci")
    assert sorted(price for _good, price in standing()) == [25_000, 26_000]


def test_only_so_many_rows_at_once(cast: Cast) -> None:
    with pytest.raises(Expected) as refused:
        noted(cast, *[noting()] * 501)
    assert refused.value.sentence == "Simpan paling banyak 500 baris sekaligus."


def test_a_week_before_is_six_to_fourteen_days(cast: Cast) -> None:
    ages = {"Beras": (0, 7), "Cabai": (0, 5), "Gula": (0, 15), "Telur": (1, 7), "Bawang": (0, 3, 6, 14)}
    for good, days in ages.items():
        noted(cast, *[noting(good, 10_000 + 1_000 * ago, ago=ago) for ago in days], key=good)
    found = {one.price.good: one.change_minor for one in newest(MarketPrice.objects.standing().newest_first())}
    assert found == {"Beras": -7_000, "Cabai": None, "Gula": None, "Telur": -6_000, "Bawang": -6_000}


def test_fresh_is_younger_than_fourteen_days_and_near_is_the_kabupaten(cast: Cast) -> None:
    for ago in (0, 13, 14):
        noted(cast, noting(ago=ago), key=str(ago))
    rows = MarketPrice.objects.standing()
    assert rows.fresh(today()).count() == 2
    assert rows.fresh(today() - timedelta(days=1)).count() == 2  # nothing of tomorrow
    assert (rows.near("35.72.02.1005").count(), rows.near("35.05.01.2001").count(), rows.near("").count()) == (3, 0, 0)
    assert rows.near("35.05.01.2001", 2).count() == 3


@pytest.mark.parametrize(
    ("noted_as", "named", "same"),
    [
        ("Telur ayam", "Telur ayam kampung", True), ("Telur", "telur bebek", True), ("Telor ayam", "Telur Ayam", True),
        ("Telur ayam", "Telur", False), ("Gula merah", "Gula pasir", False), ("Beras", "Keripik beras", False),
        ("Cabai rawit", "Cabe rawit", False), ("!", "Telur", False),
    ],
)  # fmt: skip
def test_a_noted_good_is_what_a_good_begins_with(noted_as: str, named: str, same: bool) -> None:
    assert says_the_same(noted_as, named) is same


def test_searching_forgives_one_wrong_letter_a_word() -> None:
    assert matches("tellur legi", good="Telur ayam", market="Pasar Legi")
    assert matches("", good="Telur")
    assert not matches("gula", good="Telur ayam", market="Pasar Legi")
