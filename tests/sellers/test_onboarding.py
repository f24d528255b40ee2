"""The checklist, the numbers of papers, the hours: pure, and as README.md says."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sellers.kit.errors import Expected
from sellers.onboarding import checklist as lists
from sellers.onboarding import hours, papers
from sellers.onboarding.checklist import GoodFacts, Halal, StallFacts, State, Weight, checklist, left

README = Path(__file__).resolve().parents[2] / "sellers" / "onboarding" / "README.md"
DRUM = GoodFacts()
GOODS = {
    "nothing": (),
    "drum": (DRUM,),
    "starfruit": (GoodFacts(is_food=True),),
    "crackers": (GoodFacts(is_food=True, is_processed=True),),
    "cake of the day": (GoodFacts(is_food=True, is_processed=True, keeps_days=2, halal=Halal.NOT_HALAL),),
    "certified crackers": (GoodFacts(is_food=True, is_processed=True, halal=Halal.CERTIFIED),),
    "crackers in process": (GoodFacts(is_food=True, is_processed=True, halal=Halal.IN_PROCESS),),
}
ELSE = {"delivery": "has_delivery", "bank": "has_bank_account", "hours": "has_opening_hours", "story": "has_story"}
WEEKDAYS = {str(day): [["07:00", "16:00"]] for day in range(1, 6)}  # 2026-11-23 is a Monday


def worked_table() -> list[tuple[str, str, str, str]]:
    rows = [line.strip("|").split("|") for line in README.read_text().splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in row) for row in rows[2:]]  # type: ignore[misc]  # four columns each


@pytest.mark.parametrize(("sells", "sent", "other", "lines"), worked_table())
def test_the_worked_table_of_the_readme(sells: str, sent: str, other: str, lines: str) -> None:
    sent_papers = [part.split() for part in sent.split(", ") if part != "-"]
    facts = StallFacts(
        goods=GOODS[sells],
        papers={kind: State(state) for kind, state in sent_papers},
        **{ELSE[word]: True for word in other.split(", ") if word != "-"},
    )
    assert ", ".join(f"{item.code} {item.state.value}" for item in checklist(facts)) == lines


def test_a_maker_of_crafts_is_asked_for_no_food_paper_and_nothing_is_locked() -> None:
    items = checklist(StallFacts(goods=(DRUM, DRUM), has_delivery=True))
    assert {item.code for item in items if item.weight is Weight.MUST} == {"produk", "kirim"}
    assert all(item.state is State.DONE for item in items if item.weight is Weight.MUST)


def test_the_list_grows_with_what_is_sold() -> None:
    before = checklist(StallFacts(goods=(DRUM,)))
    after = checklist(StallFacts(goods=(DRUM, GoodFacts(is_food=True, is_processed=True))))
    assert {item.code for item in after} - {item.code for item in before} == {"halal", "pirt"}


@pytest.mark.parametrize(("days", "needed"), [(None, True), (6, False), (7, True), (365, True)])
def test_food_that_keeps_less_than_seven_days_needs_no_pirt(days: int | None, needed: bool) -> None:
    assert lists.needs_pirt(GoodFacts(is_food=True, is_processed=True, keeps_days=days)) is needed


def test_what_an_officer_looks_at_is_not_left_to_the_seller() -> None:
    items = checklist(StallFacts(papers={"ktp": State.WAITING, "nib": State.REFUSED}, has_story=True))
    assert left(items) == 5  # goods, delivery, account, hours, and the NIB that came back


def test_an_account_is_needed_by_who_is_paid_by_transfer() -> None:
    weights = {
        paid: next(item.weight for item in checklist(StallFacts(paid_by_transfer=paid)) if item.code == "rekening")
        for paid in (True, False)
    }
    assert weights == {True: Weight.MUST, False: Weight.SHOULD}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("ktp", "3572 0241 0100 9999", "9999"),  # a woman's birthday; the rest is never kept
        ("ktp", "3505100101009998", "9998"),
        ("nib", "1234567890123", "1234567890123"),
        ("nib", "1234.567.890.123", "1234567890123"),
        ("pirt", "P-IRT No. 2103505010001-29", "2103505010001-29"),
        ("pirt", "9103505010001-29", "9103505010001-29"),  # of another look: kept, and warned of
        ("halal", "id 35110000012340124", "ID35110000012340124"),
    ],
)
def test_numbers_are_kept_tidy(kind: str, typed: str, kept: str) -> None:
    assert papers.read_number(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("ktp", "3572027201009999"), ("ktp", "357202410100999"), ("ktp", "35720241010099９9"), ("ktp", ""),
        ("nib", "123456789012"), ("nib", "９" * 13), ("halal", "ID3511000001234"), ("halal", ""), ("pirt", "x"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_one_is_refused_in_a_sentence(kind: str, typed: str) -> None:
    with pytest.raises(Expected) as refused:
        papers.read_number(kind, typed)
    assert (refused.value.field, refused.value.status) == ("number", 422)


def test_a_pirt_warns_of_its_look_and_its_end() -> None:
    today = date(2026, 11, 22)
    assert papers.pirt_warning("2103505010001-29", today) == ""
    assert "biasanya" in papers.pirt_warning("9103505010001-29", today)
    assert "masanya" in papers.pirt_warning("2103505010001-25", today)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T07:00", (True, "16:00", 0)),
        ("2026-11-23T15:59", (True, "16:00", 0)),
        ("2026-11-23T16:00", (False, "07:00", 1)),
        ("2026-11-23T05:00", (False, "07:00", 0)),
        ("2026-11-27T18:00", (False, "07:00", 3)),  # Friday evening: again on Monday
        ("2026-11-29T23:59", (False, "07:00", 1)),
    ],
)
def test_a_stall_is_open_or_says_when(at: str, expected: tuple[bool, str, int]) -> None:
    found = hours.standing(WEEKDAYS, datetime.fromisoformat(at))
    assert found is not None
    assert (found.is_open, f"{found.at:%H:%M}", found.in_days) == expected


def test_one_day_a_week_opens_again_in_seven_days() -> None:
    found = hours.standing({"1": [["07:00", "08:00"]]}, datetime.fromisoformat("2026-11-23T09:00"))
    assert found is not None
    assert found.in_days == 7


@pytest.mark.parametrize("nothing", [None, {}, {"1": []}])
def test_a_stall_that_says_no_hours_says_nothing(nothing: Any) -> None:
    assert hours.standing(nothing, datetime.fromisoformat("2026-11-23T09:00")) is None


@pytest.mark.parametrize("typed", [("7", "16"), ("07.00", "16.00"), ("7:00", "16:00")])
def test_hours_are_read_as_people_write_them(typed: tuple[str, str]) -> None:
    assert hours.read({"1": typed}) == {"1": [["07:00", "16:00"]]}


@pytest.mark.parametrize("typed", [("", "16.00"), ("25.00", "26.00"), ("16.00", "07.00"), ("7", "7"), ("²", "8")])
def test_strange_hours_are_told_at_their_day(typed: tuple[str, str]) -> None:
    with pytest.raises(Expected) as refused:
        hours.read({"3": typed})
    assert refused.value.field == "3"
