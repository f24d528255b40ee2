"""The ledger's worked examples of cash that couriers take, played through the real actions: they write these rows."""

from collections import Counter
from collections.abc import Callable

import pytest

from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.remittances.undoing import undo
from sellers.accounts.models import Seller
from storefront.orders import life
from storefront.orders.models import Order
from tests.cast import Cast
from tests.payments.conftest import alone as alone  # a fixture
from tests.payments.test_worked_examples import Names, examples
from tests.storefront.life.parcels import cooperatives_contract, own_contract, remitted, sent, taken
from tests.storefront.life.stories import act, scope

pytestmark = pytest.mark.django_db
Row = tuple[str, str, str, int]


def said(names: Names, *numbers: int) -> Counter[Row]:
    """The rows of these examples together, whichever bill they call T11."""
    found: Counter[Row] = Counter()
    for title, rows, _balances in examples():
        if int(title.split(".")[0]) in numbers:
            found.update((kind, _path(names(a).path), _path(names(b).path), int(minor)) for kind, a, b, minor in rows)
    return found


def written() -> Counter[Row]:
    rows = Posting.objects.values_list("kind", "source__path", "target__path", "amount_minor")
    return Counter((kind, _path(source), _path(target), minor) for kind, source, target, minor in rows)


def _path(path: str) -> str:
    return "buyer" if path.startswith("buyer:") else path


def by_the_cooperative(cast: Cast) -> Order:
    cooperatives_contract(cast)
    return taken(cast)


def remitted_with_fees_held_back(cast: Cast) -> None:
    remitted(cast, by_the_cooperative(cast), received=78_000, delivery_minor=25_000, fee_minor=2_000)


def by_the_sellers_contract(cast: Cast) -> None:
    own_contract(cast)
    remitted(cast, taken(cast), received=78_000, delivery_minor=25_000, fee_minor=2_000, own=True)


def refused_at_the_door(cast: Cast) -> None:
    cooperatives_contract(cast)
    life.refuse_at_door(**act(cast.sari, sent(cast)), reason="refused", returned={})


def lost_before_the_door(cast: Cast) -> None:
    cooperatives_contract(cast)
    order = sent(cast)
    life.buyer_dispute(purchase=order.purchase, order_code=order.code, reason="Tidak sampai")
    life.settle_dispute(**act(cast.gita, order), returned=True, reason="Hilang", cause="lost")


def lost_behind_the_door(cast: Cast) -> None:
    remitted(cast, by_the_cooperative(cast), received=0, lost_minor=105_000, note="Kurir kabur")


def typed_wrong_and_anew(cast: Cast) -> None:
    order = by_the_cooperative(cast)
    made = remitted(cast, order, received=78_000, delivery_minor=25_000, fee_minor=2_000)
    undo(
        scope=scope(cast.gita), person=cast.gita, code=made.code, reason="Salah ketik",
        cooperative_id=cast.cooperative.pk,
    )  # fmt: skip
    remitted(cast, order, received=77_000, delivery_minor=25_000, fee_minor=3_000, key="anew")


@pytest.mark.parametrize(
    ("story", "numbers"),
    [
        (by_the_cooperative, (18,)),
        (remitted_with_fees_held_back, (18, 19)),
        (by_the_sellers_contract, (21,)),
        (refused_at_the_door, (22,)),
        (lost_before_the_door, (23,)),
        (lost_behind_the_door, (18, 24)),
        (typed_wrong_and_anew, (18, 19, 28)),
    ],
)
def test_the_story_writes_the_rows_of_its_example(
    cast: Cast, alone: Callable[[str], Seller], story: Callable[[Cast], object], numbers: tuple[int, ...]
) -> None:
    story(cast)
    assert written() == said(Names(cast, alone), *numbers)
    assert check() == []


def test_too_little_and_then_more_is_written_as_the_example_says(cast: Cast, alone: Callable[[str], Seller]) -> None:
    cooperatives_contract(cast)
    first, second = taken(cast), taken(cast, key="cod-2")
    remitted(cast, first, second, received=199_999, note="Kurang")
    remitted(cast, second, received=12_001, key="setoran-2", reference="TRX-2", note="Lebih")
    kinds = ("cod_by_courier", "courier_remitted")
    of_couriers = Counter({row: n for row, n in written().items() if row[0] in kinds})
    assert of_couriers == said(Names(cast, alone), 20)
