"""What a quote says of the cast's goods: amounts, whom to pay, and each thing that stands in the way."""

from dataclasses import replace

import pytest

from catalog.products.models import Pool, Product, Variant
from payments.charges.models import BankAccount
from payments.money import Money
from sellers.accounts.models import Seller
from storefront.delivery.models import DeliveryOption
from storefront.orders.quoting import LineInput, PartInput, Problem, PurchaseInput, quote
from storefront.terms.models import CooperativeTerms
from tests.cast import JUATA_LAUT, Cast
from tests.storefront.orders.wishes import HOME, cash, picked_up, wanted, wish


def fields(given: PurchaseInput) -> set[str]:
    return {problem.field for problem in quote(given).problems}


def only_problem(given: PurchaseInput) -> Problem:
    problems = quote(given).problems
    assert len(problems) == 1, problems
    return problems[0]


def rupiah(minor: int) -> Money:
    return Money(minor, "IDR")


def test_a_whole_wish_has_no_problems(cast: Cast) -> None:
    quoted = quote(wish(cast))
    assert quoted.problems == ()
    assert quoted.total == rupiah(2 * 40_000 + 12_000 + 2 * 5_000)


def test_each_seller_has_a_part_with_goods_and_delivery(cast: Cast) -> None:
    saris, citras = quote(wish(cast)).parts
    assert (saris.seller_name, saris.goods, saris.delivery) == ("Dapur Sari", rupiah(80_000), rupiah(5_000))
    assert (citras.goods, citras.total, citras.weight_g) == (rupiah(12_000), rupiah(17_000), 1_000)
    assert saris.note == "Jangan pedas"


def test_members_under_mandate_are_one_transfer_to_the_cooperative(cast: Cast) -> None:
    quoted = quote(wish(cast))
    [group], [bill] = quoted.groups, quoted.bills
    assert (group.key, group.ways) == (f"coop:{cast.cooperative.pk}", ("bank_transfer", "cash"))
    assert (bill.collector_kind, bill.collector_name) == ("cooperative", "Koperasi Mawar")
    assert (bill.amount, bill.expires_hours) == (quoted.total, 24)


def test_cash_is_one_bill_a_seller_and_does_not_expire(cast: Cast) -> None:
    quoted = quote(wish(cast, payments=cash(cast)))
    assert quoted.problems == ()
    assert [(bill.collector_kind, bill.collector_id, bill.amount) for bill in quoted.bills] == [
        ("seller", cast.saris.seller.pk, rupiah(85_000)),
        ("seller", cast.citras.seller.pk, rupiah(17_000)),
    ]
    assert {bill.expires_hours for bill in quoted.bills} == {None}


def test_a_seller_alone_is_paid_on_its_own_account(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.citras.seller.pk).update(cooperative=None, mandate_from=None)
    BankAccount.objects.create(seller=cast.citras.seller, bank_code="014", number="1234567890", holder="Citra")
    key = f"seller:{cast.citras.seller.pk}"
    given = wish(cast, payments={f"coop:{cast.cooperative.pk}": "bank_transfer", key: "bank_transfer"})
    quoted = quote(given)
    assert quoted.problems == ()
    assert [(bill.collector_kind, bill.collector_name) for bill in quoted.bills] == [
        ("cooperative", "Koperasi Mawar"),
        ("seller", "Kebun Citra"),
    ]
    assert sum(bill.amount.minor for bill in quoted.bills) == quoted.total.minor


def test_a_seller_without_an_account_offers_cash_only(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.citras.seller.pk).update(cooperative=None, mandate_from=None)
    groups = {group.key: group for group in quote(wish(cast)).groups}
    assert groups[f"seller:{cast.citras.seller.pk}"].ways == ("cash",)


def test_cash_is_not_offered_where_no_way_takes_it(cast: Cast) -> None:
    DeliveryOption.objects.filter(seller=cast.citras.seller).update(cod=False)
    [group] = quote(wish(cast)).groups
    assert group.ways == ("bank_transfer",)


def test_the_deadline_is_the_cooperatives(cast: Cast) -> None:
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(pay_by_transfer_hours=6)
    [bill] = quote(wish(cast)).bills
    assert bill.expires_hours == 6


def test_an_empty_wish_only_names_what_is_missing(db: None) -> None:
    quoted = quote(PurchaseInput(lines=()))
    assert {problem.field for problem in quoted.problems} == {"lines", "buyer_name", "buyer_phone"}
    assert (quoted.parts, quoted.total.minor) == ((), 0)


