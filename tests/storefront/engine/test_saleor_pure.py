"""The pure side of placing at Saleor: amounts, addresses, and what came out of a basket."""

from decimal import Decimal

import pytest

from payments.money import Money
from storefront.engine.port import LineProblem, PlaceLine
from storefront.engine.saleor.addresses import address, email_of, province_known
from storefront.engine.saleor.amounts import NotOurMoney, from_saleor, to_saleor
from storefront.engine.saleor.comparing import Line, line_problems, lines_of, matched

BLITAR = "Karangsari, Sukorejo, Kota Blitar, Jawa Timur"


def rp(minor: int) -> Money:
    return Money(minor, "IDR")


@pytest.mark.parametrize(
    ("money", "written"),
    [(rp(25_000), Decimal(25000)), (Money(1_250, "MYR"), Decimal("12.50")), (rp(0), Decimal(0))],
)
def test_amounts_go_out_as_decimals_and_come_back_the_same(money: Money, written: Decimal) -> None:
    assert to_saleor(money) == written
    assert from_saleor(written, money.currency) == money
    assert from_saleor(str(written), money.currency) == money


@pytest.mark.parametrize(("written", "currency"), [("25000.5", "IDR"), ("1.234", "MYR"), (None, "IDR"), ("x", "IDR")])
def test_an_amount_our_money_cannot_say_is_refused(written: str | None, currency: str) -> None:
    with pytest.raises(NotOurMoney):
        from_saleor(written, currency)


def test_an_address_has_saleors_fields_and_keeps_the_village_beside_them() -> None:
    told = address(
        name="Eko", phone="+6281234567890", street="Jl. Cemara 4", village_code="35.72.02.1005",
        region_names=BLITAR, postal_code="66137",
    )  # fmt: skip
    assert (told["city"], told["cityArea"], told["countryArea"]) == ("Kota Blitar", "Sukorejo", "Jawa Timur")
    assert (told["streetAddress1"], told["streetAddress2"]) == ("Jl. Cemara 4", "Karangsari")
    assert {"key": "lapak.village_code", "value": "35.72.02.1005"} in told["metadata"]
    assert "skipValidation" not in told


def test_jakarta_is_spelled_as_saleors_list_has_it() -> None:
    told = address(name="Eko", street="Jl. 1", region_names="Gambir, Gambir, Kota X, Daerah Khusus Ibukota Jakarta")
    assert told["countryArea"] == "DKI Jakarta"
    assert "skipValidation" not in told


def test_a_new_province_is_sent_unchecked_under_its_own_name() -> None:
    told = address(name="Eko", street="Jl. 1", region_names="Kamahedoga, Merauke, Merauke, Papua Selatan")
    assert (told["countryArea"], told["skipValidation"]) == ("Papua Selatan", True)
    assert not province_known("Papua Selatan")


def test_a_purchase_that_is_only_picked_up_has_a_street_all_the_same() -> None:
    told = address(name="Eko", phone="+6281234567890")
    assert told["streetAddress1"] == "Ambil sendiri di penjual"
    assert told["skipValidation"] is True


@pytest.mark.parametrize("postal_code", ["6613", "66 137", "６６１３７"])
def test_what_is_no_postal_code_is_kept_where_nobody_checks_it(postal_code: str) -> None:
    told = address(name="Eko", street="Jl. 1", region_names=BLITAR, postal_code=postal_code)
    assert told["postalCode"] == ""
    assert {"key": "lapak.postal_code", "value": postal_code} in told["metadata"]


def test_a_buyer_without_mail_gets_one_that_reaches_nobody() -> None:
    assert email_of("K7QX29MB") == "k7qx29mb@pembeli.invalid"
    assert email_of("K7QX29MB:2") == "k7qx29mb-2@pembeli.invalid"


IDS = {1: "V1", 2: "V2"}
ASKED = (PlaceLine(1, 2, rp(40_000)), PlaceLine(2, 1, rp(12_000)))


def answered(**changed: Line) -> list[Line]:
    lines = {"V1": Line("L1", "V1", 2, rp(40_000)), "V2": Line("L2", "V2", 1, rp(12_000))}
    return list((lines | changed).values())


def test_a_basket_that_came_out_as_asked_has_no_problem_in_any_order() -> None:
    assert line_problems(ASKED, IDS, answered()) == ()
    assert line_problems(ASKED, IDS, answered()[::-1]) == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (Line("L2", "V2", 1, rp(13_000)), LineProblem(2, "price", 1, rp(13_000))),
        (Line("L2", "V2", 1, None), LineProblem(2, "gone", 1, None)),
        (Line("L2", "V9", 1, rp(12_000)), LineProblem(2, "gone", 0, None)),
        (Line("L2", "", 1, rp(12_000)), LineProblem(2, "gone", 0, None)),
    ],
)
def test_a_line_that_came_out_otherwise_is_named(line: Line, problem: LineProblem) -> None:
    assert line_problems(ASKED, IDS, answered(V2=line)) == (problem,)


def test_a_lost_line_is_never_silent() -> None:
    assert line_problems(ASKED, IDS, answered()[:1]) == (LineProblem(2, "gone", 0, None),)


def test_fewer_packs_are_never_silent() -> None:
    lost = answered(V1=Line("L1", "V1", 1, rp(40_000)))
    assert line_problems(ASKED, IDS, lost) == (LineProblem(1, "stock", 1, rp(40_000)),)


def test_a_line_nobody_asked_for_is_a_problem_of_the_whole() -> None:
    gift = [*answered(), Line("L3", "V3", 1, rp(0))]
    assert [problem.reason for problem in line_problems(ASKED, IDS, gift)] == ["total"]


def test_two_orders_of_one_variant_get_a_line_each() -> None:
    line = PlaceLine(1, 2, rp(40_000))
    lines = [Line("L1", "V1", 2, rp(40_000)), Line("L2", "V1", 2, rp(40_000))]
    pairs = matched([("A", line), ("B", line)], IDS, lines)
    assert [(found.id, ref) for found, ref, _variant in pairs] == [("L1", "A"), ("L2", "B")]


def test_lines_are_read_of_checkouts_and_of_orders() -> None:
    price = {"gross": {"amount": Decimal("40000.0"), "currency": "IDR"}}
    checkout = {"lines": [{"id": "L1", "quantity": 2, "unitPrice": price, "variant": {"id": "V1"}}]}
    order = {"lines": [{"id": "L1", "quantity": 2, "unitPrice": price, "productVariantId": "V1"}]}
    assert lines_of(checkout) == lines_of(order) == (Line("L1", "V1", 2, rp(40_000)),)
