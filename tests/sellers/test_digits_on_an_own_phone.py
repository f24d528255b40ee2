"""A helper's digits typed on a phone where the person came in before: they take nothing from it, and earn nothing."""

from dataclasses import dataclass

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user
from django.test import Client

from sellers.accounts.asking import scope_of
from sellers.accounts.members import withdraw_helper_consent
from sellers.accounts.models import HelperConsent
from sellers.accounts.vouching import make_unlock_code, redeem
from sellers.kit import clock
from sellers.people import devices, handsets, passkeys, pins, unlock_pages
from sellers.people.models import Handset, Person, UnlockCode
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.sellers.passkey_doors import add, browser, come_in, sign_in, signed_in
from tests.sellers.soft_key import HERE, SoftKey
from tests.sellers.test_code_floods import flood

pytestmark = pytest.mark.django_db
PIN = "7294"


@pytest.fixture(autouse=True)
def in_earnest(settings: LazySettings) -> None:
    settings.DEMO, settings.BASE_URL = False, HERE  # in the demo no days are counted


@dataclass
class Own:
    """Sari's own phone, on which she came in with a code and made a passkey; nobody is signed in there now."""

    client: Client
    key: SoftKey
    handset: Handset


@pytest.fixture
def own(cast: Cast) -> Own:
    client, key = signed_in(cast.sari), SoftKey()
    add(client, key)
    client.cookies.pop("sessionid")  # the session ran out; she did not sign out
    return Own(client, key, Handset.objects.get(person=cast.sari))


def helped(cast: Cast, client: Client, by: Person | None = None) -> Client:
    by = by or cast.budi
    digits = make_unlock_code(scope=scope_of(by), person=by, for_id=cast.sari.pk)[1]
    client.post("/masuk/bantuan/", {"phone": cast.sari.phone, "code": digits})
    assert get_user(client) == cast.sari
    return client


def withdraw(cast: Cast) -> None:
    consent = HelperConsent.objects.get(helper=cast.budi)
    withdraw_helper_consent(scope=scope_of(cast.sari), person=cast.sari, consent_id=consent.pk)


def token_of(client: Client) -> str:
    made = client.post("/lapak/perangkat/", {"label": "HP"}, content_type="application/json")
    return str(made.json()["token"])


def test_the_own_phone_is_known_after_them_as_before(cast: Cast, own: Own) -> None:
    with clock.frozen(clock.now()):
        helped(cast, own.client).post("/keluar/")
        flood(cast.sari.phone)
        assert own.client.post("/masuk/", {"phone": cast.sari.phone}).status_code == 302


def test_the_own_phone_is_known_while_they_are_in_use_elsewhere_too(cast: Cast, own: Own) -> None:
    with clock.frozen(clock.now()):
        helped(cast, own.client)
        own.client.cookies.pop("sessionid")
        flood(cast.sari.phone)
        assert own.client.post("/masuk/", {"phone": cast.sari.phone}).status_code == 302


def test_withdrawing_ends_the_session_and_neither_the_phone_nor_its_passkey(cast: Cast, own: Own) -> None:
    token = token_of(helped(cast, own.client))
    withdraw(cast)
    assert not get_user(own.client).is_authenticated
    assert devices.find(token) is None
    assert [row.pk for row in handsets.phones_of(cast.sari)] == [own.handset.pk]
    assert len(passkeys.of(cast.sari)) == 1
    own.client.cookies.pop("sessionid")
    assert get_user(come_in(own.key, own.client)) == cast.sari
    with clock.frozen(clock.now()):
        own.client.post("/keluar/")
        flood(cast.sari.phone)
        assert own.client.post("/masuk/", {"phone": cast.sari.phone}).status_code == 302


def test_withdrawing_later_leaves_the_session_that_sari_opened_herself(cast: Cast, own: Own) -> None:
    helped(cast, own.client).post("/keluar/")
    come_in(own.key, own.client)
    withdraw(cast)
    assert get_user(own.client) == cast.sari


def test_the_helpers_own_phone_is_forgotten_with_all_that_was_used_there(cast: Cast) -> None:
    budis = helped(cast, browser())
    token = token_of(budis)
    withdraw(cast)
    assert not get_user(budis).is_authenticated
    assert devices.find(token) is None
    assert handsets.phones_of(cast.sari) == []


