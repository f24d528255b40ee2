"""How an order of another shop divides: the README's table, row by row, and the payments that were begun with us."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings

from payments.money import Money
from storefront.orders import foreign_parts
from storefront.orders.foreign_pay import PaidSession
from tests.cast import Cast
from tests.storefront.orders.foreign_orders import given

pytestmark = pytest.mark.django_db
README = Path(__file__).resolve().parents[3] / "storefront" / "orders" / "README.md"


def rows() -> list[list[str]]:
    text = README.read_text().split("## Orders placed elsewhere")[1].split("**Who is paid.**")[0]
    lines = [line for line in text.splitlines() if line.startswith("| 1")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture(autouse=True)
def _collector(settings: LazySettings, cast: Cast) -> None:
    settings.SALEOR = {"collector": cast.cooperative.slug}


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]} {row[3]} {row[4]}")
def test_the_delivery_price_is_divided_as_the_table_says(row: list[str], cast: Cast) -> None:
    delivery, saris, citras, split, others, to_sari, to_citra = row
    (_, sari_goods), (_, citra_goods) = (map(int, re.findall(r"\d+", cell)) for cell in (saris, citras))
    parts = [int(minor) for minor in re.findall(r"\d+", split)]
    order = given(
        (cast.saris.variant, 2, sari_goods), (cast.citras.variant, 1, citra_goods), delivery=int(delivery),
        breakdown=dict(zip([cast.saris.seller.pk, cast.citras.seller.pk], parts, strict=True)) if parts else {},
        others=Money(int(others), "IDR"),
    )  # fmt: skip
    divided = foreign_parts.divide(order)
    assert [part.delivery.minor for part in divided.parts] == [int(to_sari), int(to_citra)]


def session(cast: Cast, minor: int, *, state: str = "paid", way: str = "qris") -> PaidSession:
    return PaidSession(
        psp_reference="ABCDEFGH", way=way, collector_kind="cooperative", collector_id=cast.cooperative.pk,
        seller_ids=(cast.saris.seller.pk, cast.citras.seller.pk), amount=Money(minor, "IDR"), bill_code="ABCDEFGH",
        charge_code="C1", state=state, expires_at=None,
    )  # fmt: skip


def test_a_payment_begun_with_us_names_its_bill_and_collector(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000))
    [payee] = foreign_parts.divide(replace(order, sessions=(session(cast, 102_000),))).payees
    assert (payee.code, payee.way, payee.kind, payee.id) == ("ABCDEFGH", "qris", "cooperative", cast.cooperative.pk)


def test_a_payment_of_another_amount_pays_for_nothing_and_is_said(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000))
    divided = foreign_parts.divide(replace(order, sessions=(session(cast, 99_000),)))
    assert [payee.way for payee in divided.payees] == ["elsewhere"]
    assert divided.doubts


def test_a_payment_that_was_begun_and_then_paid_elsewhere_is_left(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000), paid=True)
    divided = foreign_parts.divide(replace(order, sessions=(session(cast, 102_000, state="open"),)))
    assert ([payee.way for payee in divided.payees], divided.doubts) == (["elsewhere"], ())


def test_cash_is_taken_by_each_seller_itself(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000))
    agreed = session(cast, 102_000, state="authorized", way="cash")
    payees = foreign_parts.divide(replace(order, sessions=(agreed,))).payees
    assert [(payee.way, payee.kind, payee.code) for payee in payees] == [("cash", "seller", "")] * 2


def test_the_way_that_costs_just_this_is_how_it_travels(cast: Cast) -> None:
    order = given((cast.saris.variant, 1, 40_000), delivery=5_000)
    [part] = foreign_parts.divide(order).parts
    assert foreign_parts.delivery_kind(part, order, cash=False) == ("seller", "")
    dearer = replace(order, delivery=Money(10_000, "IDR"))
    [part] = foreign_parts.divide(dearer).parts
    assert foreign_parts.delivery_kind(part, dearer, cash=False) == ("courier", "jne")
    assert foreign_parts.delivery_kind(part, dearer, cash=True) == ("seller", "")
    assert foreign_parts.delivery_kind(part, replace(dearer, collected=True), cash=False) == ("pickup", "")
