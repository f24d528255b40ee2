"""Signing in with a finger or the lock of an own phone, through the real addresses, with a key made of software."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user

from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people import fresh, passkeys
from tests.cast import Cast
from tests.sellers.passkey_doors import (
    LATE,
    REFUSED,
    add,
    asked,
    browser,
    come_in,
    enter,
    is_refused,
    signed_in,
    with_key,
)
from tests.sellers.soft_key import HERE, SoftKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def known_address(settings: LazySettings) -> None:
    settings.BASE_URL = HERE


def test_it_opens_the_account_without_a_number_or_a_code(cast: Cast) -> None:
    key = with_key(cast.sari)
    codes = Message.objects.filter(template="sign_in_code").count()
    client = browser()
    answer = enter(client, key.sign(asked(client)), back="/lapak/produk/")
    assert answer["Location"] == "/lapak/produk/"
    assert get_user(client) == cast.sari
    assert Message.objects.filter(template="sign_in_code").count() == codes
    assert client.session[fresh.KEY] == pytest.approx(clock.now().timestamp(), abs=60)
    [row] = passkeys.of(cast.sari)
    assert row.last_used_at is not None


def test_adding_and_removing_leave_a_line_in_the_book_and_a_message(cast: Cast) -> None:
    client = signed_in(cast.sari)
    add(client, SoftKey(), name="  HP\tbaru \u202e")
    [row] = passkeys.of(cast.sari)
    assert row.data["name"] == "HP baru"
    told = Message.objects.get(template="passkey_added")
    assert told.to == cast.sari.phone
    assert "sidik jari atau kunci layar HP HP baru" in told.body
    page = client.get("/lapak/orang/hp/").content.decode()
    assert "HP baru" in page
    assert "Dibuat" in page
    asks = client.get(f"/lapak/orang/sidik-jari/{row.pk}/").content.decode()
    assert "Hapus sidik jari HP baru?" in asks
    assert client.post(f"/lapak/orang/sidik-jari/{row.pk}/")["Location"] == "/lapak/orang/hp/"
    assert passkeys.of(cast.sari) == []
    assert Message.objects.get(template="passkey_removed").to == cast.sari.phone
    verbs = AuditEntry.objects.filter(verb__startswith="passkey.").order_by("pk").values_list("verb", "person")
    assert list(verbs) == [("passkey.added", cast.sari.pk), ("passkey.removed", cast.sari.pk)]


@pytest.mark.parametrize("where", ["/lapak/orang/sidik-jari/", "/lapak/orang/sidik-jari/soal/", "row"])
def test_an_old_sign_in_changes_no_key(cast: Cast, where: str) -> None:
    with_key(cast.sari)
    client = signed_in(cast.sari)
    [row] = passkeys.of(cast.sari)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        where = f"/lapak/orang/sidik-jari/{row.pk}/" if where == "row" else where
        assert client.post(where, {"credential": "{}"})["Location"].startswith("/masuk/lagi/")
    assert passkeys.of(cast.sari) == [row]


def test_nobody_sees_or_removes_anothers(cast: Cast) -> None:
    with_key(cast.sari)
    [row] = passkeys.of(cast.sari)
    client = signed_in(cast.citra)
    assert client.get(f"/lapak/orang/sidik-jari/{row.pk}/").status_code == 404
    assert client.post(f"/lapak/orang/sidik-jari/{row.pk}/").status_code == 404
    assert "HP Sari" not in client.get("/lapak/orang/hp/").content.decode()
    assert passkeys.of(cast.sari) == [row]


def test_an_answer_to_another_challenge_is_refused(cast: Cast) -> None:
    key, client = with_key(cast.sari), browser()
    other = key.sign(asked(browser()))
    asked(client)
    is_refused(client, enter(client, other))


def test_an_answer_works_once(cast: Cast) -> None:
    key, client = with_key(cast.sari), browser()
    answer = key.sign(asked(client))
    assert enter(client, answer).status_code == 302
    client.post("/keluar/")
    is_refused(client, enter(client, answer), LATE)
    is_refused(fresh_one := browser(), enter(fresh_one, answer), LATE)


def test_a_challenge_is_over_after_a_wrong_answer(cast: Cast) -> None:
    key, client = with_key(cast.sari), browser()
    options = asked(client)
    is_refused(client, enter(client, "{}"))
    is_refused(client, enter(client, key.sign(options)), LATE)


def test_two_workers_take_one_challenge_once(cast: Cast) -> None:
    key, client = with_key(cast.sari), browser()
    answer = key.sign(asked(client))
    kept = dict(client.session.items())
    assert enter(client, answer).status_code == 302
    late = browser()
    copied = late.session  # as another worker read it before the first one wrote
    copied.update(kept)
    copied.save()
    is_refused(late, enter(late, answer), LATE)


@pytest.mark.parametrize("minutes, opens", [(4, True), (6, False), (-1, False)])
def test_a_challenge_lives_five_minutes(cast: Cast, minutes: int, opens: bool) -> None:
    key, client = with_key(cast.sari), browser()
    answer = key.sign(asked(client))
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        if opens:
            assert enter(client, answer).status_code == 302
        else:
            is_refused(client, enter(client, answer), LATE)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "http://shop.localhost:8000"},
        {"origin": "https://localhost:8000"},
        {"origin": "https://lapak.example"},
        {"site": "lapak.example"},
        {"cross_origin": True},
        {"verified": False},
        {"private": SoftKey().private},
        {"key_id": b"k" * 32},
        {"handle": ""},
        {"handle": "eno"},
    ],
    ids=lambda lie: " ".join(f"{key}={value}" for key, value in lie.items() if key != "private") or "another's key",
)
def test_what_is_not_wholly_right_is_refused(cast: Cast, lie: dict[str, Any]) -> None:
    key, client = with_key(cast.sari), browser()
    is_refused(client, enter(client, key.lies(**lie).sign(asked(client))))
    assert get_user(come_in(key)) == cast.sari


def test_one_persons_key_does_not_open_anothers_account(cast: Cast) -> None:
    saris, citras, client = with_key(cast.sari), with_key(cast.citra), browser()
    is_refused(client, enter(client, saris.lies(handle=citras.handle).sign(asked(client))))


@pytest.mark.parametrize("unknown", ["handle", "key"])
def test_an_unknown_person_and_an_unknown_key_sound_alike(cast: Cast, unknown: str) -> None:
    key, client = with_key(cast.sari), browser()
    lie = key.lies(handle="enp6eg") if unknown == "handle" else key.lies(key_id=b"x" * 32)
    is_refused(client, enter(client, lie.sign(asked(client))))


def test_the_challenge_names_no_key_and_no_person(cast: Cast) -> None:
    with_key(cast.sari)
    options = asked(browser())["publicKey"]
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"


def test_a_removed_key_opens_nothing(cast: Cast) -> None:
    key = with_key(cast.sari)
    [row] = passkeys.of(cast.sari)
    passkeys.remove(person=cast.sari, passkey_id=row.pk)
    client = browser()
    is_refused(client, enter(client, key.sign(asked(client))))


def test_a_counter_that_goes_back_is_refused_and_written_down(cast: Cast) -> None:
    key = with_key(cast.sari, count=5)
    come_in(key.lies(count=7))
    for count in (7, 6, 0):
        client = browser()
        is_refused(client, enter(client, key.lies(count=count).sign(asked(client))))
    assert AuditEntry.objects.filter(verb="passkey.counter_went_back").count() == 3
    assert get_user(come_in(key.lies(count=8))) == cast.sari


def test_a_phone_that_counts_nothing_comes_in_again_and_again(cast: Cast) -> None:
    key = with_key(cast.sari)
    for _ in range(3):
        assert get_user(come_in(key)) == cast.sari


@pytest.mark.parametrize(
    "lie", [{"origin": "https://lapak.example"}, {"verified": False}, {"site": "lapak.example"}], ids=str
)
def test_a_key_made_wrongly_is_not_kept(cast: Cast, lie: dict[str, Any]) -> None:
    client = signed_in(cast.sari)
    answer = add(client, SoftKey(**lie))
    assert answer.status_code == 422
    assert REFUSED in answer.content.decode()
    assert passkeys.of(cast.sari) == []


def test_the_same_key_is_kept_once(cast: Cast) -> None:
    client, key = signed_in(cast.sari), SoftKey()
    add(client, key)
    assert add(client, key).status_code == 422
    assert add(signed_in(cast.citra), key).status_code == 422
    assert len(passkeys.of(cast.sari)) == 1
    assert passkeys.of(cast.citra) == []


def test_a_challenge_to_sign_in_makes_no_key(cast: Cast) -> None:
    client, key = signed_in(cast.sari), SoftKey()
    made = key.make(asked(client) | {"publicKey": asked(client)["publicKey"] | {"user": {"id": "MQ"}}})
    answer = client.post("/lapak/orang/sidik-jari/", {"nama": "HP", "credential": made})
    assert LATE in answer.content.decode()
    assert passkeys.of(cast.sari) == []


WRONG: tuple[object, ...] = (None, 1, "é", [], {}, "AAAA", "\x00")


def spoilt(answer: str) -> list[str]:
    """The same answer with each of its parts replaced by what no phone sends."""
    right = json.loads(answer)
    odd = [right | {part: wrong} for part in ("id", "rawId", "response") for wrong in WRONG]
    for part in right["response"]:
        odd += [right | {"response": right["response"] | {part: wrong}} for wrong in WRONG]
    return ["", "[]", "1", "{", "[" * 9000, '{"id": "\\u0000"}', "9" * 21_000, *map(json.dumps, odd)]


def test_letters_that_no_phone_sends_break_nothing(cast: Cast) -> None:
    key, start = with_key(cast.sari), clock.now()
    for at in range(len(spoilt(key.sign(asked(browser()))))):
        with clock.frozen(start + timedelta(minutes=11 * at)):  # each in a window of its own
            client = browser()
            is_refused(client, enter(client, spoilt(key.sign(asked(client)))[at]))


def test_letters_that_no_phone_sends_make_no_key(cast: Cast) -> None:
    key, client = SoftKey(), signed_in(cast.sari)
    where = "/lapak/orang/sidik-jari/"
    for at in range(len(spoilt(key.make(asked(client, f"{where}soal/"))))):
        given = spoilt(key.make(asked(client, f"{where}soal/")))[at]
        assert client.post(where, {"nama": "HP", "credential": given}).status_code == 422, given[:80]
    assert passkeys.of(cast.sari) == []


def test_too_many_from_one_address_wait(cast: Cast) -> None:
    with clock.frozen(NOON):
        key, client = with_key(cast.sari), browser(REMOTE_ADDR="203.0.113.9")
        for _ in range(100):
            enter(client, "{}")
        answer = enter(client, key.sign(asked(client)))
        assert answer.status_code == 429
        assert "Terlalu sering mencoba." in answer.content.decode()
        for _ in range(200):
            last = client.post("/masuk/sidik-jari/soal/")
        assert last.status_code == 429
        assert last.json() == {"sentence": "Terlalu sering mencoba. Tunggu sebentar, lalu coba lagi."}
        assert get_user(come_in(key, browser(REMOTE_ADDR="203.0.113.10"))) == cast.sari


def test_only_what_is_refused_counts(cast: Cast) -> None:
    """A cooperative's people come in by one address, one after the other."""
    with clock.frozen(NOON):
        key = with_key(cast.sari)
        for number in range(101):
            come_in(key, browser(REMOTE_ADDR=f"2001:db8:7::{number + 1:x}"))
        for number in range(100):
            enter(browser(REMOTE_ADDR=f"2001:db8:7:{number + 1:x}::1"), "{}")
        assert enter(browser(REMOTE_ADDR="2001:db8:7:ffff::1"), "{}").status_code == 429  # one site of many networks
        assert enter(browser(REMOTE_ADDR="2001:db8:8::1"), "{}").status_code == 422


