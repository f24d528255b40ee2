"""What a seller does with goods, and what nobody else can do with them."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.products import actions, listing
from catalog.products.errors import ChangedMeanwhile, InvalidProduct
from catalog.products.models import Pool, Product, Variant
from sellers.accounts.access import Scope
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.audit.models import AuditEntry
from sellers.kit.errors import Expected, NotFound
from sellers.kit.once import KeyReused
from tests.cast import Cast


def saris_scope(cast: Cast) -> Scope:
    return scope_of(cast.sari)


def create(cast: Cast, **given: Any) -> Product:
    fields: dict[str, Any] = {
        "scope": saris_scope(cast), "person": cast.sari, "seller_id": cast.saris.seller.pk, "name": "Cabai rawit",
        "category": "buah", "unit": "kg", "price_minor": 60_000, "stock": 50, "currency": "IDR",
    }  # fmt: skip
    return actions.create_product(**(fields | given))


def test_five_answers_make_a_product_and_the_rest_is_defaulted(cast: Cast) -> None:
    product = create(cast)
    variant = product.variants.get()
    assert (product.slug, product.state, product.halal) == ("cabai-rawit", "published", "belum_diisi")
    assert (variant.label, variant.weight_g, variant.pack_size, variant.price_minor) == ("1 kg", 1_000, 1_000, 60_000)
    assert (variant.pool.base, variant.pool.available, variant.pool.seller_id) == ("g", 50_000, cast.saris.seller.pk)
    assert listing.cards().items[0].slug == "cabai-rawit"


def test_a_piece_weighs_what_its_category_weighs(cast: Cast) -> None:
    listing.Category.objects.filter(slug="buah").update(default_weight_g=1_200)
    assert create(cast, unit="buah").variants.get().weight_g == 1_200
    assert create(cast, unit="buah", weight_g=70).variants.get().weight_g == 70


def test_goods_that_are_no_food_say_so(cast: Cast) -> None:
    listing.Category.objects.filter(slug="buah").update(is_food=False)
    assert create(cast).halal == "bukan_makanan"


def test_a_bag_of_a_quarter_kilo_is_kept_in_grams(cast: Cast) -> None:
    variant = create(cast, unit="bungkus", content="250 g", stock=12).variants.get()
    assert (variant.label, variant.pack_size, variant.weight_g) == ("bungkus 250 g", 250, 250)
    assert (variant.pool.base, variant.pool.available) == ("g", 3_000)


@pytest.mark.parametrize(
    ("stock", "available"), [(12, 12_000), (Decimal("2.5"), 2_500), ("2,5", 2_500), ("300 g", 300)]
)
def test_stock_is_given_in_units_as_a_number_or_as_typed(cast: Cast, stock: Any, available: int) -> None:
    assert create(cast, stock=stock).variants.get().pool.available == available


def test_two_packs_of_one_pool_show_the_same_stock(cast: Cast) -> None:
    product = create(cast, unit="kg", stock="1,5")
    small = actions.add_pack(
        scope=saris_scope(cast), person=cast.sari, product_id=product.pk, unit="bungkus", content="250 g",
        price_minor=16_000,
    )  # fmt: skip
    assert Pool.objects.filter(variants__product=product).distinct().count() == 1
    assert (small.pack_size, small.pool.available) == (250, 1_500)
    assert listing.cards(seller="dapur-sari").items[0].packs == 6


def test_a_pack_of_another_kind_does_not_fit_the_pool(cast: Cast) -> None:
    product = create(cast)
    for unit, content in (("buah", ""), ("botol", "250 ml"), ("kg", "")):
        with pytest.raises(InvalidProduct) as refusal:
            actions.add_pack(scope=saris_scope(cast), person=cast.sari, product_id=product.pk, unit=unit,
                             content=content, price_minor=1_000)  # fmt: skip
        assert refusal.value.field == "unit"


def test_the_same_name_gets_another_address(cast: Cast) -> None:
    assert [create(cast).slug for _ in range(3)] == ["cabai-rawit", "cabai-rawit-2", "cabai-rawit-3"]
    many = {create(cast).slug for _ in range(8)}
    assert len(many) == 8


def test_a_name_without_a_latin_letter_still_gets_an_address(cast: Cast) -> None:
    assert create(cast, name="ꦏꦿꦸꦥꦸꦏ꧀").slug == "produk"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"), ({"name": "ab"}, "name"), ({"name": "x" * 121}, "name"), ({"name": "12345"}, "name"),
        ({"category": "senjata"}, "category"), ({"unit": "gerobak"}, "unit"), ({"content": "banyak"}, "content"),
        ({"price_minor": 0}, "price"), ({"price_minor": -5}, "price"), ({"price_minor": 100_000_001}, "price"),
        ({"price_minor": 2.5}, "price"), ({"stock": -1}, "stock"), ({"stock": "banyak"}, "stock"),
        ({"stock": Decimal("0.0001")}, "stock"), ({"stock": Decimal("NaN")}, "stock"), ({"stock": 10**15}, "stock"),
        ({"weight_g": 0}, "weight_g"), ({"weight_g": 2_000_001}, "weight_g"), ({"halal": "entah"}, "halal"),
        ({"lead_time_days": -1}, "lead_time_days"), ({"description": "x" * 4_001}, "description"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_written(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    before = (Product.objects.count(), Pool.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Expected) as refusal:
        create(cast, **wrong)
    assert (refusal.value.field, refusal.value.status) == (field, 422)
    assert (Product.objects.count(), Pool.objects.count(), AuditEntry.objects.count()) == before


def test_a_name_is_one_line_without_tricks(cast: Cast) -> None:
    assert create(cast, name="  Cabai\n\trawit\u202e  merah\x00 ").name == "Cabai rawit merah"


def test_a_repeat_with_the_same_key_makes_one_product(cast: Cast) -> None:
    first, second = create(cast, client_key="hp-1"), create(cast, client_key="hp-1")
    assert first.pk == second.pk
    assert Product.objects.filter(name="Cabai rawit").count() == 1


def test_the_same_key_with_other_goods_is_refused(cast: Cast) -> None:
    create(cast, client_key="hp-1")
    with pytest.raises(KeyReused):
        create(cast, client_key="hp-1", price_minor=1)


def test_two_sellers_may_by_chance_use_one_key(cast: Cast) -> None:
    create(cast, client_key="hp-1")
    other = create(cast, client_key="hp-1", scope=scope_of(cast.citra), person=cast.citra,
                   seller_id=cast.citras.seller.pk)  # fmt: skip
    assert other.seller_id == cast.citras.seller.pk


def test_a_draft_is_not_listed_until_it_is_published(cast: Cast) -> None:
    draft = create(cast, publish=False)
    assert "cabai-rawit" not in [card.slug for card in listing.cards().items]
    actions.put_back(scope=saris_scope(cast), person=cast.sari, product_id=draft.pk)
    assert listing.cards().items[0].slug == "cabai-rawit"


def test_a_pending_seller_prepares_goods_that_nobody_sees(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state="pending")
    create(cast)
    assert [card.slug for card in listing.cards().items] == ["belimbing-manis"]


def test_citra_cannot_touch_saris_goods(cast: Cast) -> None:
    asked: dict[str, Any] = {"scope": scope_of(cast.citra), "person": cast.citra}
    sold = cast.saris.product.pk
    with pytest.raises(NotFound):
        create(cast, **asked)
    with pytest.raises(NotFound):
        actions.take_down(product_id=sold, **asked)
    with pytest.raises(NotFound):
        actions.edit_product(product_id=sold, name="Punya saya", **asked)
    with pytest.raises(NotFound):
        actions.add_pack(product_id=sold, unit="ons", price_minor=1, **asked)
    with pytest.raises(NotFound):
        actions.update_variant(variant_id=cast.saris.variant.pk, price_minor=1, **asked)


def test_an_officer_reads_goods_but_changes_none(cast: Cast) -> None:
    scope = scope_of(cast.dewi)
    assert Product.objects.within(scope).count() == 2
    with pytest.raises(NotFound):
        actions.take_down(scope=scope, person=cast.dewi, product_id=cast.saris.product.pk)


def test_the_operator_may_take_goods_down(cast: Cast) -> None:
    taken = actions.take_down(scope=scope_of(cast.operator), person=cast.operator, product_id=cast.saris.product.pk)
    assert taken.state == "taken_down"


def test_a_helpers_act_carries_both_names(cast: Cast) -> None:
    actions.update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk,
                           price_minor=42_000)  # fmt: skip
    entry = AuditEntry.objects.get(verb="variant.changed")
    assert (entry.person, entry.acting_for) == (cast.budi, cast.saris.seller)
    assert (entry.before, entry.after) == ({"price_minor": 40_000}, {"price_minor": 42_000})


def update(cast: Cast, **given: Any) -> Variant:
    return actions.update_variant(scope=saris_scope(cast), person=cast.sari, variant_id=cast.saris.variant.pk, **given)


def test_price_and_stock_change_together(cast: Cast) -> None:
    variant = update(cast, price_minor=45_000, stock="12,5")
    assert (variant.price_minor, variant.pool.available, variant.version) == (45_000, 12_500, 2)
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["variant.changed", "pool.counted"]


def test_an_edit_on_an_old_page_is_refused(cast: Cast) -> None:
    update(cast, price_minor=45_000, version=1)
    with pytest.raises(ChangedMeanwhile) as refusal:
        update(cast, price_minor=44_000, stock=1, version=1)
    assert refusal.value.status == 409
    fresh = Variant.objects.select_related("pool").get(pk=cast.saris.variant.pk)
    assert (fresh.price_minor, fresh.pool.available) == (45_000, 50_000)


def test_the_difference_a_seller_saw_is_applied(cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=47_000)  # 3 kg were sold meanwhile
    assert update(cast, stock=60, stock_seen=50).pool.available == 57_000


def test_stock_of_a_small_pack_is_counted_in_small_packs(cast: Cast) -> None:
    changed = actions.update_variant(
        scope=saris_scope(cast), person=cast.sari, variant_id=cast.small_pack.pk, stock="8"
    )
    assert changed.pool.available == 2_000


@pytest.mark.parametrize("wrong", [{"price_minor": 0}, {"stock": "-3"}, {"weight_g": -1}])
def test_a_wrong_edit_changes_nothing(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(Expected):
        update(cast, **wrong)
    assert Variant.objects.get(pk=cast.saris.variant.pk).version == 1


def test_goods_taken_down_come_back_and_nothing_is_deleted(cast: Cast) -> None:
    asked: dict[str, Any] = {"scope": saris_scope(cast), "person": cast.sari, "product_id": cast.saris.product.pk}
    published_at = cast.saris.product.published_at
    actions.take_down(**asked)
    actions.take_down(**asked)
    assert listing.detail("opak-gambir") is None
    assert actions.put_back(**asked).published_at == published_at
    assert listing.detail("opak-gambir") is not None
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["product.taken_down", "product.published"]


def test_an_edit_keeps_the_address_and_says_what_changed(cast: Cast) -> None:
    product = actions.edit_product(
        scope=saris_scope(cast), person=cast.sari, product_id=cast.saris.product.pk, name="Opak gambir wangi",
        category="buah", description="Dipanggang arang.", halal="bersertifikat",
    )  # fmt: skip
    assert (product.slug, product.category.slug) == ("opak-gambir", "buah")
    entry = AuditEntry.objects.get(verb="product.edited")
    assert entry.before == {"name": "Opak Gambir", "category": "camilan", "description": ""}
    assert entry.after == {"name": "Opak gambir wangi", "category": "buah", "description": "Dipanggang arang."}
