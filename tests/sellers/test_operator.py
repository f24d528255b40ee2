"""/admin/: the only place with a password, its tries counted; what the operator saves is in the audit book."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.auth import get_user
from django.test import Client

from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.people import devices
from sellers.people.models import Person
from tests.cast import Cast

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
OURS = [model for model in admin.site._registry if model.__module__.startswith("sellers.")]


def try_password(client: Client, phone: str, password: str) -> bool:
    client.post("/admin/login/", {"username": phone, "password": password})
    return get_user(client).is_authenticated


@pytest.fixture
def operator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.operator)
    return client


@pytest.mark.parametrize("typed", ["+6281200001099", "0812-0000-1099"])
def test_the_operator_signs_in_with_number_and_password(cast: Cast, client: Client, typed: str) -> None:
    assert try_password(client, typed, "operator-password")


def test_a_seller_cannot_use_a_password_even_with_one(cast: Cast, client: Client) -> None:
    cast.sari.set_password("rahasia-sekali")
    cast.sari.save()
    assert not try_password(client, cast.sari.phone, "rahasia-sekali")


def test_wrong_passwords_are_limited_and_then_the_right_one_waits(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        for _ in range(5):
            assert not try_password(Client(), cast.operator.phone, "wrong")
        assert not try_password(Client(), cast.operator.phone, "operator-password")
        time.tick(minutes=5)
        assert try_password(Client(), cast.operator.phone, "operator-password")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_form_opens(cast: Cast, operator: Client, model: type) -> None:
    record(person=cast.dewi, verb="seller.approved", obj=cast.saris.seller)
    tell(key="m", to="+6281234567890", body="907153", template="sign_in_code", secret=True)
    meta = model._meta  # type: ignore[attr-defined]  # a model class of ours
    address = f"/admin/{meta.app_label}/{meta.model_name}/"
    assert operator.get(address, {"q": "sari"} if admin.site._registry[model].search_fields else {}).status_code == 200
    row = model.objects.order_by("pk").last()  # type: ignore[attr-defined]  # as above
    if row is not None:
        page = operator.get(f"{address}{row.pk}/change/")
        assert page.status_code == 200
        assert b"907153" not in page.content


def test_a_change_by_the_operator_is_in_the_audit_book(cast: Cast, operator: Client) -> None:
    seller = cast.saris.seller
    form = operator.get(f"/admin/accounts/seller/{seller.pk}/change/").context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    response = operator.post(f"/admin/accounts/seller/{seller.pk}/change/", {**values, "phone": "0812 9999 0000"})
    assert response.status_code == 302
    assert Seller.objects.get(pk=seller.pk).phone == "+6281299990000"
    entry = AuditEntry.objects.about(seller).get()
    assert (entry.person, entry.verb) == (cast.operator, "operator.changed")
    assert (entry.before, entry.after) == ({"phone": "+6281200001000"}, {"phone": "+6281299990000"})


def test_a_person_added_by_the_operator_signs_in_with_a_code(cast: Cast, operator: Client) -> None:
    operator.post("/admin/people/person/add/", {"phone": "0812 9999 0001", "name": "Wati", "language": "id"})
    wati = Person.objects.get(phone="+6281299990001")
    assert not wati.has_usable_password()


@pytest.mark.parametrize(
    "typed, on, stays",
    [("0812 9999 0002", True, False), ("same", False, False), ("same", True, True), ("same, spaced", True, True)],
)
def test_a_number_the_operator_changes_ends_what_the_former_one_opened(
    cast: Cast, operator: Client, typed: str, on: bool, stays: bool
) -> None:
    """So does closing the account; neither does saving it as it stood, however the number is written."""
    Person.objects.filter(pk=cast.sari.pk).update(phone_verified=True)
    phone, client = cast.sari.phone, Client()
    client.force_login(cast.sari)
    device, _token = devices.issue(person=cast.sari, label="HP")
    said = {"same": phone, "same, spaced": f"{phone[:6]} {phone[6:]}"}.get(typed, typed)
    fields = {"phone": said, "name": "Sari Baru", "language": "id"} | ({"is_active": "on"} if on else {})
    assert operator.post(f"/admin/people/person/{cast.sari.pk}/change/", fields).status_code == 302
    sari = Person.objects.get(pk=cast.sari.pk)
    device.refresh_from_db()
    assert (sari.name, sari.is_active, sari.phone_verified) == ("Sari Baru", on, sari.phone == phone)
    assert (device.revoked_at is None) is stays
    Person.objects.update(is_active=True)
    assert get_user(client).is_authenticated is stays


def test_one_ipv6_site_of_many_networks_tries_twenty_passwords(cast: Cast) -> None:
    with clock.frozen(NOON):
        for number in range(20):
            assert not try_password(Client(REMOTE_ADDR=f"2001:db8:7:{number:x}::1"), f"0812999901{number:02}", "x")
        assert not try_password(Client(REMOTE_ADDR="2001:db8:7:ffff::1"), "0812-0000-1099", "operator-password")
        assert try_password(Client(REMOTE_ADDR="2001:db8:8::1"), "0812-0000-1099", "operator-password")


def test_nothing_is_deleted_and_the_audit_book_not_even_changed(cast: Cast, operator: Client) -> None:
    entry = record(person=cast.dewi, verb="seller.approved", obj=cast.saris.seller)
    assert operator.post(f"/admin/accounts/seller/{cast.saris.seller.pk}/delete/").status_code == 403
    assert operator.post(f"/admin/audit/auditentry/{entry.pk}/change/", {"verb": "x"}).status_code == 403
    assert operator.get("/admin/audit/auditentry/add/").status_code == 403


@pytest.mark.parametrize("who", ["sari", "dewi", "stranger"])
def test_nobody_else_gets_in(cast: Cast, client: Client, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/admin/accounts/seller/").status_code == 302


@pytest.mark.parametrize("code", ["35.72", "99.99.99.9999", "Karangsari"])
def test_a_stall_stands_in_a_village_of_the_register(cast: Cast, operator: Client, code: str) -> None:
    """Any other code would break every page that shows a time or an address of the stall."""
    seller = cast.saris.seller
    typed = {"name": seller.name, "slug": seller.slug, "archetype": seller.archetype, "phone": seller.phone,
             "state": seller.state, "village_code": code}  # fmt: skip
    answer = operator.post(f"/admin/accounts/seller/{seller.pk}/change/", typed)
    assert "Pilih desa atau kelurahan dari daftar." in answer.content.decode()
    seller.refresh_from_db()
    assert seller.village_code != code
