"""The loaded market is whole, balanced, and left alone by a second run."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db.models import F, Sum

from catalog.media.models import Photo
from catalog.products.models import Category, Pool, Product, Variant
from payments.ledger import reconcile
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.kit import clock
from sellers.people.models import Person
from sellers.people.tokens import person_for
from sellers.regions.places import zone_of
from storefront.demo import sheets
from storefront.demo.history.buyers import buyers
from storefront.demo.history.plan import PastPurchase, plan
from storefront.demo.history.shelves import shelves
from storefront.demo.market.load import load
from storefront.demo.market.stalls import slug
from storefront.demo.people import demo_people
from storefront.orders.models import Bill, Order, OrderLine, Purchase
from storefront.terms.shares.income import uncounted
from storefront.terms.shares.models import SurplusYear
from storefront.terms.shares.surplus_actions import divided

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
pytestmark = [pytest.mark.usefixtures("market", "db"), pytest.mark.thorough]


def test_it_has_the_sellers_goods_and_cooperatives_of_the_sheets() -> None:
    assert Cooperative.objects.count() == 2
    assert Seller.objects.filter(state="approved").count() == 20
    assert Product.objects.published().count() == 69
    assert Category.objects.count() == 19
    assert Seller.objects.filter(state="pending").count() == 2


def test_every_product_has_a_photo_with_its_sizes() -> None:
    assert Product.objects.filter(photos__isnull=True).count() == 0
    assert {tuple(sorted(sizes)) for sizes in Photo.objects.values_list("sizes", flat=True)} == {("24", "48")}
    assert not Photo.objects.filter(done_at__isnull=True).exists()


def test_every_stall_has_a_ketua_and_groups_have_all_three_offices() -> None:
    roles = Membership.objects.filter(seller__state="approved").values_list("seller__slug", "role")
    assert sum(1 for _, role in roles if role == "ketua") == 20
    group = {role for slug, role in roles if slug == "kwt-melati-srengat"}
    assert group == {"ketua", "sekretaris", "bendahara", "anggota"}
    assert HelperConsent.objects.count() == 3


def test_a_group_shares_what_it_sold_and_the_shu_of_last_year_waits_to_be_closed() -> None:
    group = Seller.objects.get(slug="kwt-melati-srengat")
    assert group.share_rules.get().method == "weight"
    assert group.contributions.values("person").distinct().count() == 6
    income = uncounted(seller_id=group.pk, currency="IDR", until=clock.now())
    closed = group.share_closings.aggregate(sum=Sum("income_minor"))["sum"] or 0
    assert sum(income.values()) + closed > 0
    assert divided(SurplusYear.objects.get())[0].members


def test_orders_stand_in_every_state_a_page_can_show() -> None:
    states = Counter(Order.objects.values_list("state", flat=True))
    assert all(states[state] for state in ("waiting", "confirmed", "accepted", "packed", "sent", "ready", "received"))
    assert all(states[state] for state in ("completed", "cancelled", "expired"))


def test_fish_is_sold_by_the_scale_and_some_waits_to_be_weighed() -> None:
    fish = Product.objects.get(name="Ikan bandeng segar")
    assert (fish.weighed_percent, Product.objects.exclude(weighed_percent=None).count()) == (10, 1)
    line = OrderLine.objects.get(weighed_percent__isnull=False, order__state="accepted")
    assert (line.variant.product_id, line.pack_g, line.quantity, line.weighed_g) == (fish.pk, 1_000, 2, None)


def test_what_was_made_to_order_says_for_which_day_and_was_not_packed_before() -> None:
    lines = OrderLine.objects.select_related("variant__product", "order__seller").prefetch_related("order__events")
    promised = [line for line in lines if line.ready_on]
    assert len(promised) > 20
    assert {line.variant.product.lead_time_days > 0 for line in promised} == {True}
    assert not [line for line in lines if line.variant.product.lead_time_days and not line.ready_on]
    past = [line for line in promised if line.order.state == "completed"]
    assert past
    for line in past:
        packed = [event.at for event in line.order.events.all() if event.verb == "packed"]
        zone = zone_of(line.order.seller.village_code)
        assert line.ready_on and all(line.ready_on <= at.astimezone(zone).date() for at in packed), line


def test_ninety_days_are_planned_with_growth_and_the_same_each_time() -> None:
    planned = [purchase.at for purchase in _plan()]
    assert planned == [purchase.at for purchase in _plan()]
    assert 1_200 <= len(planned) <= 2_000
    middle = NOON - timedelta(days=45)
    assert sum(at > middle for at in planned) > sum(at < middle for at in planned) * 1.2


def test_the_books_are_balanced() -> None:
    assert reconcile.check() == []


def test_parts_sum_to_the_whole_in_every_purchase() -> None:
    lines = dict(OrderLine.objects.values_list("order").annotate(sum=Sum("total_minor")))
    assert all(lines[order.pk] == order.goods_minor for order in Order.objects.all())
    bills = Purchase.objects.annotate(sum=Sum("bills__amount_minor")).exclude(sum=F("total_minor"))
    assert not bills.exclude(bills__state=Bill.State.CANCELLED).exists()


def test_the_past_took_nothing_from_todays_stock() -> None:
    koi = Pool.objects.get(variants__product__name="Kain batik tulis motif ikan koi")
    assert koi.available == 1  # two, one of them under way
    assert not Pool.objects.filter(available__lt=0).exists()


def test_buyers_come_back() -> None:
    again = Counter(Purchase.objects.values_list("buyer_phone", flat=True))
    assert sum(1 for count in again.values() if count > 1) > 30


def test_a_second_run_changes_nothing_and_keeps_what_people_edited() -> None:
    Product.objects.filter(name="Wajik kletik").update(name="Wajik kletik Bu Sum")
    Variant.objects.filter(product__name="Opak gambir", position=0).update(price_minor=41_000)
    before = [model.objects.count() for model in (Person, Seller, Product, Variant, Purchase, Photo, Membership)]
    said: list[str] = []
    load(said.append, picture_size=48)
    assert "the past stands" in said
    assert [
        model.objects.count() for model in (Person, Seller, Product, Variant, Purchase, Photo, Membership)
    ] == before
    assert Product.objects.filter(name="Wajik kletik Bu Sum").exists()
    assert Variant.objects.get(product__name="Opak gambir", position=0).price_minor == 41_000


def test_json_names_everybody_with_a_token_that_opens() -> None:
    out = StringIO()
    call_command("demo", "--json", stdout=out)
    people = json.loads(out.getvalue())
    assert len(people) == 54
    for person in people:
        assert {"name", "role", "phone", "token", "sellers", "cooperatives"} <= set(person)
    officer = next(person for person in people if person["role"] == "pengurus")
    found = person_for(officer["token"])
    assert found is not None and found.phone == officer["phone"]
    assert scope_of(found).cooperatives


def test_who_prints_the_first_faces() -> None:
    out = StringIO()
    call_command("demo", "--who", stdout=out)
    assert "0812-0000-0071" in out.getvalue()


def test_outside_the_demo_nobody_is_named(settings: LazySettings) -> None:
    settings.DEMO = False
    assert demo_people() == []
    with pytest.raises(CommandError, match="LAPAK_DEMO=1"):
        call_command("demo", "--json")


def _plan() -> list[PastPurchase]:
    sellers = {row.id: Seller.objects.get(slug=slug(row)) for row in sheets.sellers()}
    keys = Product.objects.filter(client_key__startswith="demo:").values_list("pk", "client_key")
    products = {pk: str(key).removeprefix("demo:") for pk, key in keys}
    markets = {sellers["B01"].cooperative_id or 0: "blitar", sellers["T01"].cooperative_id or 0: "tarakan"}
    return list(plan(shelves=shelves(sellers, products, markets), buyers=buyers(), now=NOON))
