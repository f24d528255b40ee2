"""What a stall still needs, computed from what it is and sells. Pure: storefront fills the facts, nothing is stored.

Nothing here locks anybody out: `weight` says how a line is meant. README.md holds the rules as prose and a worked
table, which a test asserts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SHORT_LIVED_DAYS = 7  # food that keeps for less needs no P-IRT


class State(StrEnum):
    DONE = "done"
    WAITING = "waiting"  # an officer looks at it, or the office that gives it does
    REFUSED = "refused"  # to be put right
    MISSING = "missing"


class Weight(StrEnum):
    """MUST: the law or the buyers need it. SHOULD: it helps, and may come later."""

    MUST = "must"
    SHOULD = "should"


class Halal(StrEnum):
    CERTIFIED = "bersertifikat"
    IN_PROCESS = "dalam_proses"
    NOT_HALAL = "tidak_halal"
    UNSTATED = "belum_diisi"


@dataclass(frozen=True)
class GoodFacts:
    """One good that is or will be sold."""

    is_food: bool = False
    is_processed: bool = False  # cooked, dried, packed: not as it was picked, laid or caught
    keeps_days: int | None = None  # None: not said, taken for long
    halal: str = Halal.UNSTATED


@dataclass(frozen=True)
class StallFacts:
    """`papers` gives the state of the newest document by kind; a paper that was never sent is absent."""

    goods: tuple[GoodFacts, ...] = ()
    papers: Mapping[str, State] = field(default_factory=dict)
    has_bank_account: bool = False
    paid_by_transfer: bool = False
    has_opening_hours: bool = False
    has_delivery: bool = False
    has_story: bool = False


@dataclass(frozen=True)
class Item:
    code: str  # produk, ktp, nib, pirt, halal, rekening, jam, kirim, cerita
    state: State
    weight: Weight


def checklist(facts: StallFacts) -> tuple[Item, ...]:
    """The lines of this stall, in the order to do them; a line that does not concern it is not there."""
    return tuple(Item(code, rule(facts), _weight(code, facts)) for code, asked, rule in _RULES if asked(facts))


def left(items: tuple[Item, ...]) -> int:
    """How many lines wait for the seller: what an officer looks at does not."""
    return sum(item.state in (State.MISSING, State.REFUSED) for item in items)


def needs_pirt(good: GoodFacts) -> bool:
    return good.is_food and good.is_processed and (good.keeps_days is None or good.keeps_days >= SHORT_LIVED_DAYS)


def _sells_food(facts: StallFacts) -> bool:
    return any(good.is_food for good in facts.goods)


def _halal(facts: StallFacts) -> State:
    """Every food says what it is; a stall that says "certified" shows the certificate."""
    said = {good.halal for good in facts.goods if good.is_food}
    if Halal.UNSTATED in said:
        return State.MISSING
    if Halal.CERTIFIED in said and facts.papers.get("halal") != State.DONE:
        return facts.papers.get("halal", State.MISSING)
    return State.WAITING if Halal.IN_PROCESS in said else State.DONE


def _paper(kind: str) -> Callable[[StallFacts], State]:
    return lambda facts: facts.papers.get(kind, State.MISSING)


def _done(when: bool) -> State:
    return State.DONE if when else State.MISSING


def _always(_facts: StallFacts) -> bool:
    return True


def _weight(code: str, facts: StallFacts) -> Weight:
    if code == "rekening":
        return Weight.MUST if facts.paid_by_transfer else Weight.SHOULD
    return Weight.MUST if code in ("produk", "kirim", "halal", "pirt") else Weight.SHOULD


_RULES: tuple[tuple[str, Callable[[StallFacts], bool], Callable[[StallFacts], State]], ...] = (
    ("produk", _always, lambda facts: _done(bool(facts.goods))),
    ("kirim", _always, lambda facts: _done(facts.has_delivery)),
    ("rekening", _always, lambda facts: _done(facts.has_bank_account)),
    ("halal", _sells_food, _halal),
    ("pirt", lambda facts: any(needs_pirt(good) for good in facts.goods), _paper("pirt")),
    ("ktp", _always, _paper("ktp")),
    ("nib", _always, _paper("nib")),
    ("jam", _always, lambda facts: _done(facts.has_opening_hours)),
    ("cerita", _always, lambda facts: _done(facts.has_story)),
)
