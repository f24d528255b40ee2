"""Who is let into the office, and what those outside are told: nothing."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from payments.charges.models import Charge
from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.people.models import Person
from storefront.orders.models import Purchase
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.life.stories import citras_part, placed, transfer

pytestmark = pytest.mark.django_db
READ = (
    "dashboard", "table", "orders", "order", "waiting", "transfers", "transfer", "stalls", "stall", "owed",
    "movements", "refunds", "cooperatives",
)  # fmt: skip
DEEDS = ("approval", "refusal", "suspension", "cancellation")
OF_ONE_ROW = ("order", "transfer", "proof", "stall", "movements", *DEEDS)


@pytest.fixture
def purchase(cast: Cast) -> Purchase:
    made = placed(cast)
    transfer(cast, made)
    return made


def address(name: str, cast: Cast, purchase: Purchase) -> str:
    """The page `name` of Sari's stall, Citra's order or their buyer's transfer."""
    slug = {"slug": cast.saris.seller.slug}
    code = {"code": citras_part(cast, purchase).code}
    charge = {"code": Charge.objects.get(bill_ref=purchase.bills.get().code).code}
    given: dict[str, dict[str, Any]] = {
        "table": {"by": "seller"}, "order": code, "cancellation": code, "transfer": charge, "proof": charge,
        "stall": slug, "movements": slug, "approval": slug, "refusal": slug, "suspension": slug,
    }  # fmt: skip
    return reverse(f"cooperative:{name}", kwargs=given.get(name))


def test_every_page_opens_for_dewi(cast: Cast, as_: Door, purchase: Purchase) -> None:
    dewi = as_(cast.dewi)
    for name in READ:
        response = dewi.get(address(name, cast, purchase))
        assert response.status_code == 200, name
        assert "Koperasi Mawar" in response.content.decode()
        assert "private" in response["Cache-Control"]


def test_fajar_of_another_cooperative_finds_none_of_dewis_rows(cast: Cast, as_: Door, purchase: Purchase) -> None:
    client = as_(cast.fajar)
    for name in OF_ONE_ROW:
        where = address(name, cast, purchase)
        response = client.post(where, {"alasan": "coba"}) if name in DEEDS else client.get(where)
        assert response.status_code == 404, name
    assert Seller.objects.get(pk=cast.saris.seller.pk).state == Seller.State.APPROVED


@pytest.mark.parametrize("who", ["sari", "citra", "budi", "eko", "stranger", "operator"])
def test_whoever_is_no_officer_finds_no_office(cast: Cast, as_: Door, purchase: Purchase, who: str) -> None:
    person: Person = getattr(cast, who)
    client = as_(person)
    found = {name: client.get(address(name, cast, purchase)).status_code for name in (*READ, "proof")}
    assert set(found.values()) == {404}, found


@pytest.mark.parametrize("who", ["sari", "stranger"])
def test_whoever_is_no_officer_decides_nothing(cast: Cast, as_: Door, purchase: Purchase, who: str) -> None:
    client = as_(getattr(cast, who))
    for name in DEEDS:
        assert client.post(address(name, cast, purchase), {"alasan": "coba"}).status_code == 404


def test_a_guest_is_sent_to_sign_in_and_back(cast: Cast, client: Client, purchase: Purchase) -> None:
    for name in (*READ, "proof"):
        where = address(name, cast, purchase)
        response = client.get(where)
        assert (response.status_code, response["Location"]) == (302, f"/masuk/?{urlencode({'next': where})}")


def test_pages_are_not_deleted_and_deeds_not_read(cast: Cast, as_: Door, purchase: Purchase) -> None:
    dewi = as_(cast.dewi)
    for name in (*READ, "proof"):
        assert dewi.delete(address(name, cast, purchase)).status_code == 405, name
    for name in DEEDS:
        assert dewi.get(address(name, cast, purchase)).status_code == 405, name


@pytest.mark.parametrize("name", ["order", "transfer", "proof", "stall", "movements"])
def test_what_does_not_exist_is_not_found(cast: Cast, as_: Door, name: str) -> None:
    key = "slug" if name in ("stall", "movements") else "code"
    assert as_(cast.dewi).get(reverse(f"cooperative:{name}", kwargs={key: "tidak-ada"})).status_code == 404


def test_a_viewer_reads_totals_and_nothing_else(cast: Cast, as_: Door, purchase: Purchase) -> None:
    Membership.objects.create(person=cast.stranger, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    viewer = as_(cast.stranger)
    allowed = {name for name in READ if viewer.get(address(name, cast, purchase)).status_code == 200}
    assert allowed == {"dashboard", "cooperatives"}  # the table asked for is by stall
    assert viewer.get(reverse("cooperative:table", kwargs={"by": "category"})).status_code == 200
    assert viewer.get(reverse("cooperative:table", kwargs={"by": "product"})).status_code == 404
    for name in DEEDS:
        assert viewer.post(address(name, cast, purchase), {"alasan": "coba"}).status_code == 404


def test_an_officer_of_two_cooperatives_chooses_one(cast: Cast, as_: Door, purchase: Purchase) -> None:
    Membership.objects.create(person=cast.dewi, cooperative=cast.other_cooperative, role=Membership.Role.OFFICER)
    client = as_(cast.dewi)
    order = address("order", cast, purchase)
    here, there = cast.cooperative, cast.other_cooperative
    _choose(client, there)
    assert client.get(order).status_code == 404
    assert "Koperasi Lain" in client.get("/koperasi/").content.decode()
    _choose(client, here)
    assert client.get(order).status_code == 200


def test_nobody_chooses_a_cooperative_of_others(cast: Cast, as_: Door) -> None:
    where = reverse("cooperative:cooperatives")
    for wanted in (str(cast.other_cooperative.pk), "", "x"):
        assert as_(cast.dewi).post(where, {"koperasi": wanted}).status_code == 404


def _choose(client: Client, cooperative: Cooperative) -> None:
    response = client.post(reverse("cooperative:cooperatives"), {"koperasi": cooperative.pk})
    assert response["Location"] == "/koperasi/"
