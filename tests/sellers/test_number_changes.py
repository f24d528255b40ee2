"""A lost or changed number: attested, proven, open to objection, then moved with every phone signed out."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user
from django.test import Client

from sellers.accounts import number_changes
from sellers.accounts.asking import scope_of
from sellers.accounts.models import HelperConsent, Membership, Seller
from sellers.accounts.number_changes import NoChange, NumberTaken, attest, confirm, find_by_old, move_due, prove, stop
from sellers.accounts.vouching import NotForOfficers
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.messages.models import Message
from sellers.people import devices
from sellers.people.models import Device, NumberChange, Person
from tests.cast import Cast
from tests.sellers.freshness import freshen

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NEW = "+6281255550001"


def begun(cast: Cast, by: Person | None = None) -> NumberChange:
    by = by or cast.budi
    return attest(scope=scope_of(by), person=by, for_id=cast.sari.pk, phone="0812-5555-0001")


def digits_for(phone: str = NEW) -> str:
    found = re.search(r"\b\d{6}\b", Message.objects.filter(to=phone, template="number_code").latest("pk").body)
    assert found
    return found[0]


def proven(cast: Cast) -> NumberChange:
    return prove(code=begun(cast).code, digits=digits_for(), address="a")


def phone_of(person: Person) -> str:
    return Person.objects.get(pk=person.pk).phone


def test_the_number_moves_after_two_days_and_every_phone_is_signed_out(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.sari)
    _device, token = devices.issue(person=cast.sari, label="HP")
    with clock.frozen(NOON) as time:
        proven(cast)
        time.tick(hours=47, minutes=59)
        assert move_due() == 0
        assert phone_of(cast.sari) != NEW
        time.tick(minutes=2)
        assert move_due() == 1
    assert phone_of(cast.sari) == NEW
    assert not get_user(client).is_authenticated
    assert devices.find(token) is None
    assert Device.objects.filter(person=cast.sari, revoked_at__isnull=True).count() == 0


@pytest.mark.parametrize("agreed", [False, True])
def test_withdrawing_the_helper_stops_the_move_unless_the_old_number_agreed(cast: Cast, agreed: bool) -> None:
    old = cast.sari.phone
    with clock.frozen(NOON) as time:
        change = proven(cast)
        if agreed:
            confirm(change)
        HelperConsent.objects.update(withdrawn_at=clock.now())
        time.tick(hours=49)
        assert move_due() == agreed
    assert phone_of(cast.sari) == (NEW if agreed else old)
    assert AuditEntry.objects.about(cast.sari).filter(verb="number.stopped").exists() is not agreed


def test_a_number_proves_nothing_once_the_helper_is_gone(cast: Cast) -> None:
    change = begun(cast)
    HelperConsent.objects.update(withdrawn_at=clock.now())
    with pytest.raises(NoChange):
        prove(code=change.code, digits=digits_for(), address="a")
    change.refresh_from_db()
    assert change.stopped_at


@pytest.mark.parametrize("agreed", [False, True])
def test_whoever_became_an_officer_meanwhile_is_not_moved(cast: Cast, agreed: bool) -> None:
    with clock.frozen(NOON) as time:
        change = proven(cast)
        if agreed:
            confirm(change)
        Membership.objects.create(person=cast.sari, cooperative=cast.cooperative, role=Membership.Role.TREASURER)
        time.tick(hours=49)
        assert move_due() == 0
    assert phone_of(cast.sari) != NEW


def test_the_new_number_signs_in_and_the_old_one_no_more(cast: Cast) -> None:
    old = cast.sari.phone
    with clock.frozen(NOON) as time:
        proven(cast)
        time.tick(hours=49)
        move_due()
    for phone, known in ((NEW, True), (old, False)):
        Client().post("/masuk/", {"phone": phone})
        template = "sign_in_code" if known else "no_account"
        assert Message.objects.filter(to=phone, template=template).exists()


def test_the_old_number_is_told_and_stops_it(cast: Cast, client: Client) -> None:
    with clock.frozen(NOON) as time:
        proven(cast)
        told = Message.objects.get(template="number_old")
        assert told.to == cast.sari.phone
        assert NEW not in told.body  # whoever found the phone does not learn the new number
        link = re.search(r"/masuk/nomor/lama/\S+/", told.body)
        assert link
        assert "hentikan" in client.get(link[0]).text
        assert "Sudah dihentikan" in client.post(link[0], {"jawab": "henti"}).text
        time.tick(hours=72)
        assert move_due() == 0
        assert client.get(link[0]).status_code == 404
    assert phone_of(cast.sari) == cast.sari.phone


def test_the_old_number_agrees_and_an_hour_is_enough(cast: Cast, client: Client) -> None:
    with clock.frozen(NOON) as time:
        change = proven(cast)
        client.post(f"/masuk/nomor/lama/{change.stop_key}/", {"jawab": "setuju"})
        time.tick(minutes=59)
        assert move_due() == 0
        time.tick(minutes=2)
        assert move_due() == 1
    assert phone_of(cast.sari) == NEW


def test_agreeing_twice_changes_nothing_more(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        change = proven(cast)
        assert confirm(find_by_old(change.stop_key))
        time.tick(minutes=30)
        assert not confirm(find_by_old(change.stop_key))
        time.tick(minutes=31)
        assert move_due() == 1


def test_sari_sees_it_where_she_is_signed_in_and_stops_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    proven(cast)
    assert "Nomor Anda akan pindah" in client.get("/lapak/orang/hp/").text
    assert client.post("/lapak/orang/nomor/pembatalan/").status_code == 302
    assert number_changes.open_of(cast.sari) is None
    assert client.post("/lapak/orang/nomor/pembatalan/").status_code == 404


def test_nothing_moves_before_the_new_number_has_proven_itself(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        begun(cast)
        time.tick(hours=100)
        assert move_due() == 0
    assert not Message.objects.filter(template="number_old").exists()


def test_five_wrong_tries_end_it(cast: Cast) -> None:
    change, right = begun(cast), digits_for()
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(Expected) as refused:
            prove(code=change.code, digits=wrong, address="a")
        assert refused.value.code == "wrong_code"
    with pytest.raises(NotFound):
        prove(code=change.code, digits=right, address="a")


def test_the_digits_of_another_change_prove_nothing(cast: Cast) -> None:
    saris, right = begun(cast), digits_for()
    citras = attest(scope=scope_of(cast.dewi), person=cast.dewi, for_id=cast.citra.pk, phone="+6281255550002")
    if digits_for("+6281255550002") != right:
        for change, digits in ((saris, digits_for("+6281255550002")), (citras, right)):
            with pytest.raises(Expected) as refused:
                prove(code=change.code, digits=digits, address="a")
            assert refused.value.code == "wrong_code"
    assert prove(code=saris.code, digits=right, address="a").new_phone == NEW


def test_the_digits_end_after_an_hour_and_are_used_once(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        change, digits = begun(cast), digits_for()
        prove(code=change.code, digits=digits, address="a")
        with pytest.raises((NotFound, NoChange)):
            prove(code=change.code, digits=digits, address="a")
        late, digits = begun(cast), digits_for()
        time.tick(hours=1)
        with pytest.raises(NotFound):
            prove(code=late.code, digits=digits, address="a")


def test_a_newer_attestation_ends_the_older(cast: Cast) -> None:
    first = proven(cast)
    begun(cast, by=cast.dewi)
    first.refresh_from_db()
    assert first.stopped_at
    with pytest.raises(NotFound):
        find_by_old(first.stop_key)


def test_a_number_of_another_account_is_told_only_to_who_holds_it(cast: Cast) -> None:
    change = attest(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.sari.pk, phone=cast.citra.phone)
    with pytest.raises(NumberTaken):
        prove(code=change.code, digits=digits_for(cast.citra.phone), address="a")
    assert number_changes.open_of(cast.sari) is None


def test_a_number_taken_meanwhile_is_left_where_it_is(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        proven(cast)
        Person.objects.create_user(NEW, "Lain")
        time.tick(hours=49)
        assert move_due() == 0
        assert move_due() == 0
    assert phone_of(cast.sari) == cast.sari.phone
    assert NumberChange.objects.get().stopped_at


@pytest.mark.parametrize("who", ["citra", "eko", "fajar", "stranger", "sari"])
def test_nobody_else_attests(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        begun(cast, by=getattr(cast, who))


def test_no_officers_number_is_moved_so(cast: Cast) -> None:
    cast.gita.memberships.create(seller=cast.saris.seller, role="anggota")
    with pytest.raises(NotForOfficers):
        attest(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.gita.pk, phone=NEW)


def test_the_stall_hears_of_orders_on_the_new_number(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        proven(cast)
        time.tick(hours=49)
        move_due()
    assert Seller.objects.get(pk=cast.saris.seller.pk).phone == NEW
    moved = AuditEntry.objects.get(verb="number.moved")
    assert (moved.person, moved.object_id) == (cast.budi, str(cast.sari.pk))
    assert NEW not in str(moved.after)


def test_stopping_after_the_move_is_too_late(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        change = proven(cast)
        time.tick(hours=49)
        move_due()
        assert not stop(change)


def test_the_pages_from_the_helper_to_the_new_phone(cast: Cast, client: Client) -> None:
    client.force_login(cast.budi)
    freshen(client)
    address = f"/pendamping/orang/{cast.sari.pk}/nomor/"
    assert client.post(address, {"phone": "halo"}).status_code == 422
    page = client.post(address, {"phone": "0812 5555 0001"}).text
    code = NumberChange.objects.get().code
    assert f"/masuk/nomor/{code}/" in page
    new_phone = Client()
    assert new_phone.get(f"/masuk/nomor/{code}/").status_code == 200
    assert new_phone.post(f"/masuk/nomor/{code}/", {"code": "1"}).status_code == 422
    assert "Nomor baru tercatat" in new_phone.post(f"/masuk/nomor/{code}/", {"code": digits_for()}).text
    assert not get_user(new_phone).is_authenticated


@pytest.mark.parametrize("address", ["/masuk/nomor/AAAAAAAA/", "/masuk/nomor/lama/tebakan/"])
def test_a_guessed_address_is_not_there(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"code": "123456"}).status_code == 404
    assert client.put(address).status_code == 405
