"""`manage.py saleor install` and `check` against the stand-in, over real HTTP in both directions."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from storefront.engine import saleor
from storefront.engine.saleor import client as adapter
from storefront.engine.saleor import connection, joining, manifest, probe
from storefront.engine.saleor.models import Connection
from tests.fakes.saleor import SaleorStandIn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market(stand_in: SaleorStandIn, live_server: Any, settings: LazySettings) -> Iterator[SaleorStandIn]:
    """A fresh Saleor, and our own web that it can reach."""
    settings.BASE_URL = live_server.url
    settings.SALEOR = {"api_url": stand_in.api_url, "channel": "lapak-id", "timeout_s": 5}
    yield stand_in
    adapter.hang_up()


@pytest.fixture
def run(market: SaleorStandIn, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("SALEOR_STAFF_PASSWORD", market.staff_password)
    monkeypatch.setattr(joining, "LOOK_EVERY_S", 0.05)

    def one(*words: str) -> tuple[int, str]:
        out = StringIO()
        if words[0] == "install":
            words = (*words, "--email", market.staff_email)
        try:
            call_command("saleor", *words, stdout=out)
        except SystemExit as ended:
            return int(str(ended.code)), out.getvalue()
        return 0, out.getvalue()

    return one


def test_a_fresh_saleor_is_set_up_by_one_command(run: Callable[..., tuple[int, str]], market: SaleorStandIn) -> None:
    code, said = run("install")
    assert code == 0, said
    assert "the handshake went well" in said and "settings are in force" in said
    found = connection.current()
    assert set(found.ids) == {"channel", "seller_attribute", "product_type", "page_type"}
    app = saleor.api().ask("AppSelf")["app"]
    assert {hook["identifier"] for hook in app["webhooks"]} == {hook.identifier for hook in manifest.WEBHOOKS}
    assert market.staff_password not in said


def test_running_it_again_changes_nothing(run: Callable[..., tuple[int, str]], market: SaleorStandIn) -> None:
    run("install")
    before, calls = connection.current(), len(market.calls)
    code, said = run("install")
    assert code == 0, said
    assert "App: is installed" in said and "Shop settings: as they must be." in said
    made = [call for call in market.calls[calls:] if "Create" in call and "checkout" not in call.lower()]
    assert made == ["tokenCreate"] or all("tokenCreate" in call for call in made)
    after = connection.current()
    assert (after.app_id, after.ids, after.token_sealed) == (before.app_id, before.ids, before.token_sealed)


def test_check_says_that_all_is_well(run: Callable[..., tuple[int, str]]) -> None:
    run("install")
    code, said = run("check")
    assert code == 0, said
    assert "All is well." in said and "WRONG" not in said


def test_check_before_the_install_says_what_to_do(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run("check")
    assert code == 1
    assert "manage.py saleor install" in said


def settings_changed(market: SaleorStandIn, **change: Any) -> None:
    document = "mutation($i: ShopSettingsInput!) { shopSettingsUpdate(input: $i) { errors { code } } }"
    market.ask(document, {"i": change}, token=market.app_token)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reserveStockDurationAnonymousUser": None}, "reserveStockDurationAnonymousUser is off"),
        ({"useLegacyShippingZoneStockAvailability": True}, "sellers' stock would count as none"),
        ({"preserveAllAddressFields": False}, "kecamatan"),
        ({"fulfillmentAllowUnpaid": False}, "paid at the door"),
    ],
)
def test_check_finds_settings_that_somebody_changed(
    run: Callable[..., tuple[int, str]], market: SaleorStandIn, change: dict[str, Any], words: str
) -> None:
    run("install")
    settings_changed(market, **change)
    code, said = run("check", "--quick")
    assert code == 1
    assert words in said
    assert run("install")[0] == 0 and run("check", "--quick")[0] == 0


def test_a_token_that_is_lost_is_made_anew_and_the_app_stays(
    run: Callable[..., tuple[int, str]], market: SaleorStandIn
) -> None:
    run("install")
    app = connection.current().app_id
    Connection.objects.update(token_sealed="")
    code, said = run("install")
    assert code == 0, said
    assert "has a new token" in said
    assert connection.current().app_id == app


def test_a_webhook_that_somebody_changed_is_found_and_put_right(
    run: Callable[..., tuple[int, str]], market: SaleorStandIn
) -> None:
    run("install")
    change = {"identifier": "orders", "input": {"targetUrl": "https://elsewhere.example/", "isActive": False}}
    saleor.api().ask("UpdateWebhook", change)
    code, said = run("check")
    assert code == 1
    assert "orders is switched off and calls https://elsewhere.example/" in said
    assert "Webhooks: 1 changed." in run("install")[1]
    assert run("check", "--quick")[0] == 0


def test_a_wrong_password_and_a_wrong_address_are_said_plainly(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    monkeypatch.setenv("SALEOR_STAFF_PASSWORD", "wrong")
    monkeypatch.setattr(joining, "LOGIN_WAIT_S", 0.01)
    code, said = run("install")
    assert code == 1
    assert "did not let" in said and "wrong" not in said
    code, said = run("install", "--url", "https://other.example/graphql/")
    assert (code, "believes only the first" in said) == (1, True)
    settings.SALEOR = {**settings.SALEOR, "internal_url": "http://127.0.0.1:9/graphql/"}
    code, said = run("install")
    assert (code, "cannot be reached" in said) == (1, True)


def test_an_app_that_cannot_be_reached_is_said_plainly(
    run: Callable[..., tuple[int, str]], settings: LazySettings
) -> None:
    settings.SALEOR = {**settings.SALEOR, "hooks_url": "http://127.0.0.1:9"}
    code, said = run("install")
    assert code == 1
    assert "could not install the app" in said and "SALEOR_HOOKS_URL" in said
    assert not connection.is_connected()


def test_the_probe_leaves_nothing_to_buy(run: Callable[..., tuple[int, str]]) -> None:
    run("install")
    found = saleor.api().ask("ProbeNow", {"reference": probe.REFERENCE, "slug": probe.SLUG})["product"]
    assert [row["quantityAllocated"] for one in found["variants"] for row in one["stocks"]] == [0]


def test_a_saleor_that_must_restart_is_found_by_an_order_and_said(
    run: Callable[..., tuple[int, str]], market: SaleorStandIn
) -> None:
    market.settings.settings_need_restart = True
    code, said = run("install")
    assert code == 1
    assert "Restart Saleor's api and worker processes" in said
    market.restart()
    code, said = run("install")
    assert code == 0, said
    assert run("check")[0] == 0
