"""The desk as an app on the phone: which pages it may keep, whose they are, and the files it is made of."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from catalog.products.actions import update_variant
from sellers.accounts.asking import scope_of
from sellers.accounts.members import withdraw_helper_consent
from sellers.accounts.models import HelperConsent
from storefront.desk import keeping, shell_files
from storefront.orders import life
from tests.cast import Cast
from tests.storefront.desk.selling import sold

MONEY = ("desk:money", "desk:statement", "desk:bank_accounts", "desk:payouts", "desk:incoming", "desk:repayments")
PEOPLE = ("desk:members", "desk:stalls", "desk:stall")


@pytest.fixture
def sari(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.sari)
    return browser


def marks(browser: Client) -> dict[str, str]:
    return dict(browser.get(reverse("desk:kept")).json()["pages"])


def test_a_page_of_orders_or_goods_says_whose_it_is_and_what_it_shows(cast: Cast, sari: Client) -> None:
    for name in ("desk:today", "desk:orders", "desk:products", "desk:product_new", "desk:prices", "desk:outbox"):
        answer = sari.get(reverse(name))
        assert answer["X-Desk"] == f"{cast.sari.pk}-{cast.saris.seller.pk}", name
        assert answer["X-Desk-Mark"] == marks(sari)[reverse(name)], name
        assert "no-store" in answer["Cache-Control"], name


def test_a_page_names_the_stalls_whose_pages_may_stay_until_a_consent_is_withdrawn(cast: Cast) -> None:
    browser, sari = Client(), cast.saris.seller
    browser.force_login(cast.budi)
    other = HelperConsent.objects.create(
        seller=cast.citras.seller, helper=cast.budi, given_by=cast.citra, verbs=["orders"]
    )
    assert set(browser.get("/lapak/")["X-Desk-Stalls"].split()) == {str(sari.pk), str(other.seller_id)}
    withdraw_helper_consent(scope=scope_of(cast.citra), person=cast.citra, consent_id=other.pk)
    assert browser.get("/lapak/")["X-Desk-Stalls"] == str(sari.pk)


@pytest.mark.parametrize("name", [*MONEY, *PEOPLE])
def test_no_page_of_money_or_people_may_be_kept(sari: Client, name: str) -> None:
    answer = sari.get(reverse(name))
    assert answer.status_code == 200
    assert "X-Desk-Mark" not in answer
    assert name not in keeping.KEPT


def test_an_order_may_be_kept_only_while_it_is_open(cast: Cast, sari: Client) -> None:
    order = sold(cast)
    address = reverse("desk:order", args=[order.code])
    assert sari.get(address)["X-Desk-Mark"] == marks(sari)[address]
    act = {"scope": scope_of(cast.sari), "person": cast.sari, "order_code": order.code}
    life.cancel_by_seller(**act, reason="Barang rusak")
    assert "X-Desk-Mark" not in sari.get(address)
    assert address not in marks(sari)


def test_a_mark_changes_with_what_its_page_shows_and_not_without(cast: Cast, sari: Client) -> None:
    order = sold(cast)
    card, goods, form = reverse("desk:order", args=[order.code]), reverse("desk:products"), reverse("desk:product_new")
    before = marks(sari)
    assert marks(sari) == before
    life.accept(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code)
    after = marks(sari)
    assert {address for address in before if before[address] != after[address]} == {
        card, reverse("desk:today"), reverse("desk:orders"),
    }  # fmt: skip
    update_variant(
        scope=scope_of(cast.sari), person=cast.sari, variant_id=cast.saris.variant.pk, price_minor=31_000,
        stock=None, stock_seen=None, version=None,
    )  # fmt: skip
    assert marks(sari)[goods] != after[goods] and marks(sari)[form] == after[form]


def test_another_seller_and_a_stranger_get_none_of_saris_pages(cast: Cast) -> None:
    order = sold(cast)
    for who in (cast.citra, cast.stranger):
        browser = Client()
        browser.force_login(who)
        answer = browser.get(reverse("desk:kept"))
        assert answer.status_code == 302 or order.code not in answer.content.decode()
    assert Client().get(reverse("desk:kept")).status_code == 302


def test_a_page_that_was_refused_is_not_kept(sari: Client, cast: Cast) -> None:
    answer = sari.post(reverse("desk:product_new"), {"stall": cast.saris.seller.pk})
    assert answer.status_code == 422
    assert "X-Desk-Mark" not in answer


def test_the_service_worker_is_one_script_that_is_asked_for_each_time() -> None:
    answer = Client().get(reverse("desk:worker"))
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/lapak/"
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert f'VERSION = "{shell_files.version()}"' in script
    for address in shell_files.shell():
        assert f'"{address}"' in script


def test_the_shell_has_every_script_and_style_of_a_desk_page(cast: Cast, sari: Client) -> None:
    html = sari.get(reverse("desk:today")).content.decode()
    asked = set(re.findall(r'(?:src|href)="(/static/(?:js|css|django_htmx)/[^"]+)"', html))
    assert asked and asked <= set(shell_files.shell())


def test_the_manifest_names_the_app_its_scope_and_icons_that_are_there() -> None:
    answer = Client().get(reverse("desk:manifest"))
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == ("/lapak/", "/lapak/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        assert (shell_files.SCRIPTS.parents[1] / icon["src"].removeprefix("/static/")).is_file()


def test_the_page_for_no_signal_names_nobody(cast: Cast, sari: Client) -> None:
    html = sari.get(reverse("desk:no_signal")).content.decode()
    assert "Tanpa sinyal" in html
    assert cast.saris.seller.name not in html and cast.sari.name not in html


@pytest.mark.parametrize("name", ["worker", "manifest", "no_signal", "kept"])
def test_they_are_only_read(cast: Cast, sari: Client, name: str) -> None:
    assert sari.post(reverse(f"desk:{name}")).status_code == 405


def test_a_worker_that_did_not_change_is_not_sent_again(client: Client) -> None:
    first = client.get(reverse("desk:worker"))
    again = client.get(reverse("desk:worker"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "Content-Security-Policy" in first and "Content-Security-Policy" not in again  # what came with it stands
    assert client.get(reverse("desk:worker"), headers={"If-None-Match": '"of another version"'}).status_code == 200
