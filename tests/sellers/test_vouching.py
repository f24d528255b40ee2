"""A helper or an officer opens an account for whom no message reaches."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sellers.accounts.actions import open_seller
from sellers.accounts.asking import scope_of
from sellers.accounts.members import accept_membership, add_member, end_member, withdraw_helper_consent
from sellers.accounts.models import HelperConsent, Membership, Seller
from sellers.accounts.vouching import (
    NotForOfficers,
    WrongUnlock,
    in_care,
    make_unlock_code,
    people_in_care,
    redeem,
)
from sellers.audit.models import AuditEntry
from sellers.kit import clock, limits
from sellers.kit.errors import NotFound
from sellers.messages.models import Message
from sellers.people import devices, fresh, handsets
from sellers.people.models import Person, UnlockCode
from tests.cast import SENTUL, Cast
from tests.sellers.freshness import freshen

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
Enter = Callable[[str, str], Client]


def made(by: Person, for_: Person) -> str:
    return make_unlock_code(scope=scope_of(by), person=by, for_id=for_.pk)[1]


def enter(phone: str, digits: str) -> Client:
    client = Client()
    client.post("/masuk/bantuan/", {"phone": phone, "code": digits})
    return client


def test_budi_opens_saris_account_with_eight_digits(cast: Cast) -> None:
    digits = made(cast.budi, cast.sari)
    assert digits.isdigit()
    assert len(digits) == 8
    assert get_user(enter("0812-0000-1000", f"{digits[:4]} {digits[4:]}")) == cast.sari


def test_an_officer_who_approves_stalls_may_too(cast: Cast) -> None:
    assert get_user(enter(cast.sari.phone, made(cast.dewi, cast.sari))) == cast.sari


@pytest.mark.parametrize("who", ["citra", "eko", "fajar", "stranger", "sari"])
def test_nobody_else_may(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        made(getattr(cast, who), cast.sari)


def test_whoever_types_a_number_into_an_own_stall_has_no_hold_on_its_person(cast: Cast) -> None:
    attacker, second = cast.eko, cast.fajar
    stall = open_seller(
        person=attacker, name="Warung Umpan", archetype="perorangan_mikro", village_code=SENTUL, phone=attacker.phone,
        sells="", cooperative=cast.cooperative,
    )  # fmt: skip
    row = add_member(
        scope=scope_of(attacker), person=attacker, seller_id=stall.pk, phone=cast.stranger.phone, role="anggota"
    )
    HelperConsent.objects.create(seller=stall, helper=second, given_by=attacker, verbs=["products"])
    for asked in (True, False):
        assert people_in_care(scope_of(second)) == []
        assert cast.stranger not in [cared.person for cared in people_in_care(scope_of(cast.dewi))]
        with pytest.raises(NotFound):
            made(second, cast.stranger)
        if asked:  # even with a yes: the stall is pending, nobody has looked at it
            accept_membership(person=cast.stranger, membership_id=row.pk)
    Seller.objects.filter(pk=stall.pk).update(state=Seller.State.APPROVED)
    assert cast.stranger in [cared.person for cared in people_in_care(scope_of(second))]


@pytest.mark.parametrize(
    ("state", "most", "by_helper", "by_office"),
    [
        ("suspended", None, True, True), ("refused", None, False, True),
        ("pending", 2, False, True), ("pending", None, False, False),
    ],
)  # fmt: skip
def test_who_sells_on_trial_or_was_stopped_is_not_left_alone(
    cast: Cast, state: str, most: int | None, by_helper: bool, by_office: bool
) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=state)
    type(cast.cooperative).objects.filter(pk=cast.cooperative.pk).update(pending_orders=most)
    for by, may in ((cast.budi, by_helper), (cast.dewi, by_office)):
        assert (cast.sari in [cared.person for cared in people_in_care(scope_of(by))]) == may


@pytest.mark.parametrize("whom", ["gita", "hadi", "dewi", "operator"])
def test_no_officer_and_no_operator_is_opened_by_a_neighbours_word(cast: Cast, whom: str) -> None:
    person = getattr(cast, whom)
    Membership.objects.create(person=person, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    assert in_care(scope_of(cast.budi), person.pk).why_not
    with pytest.raises(NotForOfficers):
        made(cast.budi, person)
    assert not UnlockCode.objects.exists()


def test_the_number_is_told_and_both_names_are_written_down(cast: Cast) -> None:
    enter(cast.sari.phone, made(cast.budi, cast.sari))
    told = Message.objects.get(template="unlocked")
    assert (told.to, "Budi" in told.body) == (cast.sari.phone, True)
    made_row, used_row = AuditEntry.objects.about(cast.sari).order_by("pk")
    assert [(row.person, row.verb) for row in (made_row, used_row)] == [
        (cast.budi, "unlock.made"), (cast.budi, "unlock.used"),
    ]  # fmt: skip


def test_the_session_is_not_fresh_and_leaves_no_pin_door(cast: Cast) -> None:
    client = enter(cast.sari.phone, made(cast.budi, cast.sari))
    assert fresh.KEY not in client.session
    assert client.get("/lapak/uang/rekening/baru/")["Location"].startswith("/masuk/lagi/")
    assert [handsets.may_try(row) for row in handsets.phones_of(cast.sari)] == [False]


def test_a_code_is_good_once(cast: Cast) -> None:
    digits = made(cast.budi, cast.sari)
    enter(cast.sari.phone, digits)
    assert not get_user(enter(cast.sari.phone, digits)).is_authenticated


def test_a_code_ends_after_ten_minutes(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        digits = made(cast.budi, cast.sari)
        time.tick(minutes=10)
        with pytest.raises(WrongUnlock):
            redeem(phone=cast.sari.phone, digits=digits, address="a")


def test_a_newer_code_ends_the_older(cast: Cast) -> None:
    old, new = made(cast.budi, cast.sari), made(cast.dewi, cast.sari)
    if old != new:
        assert not get_user(enter(cast.sari.phone, old)).is_authenticated
    assert get_user(enter(cast.sari.phone, new)) == cast.sari


def test_a_code_is_of_no_use_with_another_number(cast: Cast) -> None:
    assert not get_user(enter(cast.citra.phone, made(cast.budi, cast.sari))).is_authenticated


def wrong(digits: str) -> str:
    return "00000000" if digits != "00000000" else "00000001"


def test_five_wrong_tries_end_it_for_whoever_typed_them(cast: Cast) -> None:
    digits = made(cast.budi, cast.sari)
    with clock.frozen(clock.now()):
        for _ in range(5):
            with pytest.raises(WrongUnlock):
                redeem(phone=cast.sari.phone, digits=wrong(digits), address="198.51.100.1")
        with pytest.raises(limits.TooMany):
            redeem(phone=cast.sari.phone, digits=digits, address="198.51.100.1")
        assert redeem(phone=cast.sari.phone, digits=digits, address="203.0.113.7").person == cast.sari


def test_one_ipv6_customer_has_five_tries_whatever_address_they_come_from(cast: Cast) -> None:
    digits = made(cast.budi, cast.sari)
    with clock.frozen(clock.now()):
        for number in range(5):
            with pytest.raises(WrongUnlock):
                redeem(phone=cast.sari.phone, digits=wrong(digits), address=f"2001:db8:7:{number}::{number}")
        with pytest.raises(limits.TooMany):
            redeem(phone=cast.sari.phone, digits=digits, address="2001:db8:7:ffff::1")


def test_two_hundred_wrong_tries_end_it_for_everybody(cast: Cast) -> None:
    digits = made(cast.budi, cast.sari)
    with clock.frozen(clock.now()):
        for number in range(200):
            with pytest.raises(WrongUnlock):
                redeem(phone=cast.sari.phone, digits=wrong(digits), address=f"198.51.100.{number // 5}")
        with pytest.raises(WrongUnlock):
            redeem(phone=cast.sari.phone, digits=digits, address="203.0.113.7")
        again = made(cast.budi, cast.sari)
        assert redeem(phone=cast.sari.phone, digits=again, address="203.0.113.7").person == cast.sari


def test_withdrawing_the_consent_ends_the_code(cast: Cast) -> None:
    digits = made(cast.budi, cast.sari)
    HelperConsent.objects.update(withdrawn_at=clock.now())
    assert not get_user(enter(cast.sari.phone, digits)).is_authenticated


def test_the_session_and_its_token_end_after_half_a_day(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        client = enter(cast.sari.phone, made(cast.budi, cast.sari))
        token = client.post("/lapak/perangkat/", {"label": "HP"}, content_type="application/json").json()["token"]
        assert client.session.get_expiry_date() == clock.now() + timedelta(hours=12)
        assert devices.find(token)
        time.tick(hours=12)
        assert devices.find(token) is None


def test_withdrawing_the_consent_shuts_what_the_code_opened(cast: Cast) -> None:
    client = enter(cast.sari.phone, made(cast.budi, cast.sari))
    token = client.post("/lapak/perangkat/", {"label": "HP"}, content_type="application/json").json()["token"]
    own = Client()
    own.force_login(cast.sari)
    consent = HelperConsent.objects.get(helper=cast.budi)
    withdraw_helper_consent(scope=scope_of(cast.sari), person=cast.sari, consent_id=consent.pk)
    assert not get_user(client).is_authenticated
    assert devices.find(token) is None
    assert get_user(own) == cast.sari


def test_sending_an_officer_away_shuts_what_the_code_opened(cast: Cast) -> None:
    opened = enter(cast.sari.phone, made(cast.dewi, cast.sari))
    budis = enter(cast.sari.phone, made(cast.budi, cast.sari))
    row = Membership.objects.live().get(person=cast.dewi, cooperative=cast.cooperative)
    end_member(scope=scope_of(cast.hadi), person=cast.hadi, membership_id=row.pk)
    assert not get_user(opened).is_authenticated
    assert get_user(budis) == cast.sari  # whose word holds


def test_making_codes_is_limited(cast: Cast) -> None:
    with clock.frozen(NOON):
        for _ in range(5):
            made(cast.budi, cast.sari)
        with pytest.raises(limits.TooMany):
            made(cast.budi, cast.sari)


def test_a_helper_sees_the_members_of_the_stalls_that_let_them(cast: Cast) -> None:
    assert [row.person for row in people_in_care(scope_of(cast.budi))] == [cast.sari]
    assert {row.person for row in people_in_care(scope_of(cast.dewi))} == {cast.sari, cast.citra}
    assert people_in_care(scope_of(cast.eko)) == []
    assert [row.person for row in people_in_care(scope_of(cast.dewi), named="kebun")] == [cast.citra]


def test_a_long_list_asks_the_database_as_often_as_a_short_one(cast: Cast) -> None:
    counts = []
    for number in range(2):
        for n in range(number * 10):
            person = Person.objects.create_user(f"+62812000030{n:02}", f"Anggota {n}")
            Membership.objects.create(person=person, seller=cast.saris.seller, role=Membership.Role.MEMBER)
        scope = scope_of(cast.dewi)
        with CaptureQueriesContext(connection) as asked:
            people_in_care(scope)
        counts.append(len(asked))
    assert counts[0] == counts[1] == 2


def test_the_pages_ask_for_a_fresh_code_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.budi)
    address = f"/pendamping/orang/{cast.sari.pk}/kode/"
    assert client.get(address)["Location"].startswith("/masuk/lagi/")
    assert client.post(address)["Location"].startswith("/masuk/lagi/")
    assert not UnlockCode.objects.exists()


def test_the_digits_stand_on_the_helpers_page_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.budi)
    freshen(client)
    address = f"/pendamping/orang/{cast.sari.pk}/kode/"
    assert "show-code" not in client.get(address).text
    assert "show-code" in client.post(address).text
    assert "show-code" not in client.get(address).text


@pytest.mark.parametrize("page", ["kode", "nomor"])
def test_a_stranger_finds_nobody_to_help(cast: Cast, client: Client, page: str) -> None:
    client.force_login(cast.citra)
    freshen(client)
    address = f"/pendamping/orang/{cast.sari.pk}/{page}/"
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert client.put(address).status_code == 405
    assert client.post("/pendamping/orang/").status_code == 405


def test_an_officer_is_told_why_no_help_is_possible(cast: Cast, client: Client) -> None:
    Membership.objects.create(person=cast.gita, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    client.force_login(cast.budi)
    freshen(client)
    assert "Akun pengurus memegang uang anggota" in client.get("/pendamping/orang/").text
    answer = client.post(f"/pendamping/orang/{cast.gita.pk}/kode/")
    assert answer.status_code == 403
    assert "show-code" not in answer.text