def test_nothing_chosen_yet_still_prices_the_goods(cast: Cast) -> None:
    quoted = quote(PurchaseInput(lines=(wanted(cast.saris.variant, 3),)))
    assert quoted.total == rupiah(120_000)
    assert quoted.bills == ()
    assert {problem.field for problem in quoted.problems} == {"buyer_name", "buyer_phone", "delivery", "payment"}


def test_pick_up_needs_no_address(cast: Cast) -> None:
    given = wish(cast, parts=picked_up(cast), address=replace(HOME, village_code="", street=""))
    quoted = quote(given)
    assert quoted.problems == ()
    assert quoted.total == rupiah(92_000)


def test_what_travels_needs_street_and_village(cast: Cast) -> None:
    empty = replace(HOME, street="", village_code="")
    parts = (PartInput(cast.saris.seller.pk, cast.saris.own_delivery.pk), picked_up(cast)[1])
    assert fields(wish(cast, address=empty, parts=parts)) == {"street", "village_code", "delivery"}
    assert fields(wish(cast, address=replace(HOME, street=""))) == {"street"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"village_code": "35.72.02.9999"}, "village_code"),
        ({"village_code": "../etc/passwd"}, "village_code"),
        ({"postal_code": "6612"}, "postal_code"),
        ({"rt": "ab"}, "rt"),
        ({"rw": "1234"}, "rw"),
        ({"street": "x" * 201}, "street"),
        ({"landmark": "x" * 201}, "landmark"),
    ],
)
def test_a_wrong_address_is_named(cast: Cast, changes: dict[str, str], field: str) -> None:
    assert field in fields(wish(cast, address=replace(HOME, **changes)))


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "x" * 121])
def test_a_name_is_needed_and_has_an_end(cast: Cast, name: str) -> None:
    assert only_problem(wish(cast, buyer_name=name)).field == "buyer_name"


@pytest.mark.parametrize("phone", ["", "0812", "bukan nomor", "08120000100x", "+6281200001004; DROP TABLE"])
def test_a_phone_that_is_none_is_named(cast: Cast, phone: str) -> None:
    assert only_problem(wish(cast, buyer_phone=phone)).field == "buyer_phone"


@pytest.mark.parametrize("quantity", [0, -1, -10_000, 10_001, 10**12])
def test_an_absurd_quantity_is_named_with_its_line(cast: Cast, quantity: int) -> None:
    lines = (wanted(cast.saris.variant, quantity), wanted(cast.citras.variant, 1))
    found = [problem for problem in quote(wish(cast, lines=lines)).problems if problem.field == "lines"]
    assert [problem.variant_id for problem in found] == [cast.saris.variant.pk]


def test_a_negative_line_cannot_lower_another(cast: Cast) -> None:
    lines = (wanted(cast.saris.variant, 5), wanted(cast.saris.variant, -3), wanted(cast.citras.variant, 1))
    assert "lines" in fields(wish(cast, lines=lines))


def test_the_same_pack_twice_is_one_line(cast: Cast) -> None:
    lines = (wanted(cast.saris.variant, 1), wanted(cast.citras.variant, 1), wanted(cast.saris.variant, 1))
    quoted = quote(wish(cast, lines=lines))
    assert quoted.problems == ()
    assert [line.quantity for line in quoted.parts[0].lines] == [2]


def test_more_than_a_hundred_lines_are_too_many(cast: Cast) -> None:
    lines = tuple(LineInput(10_000 + i, 1, 1) for i in range(101))
    assert any("100" in problem.sentence for problem in quote(wish(cast, lines=lines)).problems)


def test_more_than_there_is_says_how_much_is_left(cast: Cast) -> None:
    lines = (wanted(cast.saris.variant, 51), wanted(cast.citras.variant, 1))
    problem = only_problem(wish(cast, lines=lines))
    assert problem.sentence == "Stok Opak Gambir 1 kg tinggal 50. Kurangi jumlah."
    assert (problem.variant_id, problem.seller_id) == (cast.saris.variant.pk, cast.saris.seller.pk)


