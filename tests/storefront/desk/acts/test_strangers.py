"""What a phone may not do: no token, an ended one, another's stall, nonsense of every shape. Nothing is written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from catalog.media.models import Upload
from catalog.products.models import Product
from sellers.accounts.models import HelperConsent, Membership
from sellers.kit import clock
from sellers.kit.models import OnceKey
from sellers.people.models import Device
from tests.cast import Cast
from tests.catalog import pictures
from tests.storefront.desk.acts.phone import listing, phone_of

pytestmark = pytest.mark.django_db
AT = "/lapak/kiriman/"


def nothing_written() -> bool:
    return not OnceKey.objects.filter(purpose__startswith="desk.act").exists() and Product.objects.count() == 2


@pytest.mark.parametrize("said", ["", "Bearer x", "Bearer ", "Basic eA=="])
def test_without_a_good_token_nobody_is_known(cast: Cast, said: str) -> None:
    browser = Client()
    browser.force_login(cast.sari)  # a cookie says nothing here
    headers = {"Authorization": said} if said else {}
    answer = browser.post(AT, "{}", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (401, "who")
    assert nothing_written()


def test_a_revoked_token_waits_for_its_author(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    given = listing(phone)
    Device.objects.update(revoked_at=clock.now())
    assert phone.act("product.new", given).status_code == 401
    assert nothing_written()


def test_a_closed_person_is_nobody(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    cast.sari.is_active = False
    cast.sari.save(update_fields=["is_active"])
    assert phone.act("product.new", {}).status_code == 401


def test_whose_membership_ended_has_no_such_stall(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    given = listing(phone)
    Membership.objects.filter(person=cast.sari).update(ended_at=clock.now())
    answer = phone.act("product.new", given)
    assert (answer.status_code, answer.json()["state"]) == (404, "refused")
    assert answer.json()["sentence"] == "Lapak ini bukan milik Anda lagi."
    assert nothing_written()


def test_a_helper_whose_consent_was_withdrawn_has_no_such_stall(cast: Cast) -> None:
    phone = phone_of(cast.budi, cast.saris.seller.pk)
    given = listing(phone)
    HelperConsent.objects.update(withdrawn_at=clock.now())
    assert phone.act("product.new", given).status_code == 404
    assert nothing_written()


def test_a_helper_does_only_what_was_allowed(cast: Cast) -> None:
    HelperConsent.objects.update(verbs=["orders"])
    phone = phone_of(cast.budi, cast.saris.seller.pk)
    assert phone.act("prices.today", {"rows": []}).status_code == 404


def test_another_stall_is_not_there(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.citras.seller.pk)
    assert phone.act("product.new", {}).status_code == 404
    assert phone.begin(pictures.jpeg(64, 64)).status_code == 404


def test_anothers_upload_is_not_there_and_never_a_photo(cast: Cast) -> None:
    citra, sari = phone_of(cast.citra, cast.citras.seller.pk), phone_of(cast.sari, cast.saris.seller.pk)
    data = pictures.jpeg(640, 480)
    key = citra.upload(data)
    assert sari.put(key, 0, b"x").status_code == 404
    assert sari.begin(data, key).status_code == 404
    answer = sari.act("product.new", listing(sari, photos=0) | {"photos": [key]})
    assert (answer.status_code, answer.json()["uploads"]) == (425, [key])


def test_one_persons_key_says_nothing_to_another(cast: Cast) -> None:
    """Two people may make the same key by evil chance: each has an outbox of their own."""
    key = str(uuid4())
    one, two = phone_of(cast.sari, cast.saris.seller.pk), phone_of(cast.citra, cast.citras.seller.pk)
    answers = [phone.act("product.new", listing(phone), key=key) for phone in (one, two)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Product.objects.filter(name="Keripik Singkong").count() == 2


DEEP = '{"key":' * 30_000 + "1" + "}" * 30_000
BODIES = [
    "null", "[]", "1", '"x"', "{", "\x00", "{}", '{"key": 1}', "[" * 100_000, DEEP, '{"a": NaN}', '{"a": 1e999}',
    '{"key": "x", "act": "product.new", "stall": 1, "input": {}}',
    '{"key": "%s", "act": ["product.new"], "stall": 1, "input": {}}',
    '{"key": "%s", "act": "product.new", "stall": true, "input": {}}',
    '{"key": "%s", "act": "product.new", "stall": 1.5, "input": {}}',
    '{"key": "%s", "act": "product.new", "stall": -1, "input": {}}',
    '{"key": "%s", "act": "product.new", "stall": ' + "9" * 4500 + ', "input": {}}',
    '{"key": "%s", "act": "product.new", "stall": null, "input": {}}',
    '{"key": "%s", "act": "product.new", "stall": 1, "input": []}',
    '{"key": "%s", "act": "product.new", "stall": 1, "input": {"name": "a\\u0000b"}}',
    '{"key": "%s", "act": "product.new", "stall": 1, "input": {"name": "\\ud800"}}',
    '{"key": "%s", "act": "product.new", "stall": 1, "input": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}}',
    '{"key": "%s", "act": "\\u0000", "stall": 1, "input": {}}',
    '{"key": "%s", "act": "drop.everything", "stall": 1, "input": {}}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_nonsense_is_one_sentence(cast: Cast, body: str) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    answer = phone.post(AT, body.replace("%s", str(uuid4())))
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert 0 < len(answer.json()["sentence"].split()) <= 12
    assert nothing_written()


ODD: list[object] = [None, True, [], {}, "a\n" * 9, -1, 9**30, "9" * 4500, [[]], {"a": 1}, "²", 1.5, ""]


@pytest.mark.parametrize("odd", ODD)
def test_a_wrong_type_in_any_place_is_refused_or_waits(cast: Cast, odd: object) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    base = {"version": 1, "price": 40_000, "stock": "50"}
    row = {"variant": cast.saris.variant.pk, "price": "1", "stock": "1", "base": base}
    tries = [("product.new", listing(phone) | {name: odd}) for name in ("name", "price", "unit", "stock", "photos")]
    tries += [("variant.price_stock", row | {name: odd}) for name in ("variant", "base")]
    tries += [("variant.price_stock", row | {"base": base | {name: odd}}) for name in ("version", "price")]
    tries += [("prices.today", {"rows": odd}), ("prices.today", {"rows": [odd]}), ("photo.add", {"product": odd})]
    tries += [("order.pack", {"code": odd}), ("help.ask", {"text": odd})]
    for act, given in tries:
        answer = phone.act(act, given)
        assert answer.status_code < 500, (act, given, answer.content)
        assert answer.json()["state"] in ("refused", "conflict", "done"), (act, given)
        if answer.json()["state"] == "done":  # a number as text, a text as such: read as it would be typed
            assert isinstance(odd, str | int | float), (act, given)
        else:
            assert answer.json()["sentence"]


def test_five_megabytes_are_too_much(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    answer = phone.act("help.ask", {"text": "x" * 5_000_000})
    assert (answer.status_code, answer.json()["state"]) == (413, "refused")


def test_a_form_is_not_json(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
        answer = phone.post(AT, b"a=1", kind)
        assert (answer.status_code, answer.json()["state"]) == (415, "refused")


def test_an_act_that_was_answered_already_is_no_further_try(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.desk.outgoing.LIMIT", 1)
    phone, key = phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    with clock.frozen(clock.now()):
        answers = [phone.act("help.ask", {"text": "a"}, key=key) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert phone.act("help.ask", {"text": "b"}).status_code == 429


def test_too_many_acts_come_back_later_and_none_is_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.desk.outgoing.LIMIT", 2)
    phone, key = phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    start = clock.now()
    with clock.frozen(start - timedelta(seconds=start.timestamp() % 600)) as time:
        given = listing(phone)
        phone.act("help.ask", {"text": "a"})
        phone.act("help.ask", {"text": "b"})
        held = phone.act("product.new", given, key=key)
        assert (held.status_code, held.json()["state"]) == (429, "later")
        assert 1 <= int(held["Retry-After"]) <= 600
        time.tick(seconds=int(held["Retry-After"]))
        assert phone.act("product.new", given, key=key).status_code == 200


def test_only_the_verbs_that_are_there(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    for method, where in (
        ("put", AT),
        ("delete", AT),
        ("get", "/lapak/unggahan/"),
        ("delete", f"/lapak/unggahan/{uuid4()}/"),
    ):
        assert getattr(phone.client, method)(where, headers=phone.headers).status_code == 405, where


def test_an_upload_that_says_nonsense_is_refused(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    for more in (
        {"size": 0}, {"size": -5}, {"size": "x"}, {"size": [1]}, {"sha256": "z" * 64}, {"sha256": ""}, {"key": "x"},
        {"key": 7}, {"stall": "²"}, {"type": ["image"]}, {"type": "a\x00b"},
    ):  # fmt: skip
        answer = phone.begin(b"abc", **more)
        assert (answer.status_code, answer.json()["state"]) == (422, "refused"), more
    assert phone.begin(b"abc", size=31 * 1024 * 1024).status_code == 413
    assert not Upload.objects.exists()