def test_a_second_session_in_the_same_browser_hides_no_first_one(cast: Cast) -> None:
    """Budi keeps a copy of the session, and lets another's digits take its place on his phone."""
    budis, copied = helped(cast, browser()), browser()
    copied.cookies["sessionid"] = budis.cookies["sessionid"].value
    token = token_of(budis)
    budis.cookies.pop("sessionid")
    helped(cast, budis, by=cast.dewi)
    assert not get_user(copied).is_authenticated
    assert devices.find(token) is None
    assert get_user(budis) == cast.sari


def test_nor_does_a_sign_in_with_saris_own_code(cast: Cast) -> None:
    budis, copied = helped(cast, browser()), browser()
    copied.cookies["sessionid"] = budis.cookies["sessionid"].value
    budis.cookies.pop("sessionid")
    sign_in(budis, cast.sari)
    assert not get_user(copied).is_authenticated


def test_they_give_no_new_tries_at_the_pin(cast: Cast, own: Own) -> None:
    pins.set_pin(person=cast.sari, pin=PIN, again=PIN)
    Handset.objects.update(wrong_pins=3)
    helped(cast, own.client)
    own.handset.refresh_from_db()
    assert own.handset.wrong_pins == 3


def test_where_sari_had_signed_out_no_pin_is_taken_after_them(cast: Cast, own: Own) -> None:
    """She once borrowed Budi's phone."""
    pins.set_pin(person=cast.sari, pin=PIN, again=PIN)
    sign_in(own.client, cast.sari)
    own.client.post("/keluar/")
    helped(cast, own.client)
    own.handset.refresh_from_db()
    assert not handsets.may_try(own.handset)


def test_a_phone_ended_from_elsewhere_is_not_known_again_by_them(cast: Cast, own: Own) -> None:
    assert handsets.remove(person=cast.sari, handset_id=own.handset.pk)
    with clock.frozen(clock.now()):
        helped(cast, own.client).post("/keluar/")
        flood(cast.sari.phone)
        assert own.client.post("/masuk/", {"phone": cast.sari.phone}).status_code == 429


def test_no_pin_is_made_where_they_alone_opened(cast: Cast) -> None:
    budis = freshen(helped(cast, browser()))  # Sari typed a code for her bank account there, and Budi took the phone
    answer = budis.post("/lapak/orang/pin/", {"pin": PIN, "again": PIN})
    assert answer.status_code == 422
    assert "HP ini dibuka dengan kode bantuan. Pakai HP sendiri untuk ini." in answer.content.decode()
    assert Person.objects.get(pk=cast.sari.pk).pin == ""
    assert [handsets.may_try(row) for row in handsets.phones_of(cast.sari)] == [False]


@pytest.mark.parametrize("cookie", ["kept", "thrown away"])
def test_no_pin_is_made_in_their_session_whatever_the_phone_was_before(cast: Cast, own: Own, cookie: str) -> None:
    """On Budi's phone, where Sari once came in with a code of her own; or after he threw its cookie away."""
    client = freshen(helped(cast, own.client))
    if cookie == "thrown away":
        client.cookies.pop("lapak_hp")
    answer = client.post("/lapak/orang/pin/", {"pin": PIN, "again": PIN})
    assert answer.status_code == 422
    assert Person.objects.get(pk=cast.sari.pk).pin == ""


def test_no_passkey_is_made_in_their_session_even_on_the_own_phone(cast: Cast, own: Own) -> None:
    client = freshen(helped(cast, own.client))
    answer = client.post("/lapak/orang/sidik-jari/soal/")
    assert answer.json() == {"sentence": "HP ini dibuka dengan kode bantuan. Pakai HP sendiri untuk ini."}


def come_back(client: Client, person: Person) -> None:
    """By the own PIN, after somebody else was at work on this phone."""
    card = Handset.objects.get(person=person).pk
    assert client.post(f"/lapak/orang/{card}/", {"pin": PIN})["Location"] == "/lapak/"
    assert get_user(client) == person


