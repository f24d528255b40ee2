"""A seller sets its ways of delivery; a stranger finds nothing; a helper's act carries both names."""

import pytest

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.models import HelperConsent
from sellers.audit.models import AuditEntry
from sellers.kit.errors import NotFound
from storefront.delivery.actions import FeeInput, FeeRefused, OptionRefused, set_fees, set_option
from storefront.delivery.models import DeliveryOption
from tests.cast import Cast


def test_sari_changes_the_way_she_has(cast: Cast) -> None:
    option = set_option(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, kind="pickup",
        note="Buka 8-16", cod=False,
    )  # fmt: skip
    assert option == cast.saris.pickup
    assert (option.note, option.cod) == ("Buka 8-16", False)
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "delivery.option"
    assert entry.before and entry.before["cod"] is True
    assert entry.after and entry.after["cod"] is False


def test_a_second_courier_is_a_second_way(cast: Cast) -> None:
    made = set_option(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, kind="courier", courier="pos"
    )
    assert made != cast.saris.courier
    assert DeliveryOption.objects.filter(seller=cast.saris.seller, kind="courier").count() == 2


def test_fees_are_replaced_as_a_whole(cast: Cast) -> None:
    fees = [FeeInput("35.72", 7_000), FeeInput("", 30_000, 5_000, "3-5 hari")]
    set_fees(scope=scope_of(cast.sari), person=cast.sari, option_id=cast.saris.courier.pk, fees=fees)
    rows = cast.saris.courier.fees.order_by("region")
    assert [(row.region, row.upto_weight_g, row.fee_minor, row.days) for row in rows] == [
        ("", 5_000, 30_000, "3-5 hari"),
        ("35.72", 1_000_000, 7_000, ""),
    ]


@pytest.mark.parametrize("who", ["citra", "stranger", "dewi", "fajar", "eko"])
def test_nobody_else_sets_saris_ways(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    scope = scope_of(person)
    with pytest.raises(NotFound):
        set_option(scope=scope, person=person, seller_id=cast.saris.seller.pk, kind="pickup")
    with pytest.raises(NotFound):
        set_fees(scope=scope, person=person, option_id=cast.saris.courier.pk, fees=[])


def test_a_helper_without_the_stall_verb_finds_nothing(cast: Cast) -> None:
    with pytest.raises(NotFound):
        set_option(scope=scope_of(cast.budi), person=cast.budi, seller_id=cast.saris.seller.pk, kind="pickup")


def test_a_helpers_act_carries_both_names(cast: Cast) -> None:
    HelperConsent.objects.update(verbs=[Verb.STALL])
    set_option(scope=scope_of(cast.budi), person=cast.budi, seller_id=cast.saris.seller.pk, kind="pickup")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.person, entry.acting_for) == (cast.budi, cast.saris.seller)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "drone"}, "kind"),
        ({"kind": "courier", "courier": "self_pickup"}, "courier"),
        ({"kind": "courier"}, "courier"),
        ({"kind": "pickup", "note": "x" * 201}, "note"),
    ],
)
def test_a_way_that_cannot_be_is_refused_with_its_field(cast: Cast, wanted: dict[str, object], field: str) -> None:
    with pytest.raises(OptionRefused) as refused:
        set_option(scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, **wanted)  # type: ignore[arg-type]  # the table mixes types
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("fees", "field"),
    [
        ([FeeInput("99", 1)], "region"),
        ([FeeInput("35.72", -1)], "fee_minor"),
        ([FeeInput("35.72", 10**10)], "fee_minor"),
        ([FeeInput("35.72", 1, 0)], "upto_weight_g"),
        ([FeeInput("35.72", 1), FeeInput("35.72", 2)], "region"),
        ([FeeInput("35.72", 1, days="x" * 21)], "days"),
        ([FeeInput("", 1, weight) for weight in range(1, 202)], "fees"),
    ],
)
def test_a_table_that_cannot_stand_leaves_the_old_one(cast: Cast, fees: list[FeeInput], field: str) -> None:
    with pytest.raises(FeeRefused) as refused:
        set_fees(scope=scope_of(cast.sari), person=cast.sari, option_id=cast.saris.courier.pk, fees=fees)
    assert refused.value.field == field
    assert cast.saris.courier.fees.count() == 3


def test_pick_up_has_no_fees(cast: Cast) -> None:
    with pytest.raises(FeeRefused):
        set_fees(scope=scope_of(cast.sari), person=cast.sari, option_id=cast.saris.pickup.pk, fees=[FeeInput("", 1)])


def test_the_operator_may_and_nobody_may_not(cast: Cast) -> None:
    kept = set_option(
        scope=Scope(operator=True), person=cast.operator, seller_id=cast.saris.seller.pk, kind="pickup", is_active=False
    )
    assert kept.is_active is False
    with pytest.raises(NotFound):
        set_option(scope=Scope(), person=None, seller_id=cast.saris.seller.pk, kind="pickup")
