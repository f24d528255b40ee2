"""Where a passkey is offered, and what ends it: a number that moves, a phone taken away, a shared or borrowed one."""

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.contrib.auth import get_user
from django.test import Client

from sellers.accounts import number_changes
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people import devices, fresh, handsets, passkeys, pins
from sellers.people.models import Handset, Person
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.sellers.passkey_doors import (
    REFUSED,
    add,
    asked,
    browser,
    come_in,
    enter,
    is_refused,
    sign_in,
    signed_in,
    with_key,
)
from tests.sellers.soft_key import HERE, SoftKey
from tests.sellers.test_sign_in import code_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_address(settings: LazySettings) -> None:
    settings.BASE_URL = HERE


def test_a_code_alone_still_signs_in_whoever_has_a_key(cast: Cast) -> None:
    with_key(cast.sari)
    assert get_user(signed_in(cast.sari)) == cast.sari


def test_an_attested_number_ends_the_key_the_moment_it_moves(cast: Cast) -> None:
    key, new = with_key(cast.sari), "+6281255550009"
    change = number_changes.attest(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.sari.pk, phone=new)
    digits = Message.objects.get(template="number_code", to=new).body.split()[0]
    number_changes.prove(code=change.code, digits=digits, address="203.0.113.7")
    assert get_user(come_in(key)) == cast.sari  # two days to object: until then it is the person's
    with clock.frozen(clock.now() + timedelta(hours=49)):
        assert number_changes.move_due() == 1
        client = browser()
        is_refused(client, enter(client, key.sign(asked(client))))
    assert passkeys.of(cast.sari) == []
    assert not Message.objects.filter(template="passkey_removed").exists()  # both numbers are told of the move


def test_a_number_that_the_operator_changes_ends_it_too(cast: Cast) -> None:
    key = with_key(cast.sari)
    Person.objects.filter(pk=cast.sari.pk).update(phone="+6281255550009")
    client = browser()
    is_refused(client, enter(client, key.sign(asked(client))))


def test_a_key_of_a_former_number_is_listed_no_more_and_makes_room(cast: Cast) -> None:
    client, key = signed_in(cast.sari), SoftKey()
    add(client, key, "HP lama")
    former = passkeys.of(cast.sari)
    Person.objects.filter(pk=cast.sari.pk).update(phone="+6281255550009")
    assert "HP lama" not in client.get("/lapak/orang/hp/").content.decode()
    options = asked(client, "/lapak/orang/sidik-jari/soal/")
    assert not options["publicKey"].get("excludeCredentials")
    assert not Authenticator.objects.filter(pk=former[0].pk).exists()


def test_another_secret_of_the_site_leaves_the_keys(cast: Cast, settings: LazySettings) -> None:
    key = with_key(cast.sari)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert get_user(come_in(key)) == cast.sari


def test_a_closed_person_is_refused_like_an_unknown_one(cast: Cast) -> None:
    key = with_key(cast.sari)
    Person.objects.filter(pk=cast.sari.pk).update(is_active=False)
    client = browser()
    is_refused(client, enter(client, key.sign(asked(client))))


def test_signing_out_everywhere_ends_every_key(cast: Cast) -> None:
    key, client = with_key(cast.sari), signed_in(cast.sari)
    client.post("/lapak/orang/hp/", {"semua": "1"})
    assert passkeys.of(cast.sari) == []
    assert Message.objects.get(template="passkey_removed").to == cast.sari.phone
    is_refused(client, enter(client, key.sign(asked(client))))


def test_a_phone_where_a_key_only_confirmed_takes_it_along_too(cast: Cast) -> None:
    key = with_key(cast.sari)
    client = signed_in(cast.sari)
    handset = Handset.objects.filter(person=cast.sari).latest("pk")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        client.post("/masuk/lagi/", {"credential": key.sign(asked(client)), "next": "/lapak/"})
    assert handsets.remove(person=cast.sari, handset_id=handset.pk)
    assert passkeys.of(cast.sari) == []


