"""Our page inside Saleor Dashboard: who may frame it, whose token it believes, and what it shows to whom."""

import json
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from storefront.config.env import BadSetting
from storefront.config.saleor import configured
from storefront.engine.saleor.models import FoundProduct, Placement, ProductMirror
from storefront.orders.models import Purchase
from tests.cast import Cast
from tests.fakes.saleor.signing import Keys
from tests.storefront.hooks import saleor_paying as paying
from tests.storefront.life import stories

PAGE, PANEL = "/koperasi/saleor/aplikasi/", "/koperasi/saleor/aplikasi/panel/"
DASHBOARD = "https://dashboard.example"
PRODUCT = "UHJvZHVjdDox"


@pytest.fixture(autouse=True)
def _connected(settings: LazySettings, cast: Cast) -> None:
    paying.connect(settings, cast)


def token(keys: Keys = paying.KEYS, **changes: Any) -> str:
    claims = {
        "iss": paying.API, "exp": int(time.time()) + 300, "app": "QXBwOjE=", "is_staff": True, "user_id": "VXNlcjox",
        "type": "thirdparty", "email": "staff@example.com", "user_permissions": ["MANAGE_ORDERS", "MANAGE_PRODUCTS"],
    }  # fmt: skip
    return keys.token({name: value for name, value in (claims | changes).items() if value is not None})


def ask(client: Client, kind: str = "order", saleor_id: str = paying.ORDER, **given: Any) -> Any:
    body = {"token": token(), "kind": kind, "id": saleor_id, **given}
    return client.post(PANEL, json.dumps(body), content_type="application/json")


@pytest.fixture
def sold(cast: Cast) -> Purchase:
    purchase = stories.paid(cast)
    refs = list(purchase.orders.values_list("code", flat=True))
    Placement.objects.create(
        ref=purchase.code, order_refs=refs, total_minor=102_000, currency="IDR", saleor_order_id=paying.ORDER,
        state=Placement.State.ORDERED,
    )  # fmt: skip
    return purchase


def test_only_the_dashboard_may_frame_this_page_and_no_other_page_at_all(client: Client) -> None:
    answer = client.get(PAGE, {"saleorApiUrl": paying.API, "domain": "shop.example", "id": "QXBwOjE="})
    assert answer.status_code == 200
    assert f"frame-ancestors {DASHBOARD}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    other = client.get("/")
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


def test_without_a_dashboard_nobody_frames_it(client: Client, settings: LazySettings) -> None:
    settings.SALEOR = {**settings.SALEOR, "dashboard_url": ""}
    answer = client.get(PAGE)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_another_saleor_finds_no_page(client: Client, settings: LazySettings) -> None:
    assert client.get(PAGE, {"saleorApiUrl": "https://other.example/graphql/"}).status_code == 404
    assert client.post(PAGE).status_code == 405
    assert client.get(PANEL).status_code == 405
    settings.SALEOR = {}
    assert client.get(PAGE).status_code == 404
    assert client.post(PANEL, "{}", content_type="application/json").status_code == 404


def test_staff_sees_the_split_of_an_order(client: Client, sold: Purchase) -> None:
    shown = ask(client)
    text = shown.content.decode()
    assert shown.status_code == 200
    for words in (sold.code, "Dapur Sari", "Kebun Citra", "Rp80.000", "Rp12.000", "Koperasi Mawar"):
        assert words in text
    assert "belum diterima pembeli" in text
    for code in sold.orders.values_list("code", flat=True):
        assert f"/koperasi/pesanan/{code}/" in text
    for secret in ("Eko", "0812", "62812", "Jl. Merdeka", "0012345678"):
        assert secret not in text


def test_staff_sees_whose_a_product_is(client: Client, cast: Cast) -> None:
    ProductMirror.objects.create(product=cast.saris.product, saleor_id=PRODUCT)
    text = ask(client, "product", PRODUCT).content.decode()
    assert "Dapur Sari" in text
    assert f"/produk/{cast.saris.product.slug}/" in text


def test_a_product_of_nobody_is_offered_for_assignment(client: Client) -> None:
    FoundProduct.objects.create(saleor_id=PRODUCT, name="Kopi <b>Arang</b>")
    text = ask(client, "product", PRODUCT).content.decode()
    assert "Kopi &lt;b&gt;Arang&lt;/b&gt;" in text
    assert "/koperasi/saleor/" in text


def test_what_is_none_of_ours_is_not_found(client: Client) -> None:
    assert ask(client, "order", "T3JkZXI6OTk=").status_code == 404
    assert ask(client, "product", "UHJvZHVjdDo5OQ==").status_code == 404
    assert ask(client, "person", "1").status_code == 404
    assert ask(client, "order", "\0").status_code == 404
    assert ask(client, "order", "x" * 4500).status_code == 404


STRANGER = Keys()
STRANGER.turn = 4


@pytest.mark.parametrize(
    "bad",
    [
        "", "x", "a.b.c", "\0", "x" * 9000,
        token(STRANGER),
        token(iss="https://other.example/graphql/"),
        token(iss=None),
        token(exp=int(time.time()) - 60),
        token(exp=None),
        token(app="QXBwOjI="),
        token(app=None),
        token(is_staff=False),
        token(is_staff=None),
        token()[:-4] + "AAAA",
    ],
    ids=[
        "nothing", "x", "three parts", "NUL", "long", "another key", "another Saleor", "no Saleor", "old", "endless",
        "another app", "no app", "no staff", "staff or not", "another signature",
    ],
)  # fmt: skip
def test_another_token_is_answered_without_a_word(client: Client, sold: Purchase, bad: str) -> None:
    answer = ask(client, token=bad)
    assert answer.status_code in (401, 503)
    assert sold.code.encode() not in answer.content


def test_a_permission_that_is_missing_hides_the_order(client: Client, sold: Purchase) -> None:
    answer = ask(client, token=token(user_permissions=["MANAGE_PRODUCTS"]))
    assert answer.status_code == 404
    assert sold.code.encode() not in answer.content
    assert ask(client, token=token(user_permissions=None)).status_code == 404
    assert ask(client, token=token(user_permissions="MANAGE_ORDERS")).status_code == 404


def test_an_unsigned_or_hmac_token_is_refused(client: Client, sold: Purchase) -> None:
    head, body, _signature = token().split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    assert ask(client, token=f"{none}.{body}.").status_code == 401
    assert ask(client, token=f"{head}.{body}.").status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b'{"token": 5}', b'{"token": {"a": 1}}'])
def test_a_body_that_is_no_wish_is_refused(client: Client, body: bytes) -> None:
    assert client.post(PANEL, body, content_type="application/json").status_code == 401


def test_a_body_too_large_is_refused(client: Client) -> None:
    assert client.post(PANEL, b"x" * 20_000, content_type="application/json").status_code == 400


def test_without_an_object_it_says_that_it_is_installed(client: Client) -> None:
    answer = ask(client, "", "")
    assert (answer.status_code, "Lapak terpasang" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("value", ["dashboard.example", "ftp://x/", "https://a b/", "https://a;b/", "https://*.x/"])
def test_a_dashboard_address_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SALEOR_API_URL", paying.API)
    monkeypatch.setenv("SALEOR_DASHBOARD_URL", value)
    with pytest.raises(BadSetting, match="SALEOR_DASHBOARD_URL"):
        configured(needed=False)


def test_of_a_dashboard_address_only_the_origin_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALEOR_API_URL", paying.API)
    monkeypatch.setenv("SALEOR_DASHBOARD_URL", "https://dashboard.example/dashboard/")
    assert configured(needed=False)["dashboard_url"] == DASHBOARD
