"""What is disputed after a batch was proposed does not leave with it; the rest of the batch does."""

from datetime import timedelta

import pytest

from payments.charges.models import BankAccount
from payments.ledger.reconcile import check
from payments.payouts import actions as payouts
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from sellers.kit import clock
from storefront.orders import life, payable
from storefront.orders.models import Purchase
from tests.cast import Cast
from tests.storefront.life.stories import RP, act, citras_part, paid, placed, saris_part, scope, transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(cast: Cast) -> tuple[Purchase, PayoutBatch]:
    """Sari's 81000 and Citra's 16400 are set aside, both parts delivered."""
    long_ago = clock.now() - timedelta(days=30)
    for seller in (cast.saris.seller, cast.citras.seller):
        BankAccount.objects.create(seller=seller, bank_code="014", number="123456789", holder="X", created_at=long_ago)
    PayoutTerms.objects.create(cooperative=cast.cooperative, hold_days=0, minimum_minor=1)
    purchase = paid(cast)
    life.deliver(**act(cast.sari, saris_part(cast, purchase)))
    life.deliver(**act(cast.citra, citras_part(cast, purchase)))
    batch = payouts.propose(
        scope=scope(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk, currency=RP,
        held=payable.held, key="jumat",
    )  # fmt: skip
    return purchase, batch


def approve(cast: Cast, batch: PayoutBatch) -> dict[int, str]:
    payouts.approve(scope=scope(cast.hadi), person=cast.hadi, batch_code=batch.code, disputed=payable.disputed)
    return dict(Payout.objects.values_list("seller_id", "state"))


def test_the_disputed_part_stays_behind_and_the_others_leave(
    cast: Cast, proposed: tuple[Purchase, PayoutBatch]
) -> None:
    purchase, batch = proposed
    life.buyer_dispute(purchase=purchase, order_code=saris_part(cast, purchase).code, reason="Rusak")
    assert approve(cast, batch) == {cast.saris.seller.pk: "cancelled", cast.citras.seller.pk: "approved"}
    assert check() == []


def test_a_seller_with_as_much_again_on_its_balance_is_paid(cast: Cast, proposed: tuple[Purchase, PayoutBatch]) -> None:
    purchase, batch = proposed
    transfer(cast, placed(cast, key="kedua-kali"), ref="MUTASI-2")
    life.buyer_dispute(purchase=purchase, order_code=saris_part(cast, purchase).code, reason="Rusak")
    assert set(approve(cast, batch).values()) == {"approved"}


def test_nothing_disputed_all_leave(cast: Cast, proposed: tuple[Purchase, PayoutBatch]) -> None:
    assert set(approve(cast, proposed[1]).values()) == {"approved"}