@pytest.mark.parametrize("how", ["ended", "closed"])
def test_a_key_in_the_making_ends_with_everything_else(cast: Cast, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Signing out everywhere on another phone, between the browser's answer and its row."""
    client, auth = signed_in(cast.sari), passkeys.ceremony().auth
    real = auth.complete_registration

    def meanwhile(given: dict[str, Any]) -> Any:
        if how == "ended":
            handsets.end_everywhere(Person.objects.get(pk=cast.sari.pk))
        else:
            Person.objects.filter(pk=cast.sari.pk).update(is_active=False)
        return real(given)

    monkeypatch.setattr(auth, "complete_registration", meanwhile)
    assert REFUSED in add(client, SoftKey()).content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("door", ["/masuk/sidik-jari/", "/masuk/lagi/"])
def test_a_key_removed_while_it_is_used_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    key = with_key(cast.sari)
    client = signed_in(cast.sari) if door == "/masuk/lagi/" else browser()
    counted = passkeys.ceremony()._counted

    def meanwhile(person: Person, row: Authenticator, count: int) -> Authenticator:
        row = counted(person, row, count)
        passkeys.remove(person=cast.sari, passkey_id=row.pk)
        return row

    monkeypatch.setattr(passkeys.ceremony(), "_counted", meanwhile)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        answer = client.post(door, {"credential": key.sign(asked(client))})
    assert (answer.status_code, REFUSED in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("whose", ["made", "used"])
def test_taking_a_phone_away_ends_what_was_made_or_used_there(cast: Cast, whose: str) -> None:
    key = SoftKey()
    add(signed_in(cast.sari), key)
    made = Handset.objects.get(person=cast.sari)
    come_in(key)  # carried there by whoever keeps passkeys for the person
    used = Handset.objects.exclude(pk=made.pk).get(person=cast.sari)
    assert handsets.remove(person=cast.sari, handset_id={"made": made, "used": used}[whose].pk)
    assert passkeys.of(cast.sari) == []
    assert Message.objects.get(template="passkey_removed").to == cast.sari.phone


def test_taking_another_phone_away_leaves_the_key(cast: Cast) -> None:
    key = with_key(cast.sari)
    signed_in(cast.sari)
    other = Handset.objects.filter(person=cast.sari).latest("pk")
    assert handsets.remove(person=cast.sari, handset_id=other.pk)
    assert get_user(come_in(key)) == cast.sari


def test_signing_out_leaves_the_key_of_that_phone(cast: Cast) -> None:
    key = SoftKey()
    client = signed_in(cast.sari)
    add(client, key)
    client.post("/keluar/")
    assert get_user(come_in(key, client)) == cast.sari


def test_a_shared_phone_gets_no_key(cast: Cast) -> None:
    pins.set_pin(person=cast.sari, pin="7294", again="7294")
    client = signed_in(cast.sari)
    client.post("/lapak/orang/baru/")
    client.post("/masuk/", {"phone": cast.citra.phone})
    client.post("/masuk/kode/", {"code": code_in(cast.citra.phone)})
    sentence = "HP ini dipakai bersama. Di sini pakai PIN saja."
    assert sentence in client.get("/lapak/orang/sidik-jari/").content.decode()
    answer = client.post("/lapak/orang/sidik-jari/soal/")
    assert (answer.status_code, answer.json()) == (409, {"sentence": sentence})


def test_a_phone_that_came_to_be_shared_takes_no_key_any_more(cast: Cast) -> None:
    """Citra, who knows the screen lock, is not Sari; not even where both of them always sign out."""
    sentence, key, client = "HP ini dipakai bersama. Masuk dengan kode atau PIN.", SoftKey(), signed_in(cast.sari)
    add(client, key)
    client.post("/keluar/")
    sign_in(client, cast.citra)
    client.post("/keluar/")
    answer = enter(client, key.sign(asked(client)))
    is_refused(client, answer, sentence)
    sign_in(client, cast.sari)
    session = client.session
    del session[fresh.KEY]
    session.save()
    assert "Pakai sidik jari" not in client.get("/masuk/lagi/").content.decode()
    answer = client.post("/masuk/lagi/", {"credential": key.sign(asked(client))})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    with clock.frozen(clock.now() + timedelta(days=91)):  # Citra has a phone of her own since
        assert get_user(come_in(key, client)) == cast.sari
    assert get_user(come_in(key)) == cast.sari


def test_whom_the_person_sent_away_from_elsewhere_shares_the_phone_no_more(cast: Cast) -> None:
    key, client = SoftKey(), signed_in(cast.sari)
    add(client, key)
    client.post("/keluar/")
    sign_in(client, cast.citra)
    client.post("/keluar/")
    handsets.end_everywhere(cast.citra)
    assert get_user(come_in(key, client)) == cast.sari


def test_a_phone_opened_by_a_helper_gets_no_key(cast: Cast) -> None:
    client = signed_in(cast.sari)
    session = client.session
    session[devices.UNTIL_KEY] = (clock.now() + timedelta(hours=12)).timestamp()
    session.save()
    answer = freshen(client).post("/lapak/orang/sidik-jari/soal/")
    assert answer.json() == {"sentence": "HP ini dibuka dengan kode bantuan. Pakai HP sendiri untuk ini."}


def test_under_an_address_where_no_key_can_be_made_the_page_says_so(cast: Cast) -> None:
    client = Client(HTTP_HOST="127.0.0.1:8000")
    client.force_login(cast.sari)
    page = freshen(client).get("/lapak/orang/sidik-jari/").content.decode()
    assert "Di alamat ini belum bisa. Tetap pakai kode." in page
    assert "data-passkey" not in page


def test_ten_phones_are_enough(cast: Cast) -> None:
    client = signed_in(cast.sari)
    for _ in range(10):
        assert add(client, SoftKey()).status_code == 302
    assert client.post("/lapak/orang/sidik-jari/soal/").json() == {"sentence": "Sudah ada 10 HP. Hapus satu dulu."}


@pytest.mark.parametrize(
    "base, host, shown",
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000", "localhost:8000", True),
        ("http://localhost:8000", "localhost:8000", True),
        ("http://localhost:8000", "localhost:9000", False),
        ("https://lapak.example", "lapak.example", True),
        ("https://lapak.example:443", "lapak.example", True),
        ("https://lapak.example:8443", "lapak.example", False),
        ("https://lapak.example", "localhost:8000", False),
        ("https://lapak-désa.id", "xn--lapak-dsa-h4a.id", True),
        ("https://Lapak-DÉSA.id:443", "xn--lapak-dsa-h4a.id", True),
        ("https://xn--lapak-dsa-h4a.id", "xn--lapak-dsa-h4a.id", True),
        ("https://lapak-désa.id:8443", "xn--lapak-dsa-h4a.id:8443", True),
        ("https://lapak-désa.id", "xn--lapak-dsa-h4a.id:8443", False),
        ("https://lapak-désa.id", "lapak-desa.id", False),
        ("https://straße.example", "xn--strae-oqa.example", True),
        ("https://straße.example", "strasse.example", False),
        ("https://lapak..id", "lapak.example", False),
        ("http://localhost:80", "localhost", True),
        ("http://lapak.example", "lapak.example", False),
        ("https://203.0.113.5", "203.0.113.5", False),
        ("http://[::1]:8000", "[::1]:8000", False),
    ],
)
def test_it_is_offered_only_under_a_name_that_browsers_accept(
    cast: Cast, settings: LazySettings, base: str, host: str, shown: bool
) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = base, ["*"]
    client = Client(HTTP_HOST=host)
    page = client.get("/masuk/").content.decode()
    assert ("Masuk dengan sidik jari" in page) is shown
    assert client.post("/masuk/sidik-jari/soal/").status_code == (200 if shown else 404)
    assert "Kirim kode" in page


def test_under_a_name_of_other_letters_a_key_is_made_and_opens(cast: Cast, settings: LazySettings) -> None:
    """The browser signs for the name as it sends it, and for that alone."""
    sent = "xn--lapak-dsa-h4a.id"
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://lapak-désa.id", [sent]
    key = SoftKey(origin=f"https://{sent}", site=sent)
    client = Client(HTTP_HOST=sent, HTTP_USER_AGENT="Android Chrome")
    sign_in(client, cast.sari)
    assert add(client, key)["Location"] == "/lapak/orang/hp/"
    client.post("/keluar/")
    options = asked(client)
    assert options["publicKey"]["rpId"] == sent
    for lie in ({"origin": "https://lapak-désa.id"}, {"origin": "https://lapak-desa.id"}, {"site": "lapak-désa.id"}):
        is_refused(client, enter(client, key.lies(**lie).sign(asked(client))))
    assert get_user(come_in(key, client)) == cast.sari


def test_allauths_own_pages_are_not_there() -> None:
    client = browser()
    for address in ("/2fa/", "/accounts/2fa/", "/mfa/", "/accounts/2fa/webauthn/", "/accounts/login/webauthn/"):
        assert client.get(address).status_code == 404


def test_a_starting_server_loads_nothing_of_it() -> None:
    code = (
        "import sys, storefront.config.wsgi, storefront.config.urls\n"
        "print([name for name in ('fido2', 'cryptography', 'sellers.people.passkey_ceremony') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
