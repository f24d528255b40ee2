"""Random days: a short walk with every run of the tests, a long one by `make fuzz-money STEPS=10000`."""

import os
import sys
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from payments.providers import known
from tests.money.machine import Days

A_STORY = 60
LONG = 5_000  # steps after which every kind of movement must have happened
MUST_HAPPEN = (
    "sale", "commission", "received", "received_by_seller", "cod_collected", "unique_code", "overpaid", "paid_twice",
    "closed_short", "sale_reversed", "commission_reversed", "refund_due", "refund_paid", "refund_returned",
    "borne_by_cooperative", "borne_by_courier", "payout_reserved", "payout_released", "payout_sent", "payout_returned",
    "provider_fee", "dispute_withdrawn", "dispute_won", "cod_by_courier", "courier_remitted", "courier_delivery_kept",
    "courier_fee_kept", "courier_loss", "courier_kept", "courier_remittance_undone",
)  # fmt: skip
STEPS = int(os.environ.get("STEPS", "0"))

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def memory_gateway(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The card gateway of these stories lives in memory; the cooperative of the cast collects through it."""
    settings.GATEWAYS = {"stripe": {"collector": "koperasi-mawar"}}
    monkeypatch.setattr(known, "gateway", lambda name: Days.gateway if name == "stripe" else None)
    yield


def walk(steps: int) -> None:
    done = Days.STEPS
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=max(1, steps // A_STORY), stateful_step_count=A_STORY, deadline=None, database=None,
            derandomize=False, suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
    assert done < Days.STEPS


def test_a_short_walk_leaves_nothing_wrong() -> None:
    walk(60)


def _missing() -> set[str]:
    return {kind for kind in MUST_HAPPEN if not Days.KINDS[kind]}


@pytest.mark.fuzz
def test_a_long_walk_leaves_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    while Days.STEPS < STEPS:
        walk(min(STEPS - Days.STEPS, 2_000))
    while STEPS >= LONG and _missing() and Days.STEPS < 2 * STEPS:
        walk(500)  # the rarest kinds come a few times in ten thousand steps: now and then in none
    assert STEPS < LONG or _missing() == set()
    verdict = "ok" if Days.STEPS >= STEPS else "short"
    with capsys.disabled():
        sys.stdout.write(f"\nfigure fuzz_money {Days.STEPS} steps >={STEPS} {verdict}\n")
        sys.stdout.write(f"postings: {dict(sorted(Days.KINDS.items()))}, refused: {Days.REFUSED}\n")
