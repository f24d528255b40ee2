"""Strangers from many networks ask for one number's codes all day: its owner still comes in, and they guess nothing."""

import re
from contextlib import suppress
from fractions import Fraction
from itertools import cycle

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user
from django.test import Client

from sellers.accounts.asking import scope_of
from sellers.accounts.vouching import make_unlock_code
from sellers.kit import clock, limits
from sellers.messages.channels.port import code_in
from sellers.messages.models import Message
from sellers.people import handsets
from sellers.people.code_limits import TRIES, count_code, count_try
from tests.cast import Cast
from tests.sellers.test_sign_in import NOON, signed_in

pytestmark = pytest.mark.django_db
UNKNOWN = "+6281277770001"
SARIS_HOME = "203.0.113.7"


@pytest.fixture(autouse=True)
def in_earnest(settings: LazySettings) -> None:
    settings.DEMO = False  # there days are not counted


def ask(phone: str, address: str) -> tuple[Client, int]:
    client = Client(REMOTE_ADDR=address)
    return client, client.post("/masuk/", {"phone": phone}).status_code


def code_for(phone: str) -> str:
    found = re.match(r"\d+", Message.objects.filter(to=phone, template="sign_in_code").latest("id").body)
    assert found
    return found[0]


def come_in(client: Client, phone: str) -> None:
    client.post("/masuk/kode/", {"code": code_for(phone)})


def flood(phone: str) -> None:
    """Four networks ask for what they can get, until nothing more is given in these ten minutes."""
    for network in range(4):
        for _ in range(5):
            ask(phone, f"198.51.100.{network}")
    assert ask(phone, "198.51.100.9")[1] == 429


def known_browser(cast: Cast) -> Client:
    sari, _status = ask(cast.sari.phone, SARIS_HOME)
    come_in(sari, cast.sari.phone)
    sari.post("/keluar/")
    assert not signed_in(sari)
    return sari


def test_a_browser_that_sari_signed_in_with_before_always_gets_its_code(cast: Cast) -> None:
    with clock.frozen(NOON):
        sari = known_browser(cast)
        flood(cast.sari.phone)
        assert sari.post("/masuk/", {"phone": cast.sari.phone}).status_code == 302
        come_in(sari, cast.sari.phone)
        assert get_user(sari) == cast.sari


def test_it_does_even_where_its_own_network_is_used_up(cast: Cast) -> None:
    with clock.frozen(NOON):
        sari = known_browser(cast)
        for number in range(25):
            ask(f"+628127777{number:04}", SARIS_HOME)
        assert ask(cast.sari.phone, SARIS_HOME)[1] == 429
        assert sari.post("/masuk/", {"phone": cast.sari.phone}).status_code == 302