def test_whoever_is_signed_in_asks_for_a_challenge_of_their_own(cast: Cast) -> None:
    with clock.frozen(NOON):
        client, stranger = signed_in(cast.sari), browser()
        for _ in range(200):
            last = stranger.post("/masuk/sidik-jari/soal/")
        assert (last.status_code, stranger.post("/masuk/sidik-jari/soal/").status_code) == (200, 429)
        assert [client.post("/masuk/sidik-jari/soal/").status_code for _ in range(41)] == [200] * 40 + [429]


def test_it_is_fresh_enough_for_money(cast: Cast) -> None:
    key = with_key(cast.sari)
    client = signed_in(cast.sari)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert "Pakai sidik jari" in client.get("/masuk/lagi/").content.decode()
        options = asked(client)
        assert len(options["publicKey"]["allowCredentials"]) == 1
        given = {"credential": key.sign(options), "next": "/lapak/orang/pin/"}
        assert client.post("/masuk/lagi/", given)["Location"] == "/lapak/orang/pin/"
        assert client.get("/lapak/orang/pin/").status_code == 200


def test_only_the_persons_own_key_makes_a_visit_fresh(cast: Cast) -> None:
    with_key(cast.sari)
    citras, client = with_key(cast.citra), signed_in(cast.sari)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        answer = client.post("/masuk/lagi/", {"credential": citras.sign(asked(client))})
        assert answer.status_code == 422
        assert REFUSED in answer.content.decode()
        assert client.get("/lapak/orang/pin/").status_code == 302