def group_phone(cast: Cast) -> Client:
    """Known to Sari and Citra, who come back by PIN; Citra is at work."""
    pins.set_pin(person=cast.sari, pin=PIN, again=PIN)
    pins.set_pin(person=cast.citra, pin=PIN, again=PIN)
    client = signed_in(cast.sari)
    client.post("/lapak/orang/baru/")
    sign_in(client, cast.citra)
    return client


def at_her_own_work_before(cast: Cast) -> tuple[Client, str]:
    """The group's phone, where Sari came back by her PIN before Budi's digits opened it; and her own token."""
    client = group_phone(cast)
    come_back(client, cast.sari)
    token = token_of(client)
    client.post("/lapak/orang/baru/")
    return helped(cast, client), token


def test_withdrawing_later_leaves_the_session_that_sari_opened_with_her_pin(cast: Cast) -> None:
    client = group_phone(cast)
    client.post("/lapak/orang/baru/")
    waiting = token_of(helped(cast, client))
    come_back(client, cast.citra)
    come_back(client, cast.sari)
    withdraw(cast)
    assert devices.find(waiting) is None  # the helper's code had opened it
    assert get_user(client) == cast.sari
    own_token = token_of(client)
    assert client.get("/lapak/").status_code == 200
    assert devices.find(own_token) is not None


def test_and_the_token_that_she_asked_for_there(cast: Cast) -> None:
    client = group_phone(cast)
    client.post("/lapak/orang/baru/")
    helped(cast, client)
    come_back(client, cast.citra)
    come_back(client, cast.sari)
    token = token_of(client)
    come_back(client, cast.citra)  # what Sari did waits with her own token
    withdraw(cast)
    assert devices.find(token) is not None
    come_back(client, cast.sari)


def test_withdrawing_leaves_the_token_of_what_waited_before_they_came(cast: Cast) -> None:
    client, token = at_her_own_work_before(cast)
    withdraw(cast)
    assert not get_user(client).is_authenticated
    assert devices.find(token) is not None


def test_coming_back_by_pin_hides_no_session_that_they_opened(cast: Cast) -> None:
    """Budi keeps a copy of the session, and of its token, and throws its cookie away on the phone."""
    client, copied = group_phone(cast), browser()
    client.post("/lapak/orang/baru/")
    token = token_of(helped(cast, client))
    copied.cookies["sessionid"] = client.cookies.pop("sessionid").value
    come_back(client, cast.sari)
    assert not get_user(copied).is_authenticated
    assert devices.find(token) is None
    withdraw(cast)
    assert get_user(client) == cast.sari


def test_no_token_outlives_the_word_that_opened_its_session(cast: Cast) -> None:
    """Two asked for at the same moment: the session then names the later one alone."""
    budis = helped(cast, browser())
    first = token_of(budis)
    session = budis.session
    del session[devices.SESSION_KEY]  # as the request saw it that came at the same moment
    session.save()
    second = token_of(budis)
    assert devices.find(first) is not None
    withdraw(cast)
    assert (devices.find(first), devices.find(second)) == (None, None)


def test_nor_one_of_a_session_that_another_helpers_code_followed(cast: Cast) -> None:
    client = group_phone(cast)
    client.post("/lapak/orang/baru/")
    budis = token_of(helped(cast, client))
    come_back(client, cast.citra)
    client.post("/lapak/orang/baru/")
    helped(cast, client, by=cast.dewi)
    withdraw(cast)
    assert devices.find(budis) is None
    assert get_user(client) == cast.sari


def test_a_phone_that_is_taken_away_loses_the_own_token_too(cast: Cast) -> None:
    _client, token = at_her_own_work_before(cast)
    assert handsets.remove(person=cast.sari, handset_id=Handset.objects.get(person=cast.sari).pk)
    assert devices.find(token) is None


def test_digits_open_nothing_once_the_word_was_taken_back_while_they_were_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = make_unlock_code(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.sari.pk)[1]

    def redeem_and_withdraw(**typed: str) -> UnlockCode:
        code = redeem(**typed)
        withdraw(cast)
        return code

    monkeypatch.setattr(unlock_pages, "redeem", redeem_and_withdraw)
    client = browser()
    answer = client.post("/masuk/bantuan/", {"phone": cast.sari.phone, "code": digits})
    assert answer.status_code == 422
    assert "Minta pendamping membuat kode baru." in answer.content.decode()
    assert not get_user(client).is_authenticated