def test_its_allowance_has_an_end_of_its_own(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        sari = known_browser(cast)
        asked = []
        for _ in range(4):
            asked += [sari.post("/masuk/", {"phone": cast.sari.phone}).status_code for _ in range(6)]
            time.tick(minutes=10)
    assert asked == [*[302] * 5, 429] * 3 + [429] * 6


def test_a_known_browser_is_known_for_its_own_people_alone(cast: Cast) -> None:
    with clock.frozen(NOON):
        sari = known_browser(cast)
        flood(cast.citra.phone)
        assert sari.post("/masuk/", {"phone": cast.citra.phone}).status_code == 429


@pytest.mark.parametrize("how", ["one", "everywhere"])
def test_a_phone_that_sari_ended_from_elsewhere_is_known_no_more(cast: Cast, how: str) -> None:
    with clock.frozen(NOON):
        thief, _status = ask(cast.sari.phone, SARIS_HOME)
        come_in(thief, cast.sari.phone)
        if how == "one":
            handsets.remove(person=cast.sari, handset_id=handsets.phones_of(cast.sari)[0].pk)
        else:
            handsets.end_everywhere(cast.sari)
        flood(cast.sari.phone)
        assert thief.post("/masuk/", {"phone": cast.sari.phone}).status_code == 429


def test_a_phone_ended_once_is_known_again_after_a_code(cast: Cast) -> None:
    with clock.frozen(NOON):
        sari = known_browser(cast)
        handsets.end_everywhere(cast.sari)
        sari.post("/masuk/", {"phone": cast.sari.phone})
        come_in(sari, cast.sari.phone)
        flood(cast.sari.phone)
        assert sari.post("/masuk/", {"phone": cast.sari.phone}).status_code == 302


def test_a_helpers_digits_make_no_known_browser(cast: Cast) -> None:
    with clock.frozen(clock.now()):  # a session ends by the real clock
        digits = make_unlock_code(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.sari.pk)[1]
        budis_phone = Client(REMOTE_ADDR=SARIS_HOME)
        budis_phone.post("/masuk/bantuan/", {"phone": cast.sari.phone, "code": digits})
        assert get_user(budis_phone) == cast.sari
        budis_phone.post("/keluar/")
        flood(cast.sari.phone)
        assert budis_phone.post("/masuk/", {"phone": cast.sari.phone}).status_code == 429


def test_a_new_browser_waits_a_while_and_comes_in_with_nine_digits(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        for _ in range(2):
            flood(cast.sari.phone)
            time.tick(minutes=10)
        sari, status = ask(cast.sari.phone, SARIS_HOME)
        assert status == 302
        assert len(code_for(cast.sari.phone)) == 9
        told = Message.objects.filter(to=cast.sari.phone).latest("id")
        assert code_in(told.body) == code_for(cast.sari.phone)  # WhatsApp's template of a code carries it
        come_in(sari, cast.sari.phone)
        assert get_user(sari) == cast.sari


def test_four_networks_shut_nobody_out_for_longer_than_two_hours(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        waited = 0
        while True:
            for address in [f"198.51.100.{network}" for network in range(4)] * 5:  # they always come first
                with suppress(limits.TooMany):
                    count_code(phone=cast.sari.phone, address=address)
            if ask(cast.sari.phone, SARIS_HOME)[1] == 302:
                break
            time.tick(minutes=10)
            waited += 10
    assert 20 <= waited <= 120


def test_whoever_was_turned_away_has_lost_nothing(cast: Cast) -> None:
    """Fourteen times in vain, and the fifteenth is still there."""
    with clock.frozen(NOON) as time:
        addresses = cycle(f"198.51.100.{number}" for number in range(60))
        strangers(cast.sari.phone, addresses)
        for _ in range(5):
            time.tick(minutes=10)
            strangers(cast.sari.phone, addresses)
            assert [ask(cast.sari.phone, SARIS_HOME)[1] for _ in range(3)] == [429] * 3
        time.tick(minutes=10)
        assert ask(cast.sari.phone, SARIS_HOME)[1] == 302


def strangers(phone: str, addresses: "cycle[str]") -> list[int]:
    """All that can be had in these ten minutes: the digits of each code."""
    had = []
    try:
        while True:
            had.append(count_code(phone=phone, address=next(addresses)))
    except limits.TooMany:
        return had


def test_a_day_of_asking_from_sixty_networks_leaves_one_guess_in_ten_thousand(cast: Cast) -> None:
    addresses = cycle(f"198.51.100.{number}" for number in range(60))
    had = []
    with clock.frozen(NOON.replace(hour=0)) as time:
        for _ in range(6):
            had.append(strangers(cast.sari.phone, addresses))
            time.tick(minutes=10)
    assert had == [[6] * 20, [6] * 10 + [9] * 3, *[[9] * 3] * 4]
    rest_of_the_day = [9] * 3 * (24 * 6 - len(had))
    chance = sum(Fraction(TRIES, 10**length) for ten in [*had, rest_of_the_day] for length in ten)
    assert chance < Fraction(1, 10_000)


def test_a_code_is_tried_three_times_however_many_browsers_try_at_once() -> None:
    """They share the session, and each of them has read that nothing was tried yet."""
    tried = [count_try(phone=UNKNOWN, code="123456", asked_at=1.5) for _ in range(5)]
    assert tried == [True] * 3 + [False] * 2
    assert count_try(phone=UNKNOWN, code="123456", asked_at=2.5)


def test_an_ipv6_customer_is_one_network(cast: Cast) -> None:
    with clock.frozen(NOON):
        statuses = [ask(cast.sari.phone, f"2001:db8:7:{number:x}::1")[1] for number in range(6)]
        assert statuses == [302] * 5 + [429]
        assert ask(cast.sari.phone, "2001:db8:8::1")[1] == 302


def test_a_helpers_digits_open_while_no_code_can_be_had(cast: Cast) -> None:
    with clock.frozen(clock.now()):
        flood(cast.sari.phone)
        digits = make_unlock_code(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.sari.pk)[1]
        wrong = "00000000" if digits != "00000000" else "00000001"
        for network in range(9):
            for _ in range(6):
                stranger = Client(REMOTE_ADDR=f"198.51.100.{network}")
                stranger.post("/masuk/bantuan/", {"phone": cast.sari.phone, "code": wrong})
        sari = Client(REMOTE_ADDR=SARIS_HOME)
        assert sari.post("/masuk/", {"phone": cast.sari.phone}).status_code == 429
        sari.post("/masuk/bantuan/", {"phone": cast.sari.phone, "code": digits})
        assert get_user(sari) == cast.sari


def test_a_flood_too_looks_alike_for_known_and_unknown_numbers(cast: Cast) -> None:
    answers = []
    for phone in (cast.sari.phone, UNKNOWN):
        with clock.frozen(NOON) as time:
            seen = []
            for _ in range(2):
                for number in range(24):
                    client, status = ask(phone, f"198.51.100.{number // 4}")
                    page = client.get("/masuk/kode/").content.decode()
                    seen.append((status, 'maxlength="11"' in page, "kode dari pesan" in page))
                time.tick(minutes=10)
            answers.append(seen)
    assert answers[0] == answers[1]
    assert {status for status, *_rest in answers[0]} == {302, 429}
    assert Message.objects.filter(to=cast.sari.phone).count() == Message.objects.filter(to=UNKNOWN).count()


def test_one_ipv6_site_of_many_networks_gets_a_hundred_codes_in_ten_minutes() -> None:
    with clock.frozen(NOON):
        for number in range(100):
            count_code(phone=f"+62812777{number:05}", address=f"2001:db8:7:{number:x}::1")
        with pytest.raises(limits.TooMany):
            count_code(phone="+6281277799999", address="2001:db8:7:ffff::1")
        assert count_code(phone="+6281277799999", address="2001:db8:8::1") == 6