def test_packs_that_share_a_pool_are_explained(cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=2_100)
    lines = (wanted(cast.saris.variant, 2), wanted(cast.small_pack, 1), wanted(cast.citras.variant, 1))
    sentences = [problem.sentence for problem in quote(wish(cast, lines=lines)).problems]
    assert "Kemasan Opak Gambir 1 kg berbagi stok. Kurangi salah satu." in sentences


def test_another_price_than_shown_is_explained(cast: Cast) -> None:
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    problem = only_problem(wish(cast))
    assert problem.sentence == "Harga Opak Gambir 1 kg sekarang Rp45.000. Periksa lagi."


def test_another_total_than_the_button_said_is_explained(cast: Cast) -> None:
    assert quote(wish(cast, shown_total_minor=102_000)).problems == ()
    assert only_problem(wish(cast, shown_total_minor=101_000)).field == "total"


def test_what_was_taken_down_is_explained(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.TAKEN_DOWN)
    problem = only_problem(wish(cast))
    assert problem.sentence == "Opak Gambir 1 kg sedang tidak dijual. Keluarkan dari keranjang."


def test_an_unknown_pack_is_explained(cast: Cast) -> None:
    lines = (*wish(cast).lines, LineInput(987_654, 1, 1_000))
    assert only_problem(wish(cast, lines=lines)).variant_id == 987_654


def test_another_sellers_way_of_delivery_is_refused(cast: Cast) -> None:
    parts = (
        PartInput(cast.saris.seller.pk, cast.citras.own_delivery.pk),
        PartInput(cast.citras.seller.pk, cast.citras.own_delivery.pk),
    )
    problem = only_problem(wish(cast, parts=parts))
    assert (problem.field, problem.seller_id) == ("delivery", cast.saris.seller.pk)


def test_a_way_that_does_not_reach_the_village_says_so(cast: Cast) -> None:
    far = replace(HOME, village_code=JUATA_LAUT)
    quoted = quote(wish(cast, address=far))
    sentences = {problem.sentence for problem in quoted.problems if problem.field == "delivery"}
    assert sentences == {"Belum sampai ke desa ini. Pilih cara lain."}


def test_cash_is_refused_where_nobody_said_that_the_courier_takes_it(cast: Cast) -> None:
    parts = (
        PartInput(cast.saris.seller.pk, cast.saris.courier.pk),
        PartInput(cast.citras.seller.pk, cast.citras.own_delivery.pk),
    )
    problem = only_problem(wish(cast, parts=parts, payments=cash(cast)))
    assert (problem.field, problem.seller_id, problem.group) == (
        "payment",
        cast.saris.seller.pk,
        f"coop:{cast.cooperative.pk}",
    )


@pytest.mark.parametrize("way", ["", "stripe", "BANK_TRANSFER"])
def test_a_way_to_pay_that_is_not_offered_counts_as_none(cast: Cast, way: str) -> None:
    assert only_problem(wish(cast, payments={f"coop:{cast.cooperative.pk}": way})).field == "payment"


def test_a_long_note_is_named_with_its_seller(cast: Cast) -> None:
    first, second = wish(cast).parts
    problem = only_problem(wish(cast, parts=(replace(first, note="x" * 301), second)))
    assert (problem.field, problem.seller_id) == ("note", cast.saris.seller.pk)


def test_what_weighs_more_than_any_order_is_refused(cast: Cast) -> None:
    """More grams than a column holds: PostgreSQL would refuse the purchase with an error nobody can read."""
    Variant.objects.filter(pk=cast.saris.variant.pk).update(weight_g=2_000_000, pack_size=1)
    problems = quote(wish(cast, lines=(wanted(cast.saris.variant, 10_000), wanted(cast.citras.variant)))).problems
    assert ("lines", cast.saris.seller.pk) in {(problem.field, problem.seller_id) for problem in problems}
    assert any("Terlalu berat untuk satu pesanan" in problem.sentence for problem in problems)


def test_two_currencies_are_not_added_up(cast: Cast) -> None:
    Variant.objects.filter(pk=cast.citras.variant.pk).update(currency="USD")
    quoted = quote(wish(cast))
    assert "Pesan terpisah: mata uangnya berbeda." in {problem.sentence for problem in quoted.problems}
    assert quoted.total.currency == "IDR"


def test_a_quote_takes_a_few_queries_however_many_lines(cast: Cast, django_assert_max_num_queries: object) -> None:
    lines = (*wish(cast).lines, wanted(cast.small_pack, 2))
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's fixture has no exported type
        quote(wish(cast, lines=lines))
