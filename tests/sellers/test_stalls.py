"""A stall's way in: opened, approved or refused, suspended; its members and helpers; each step in the audit book."""

from datetime import date
from typing import Any

import pytest

from sellers.accounts.access import Scope, Verb
from sellers.accounts.actions import (
    WrongState,
    approve_seller,
    open_seller,
    refuse_seller,
    suspend_seller,
)
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership, Seller
from sellers.audit.models import AuditEntry
from sellers.kit.errors import Expected, NotFound
from sellers.messages.models import Message
from sellers.people.models import Person
from tests.cast import KARANGSARI, Cast

State = Seller.State


def opened(person: Person, **changes: Any) -> Seller:
    answers: dict[str, Any] = {
        "name": "Keripik Eko", "archetype": "perorangan_mikro", "village_code": KARANGSARI,
        "phone": "0812-0000-1004", "sells": "keripik singkong",
    }  # fmt: skip
    return open_seller(person=person, **{**answers, **changes})


def test_who_opens_a_stall_is_its_ketua_and_it_waits(cast: Cast) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    assert (stall.state, stall.slug, stall.phone) == (State.PENDING, "keripik-eko", "+6281200001004")
    assert Membership.objects.get(seller=stall).role == "ketua"
    assert Verb.BANK in scope_of(cast.eko).sellers[stall.pk]
    assert not Seller.objects.open_to_buyers().filter(pk=stall.pk).exists()


def test_the_second_tap_on_the_button_opens_no_second_stall(cast: Cast) -> None:
    assert opened(cast.eko) == opened(cast.eko, name="  keripik   EKO ")
    assert opened(cast.stranger) != opened(cast.eko)


def test_two_stalls_of_one_name_get_two_addresses(cast: Cast) -> None:
    slugs = [opened(person).slug for person in (cast.eko, cast.stranger, cast.budi)]
    assert slugs == ["keripik-eko", "keripik-eko-2", "keripik-eko-3"]


def test_a_name_without_a_latin_letter_still_gets_an_address(cast: Cast) -> None:
    assert opened(cast.eko, name="ꦏꦼꦫꦶꦥꦶꦏ꧀").slug == "lapak"
    assert len(opened(cast.eko, name="panjang " * 14).slug) <= 50


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "x" * 121), ("village_code", "35.72.02.9999"), ("village_code", ""),
     ("phone", "halo"), ("archetype", "bank"), ("archetype", "")],
)  # fmt: skip
def test_a_wrong_answer_is_named_and_opens_nothing(cast: Cast, field: str, value: str) -> None:
    before = Seller.objects.count()
    with pytest.raises(Expected) as caught:
        opened(cast.eko, **{field: value})
    assert caught.value.field == field
    assert Seller.objects.count() == before


def test_a_mandate_needs_a_cooperative(cast: Cast) -> None:
    assert opened(cast.eko, mandate_from=date(2026, 1, 1)).mandate_from is None
    with_one = opened(cast.stranger, mandate_from=date(2026, 1, 1), cooperative=cast.cooperative)
    assert with_one.mandate_from == date(2026, 1, 1)


def test_the_officer_approves_and_the_stall_is_told(cast: Cast) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    approve_seller(scope=scope_of(cast.dewi), seller_id=stall.pk, person=cast.dewi)
    assert Seller.objects.open_to_buyers().filter(pk=stall.pk).exists()
    told = Message.objects.get(to=stall.phone)
    assert (told.template, "Keripik Eko" in told.body) == ("seller_approved", True)


def test_approving_twice_tells_once(cast: Cast) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    for _ in range(2):
        approve_seller(scope=scope_of(cast.dewi), seller_id=stall.pk, person=cast.dewi)
    assert Message.objects.filter(to=stall.phone).count() == 1
    assert AuditEntry.objects.filter(verb="seller.approved").count() == 1


@pytest.mark.parametrize("who", ["sari", "budi", "eko", "fajar", "stranger"])
def test_nobody_but_its_own_officer_finds_the_stall_to_approve(cast: Cast, who: str) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    person: Person = getattr(cast, who)
    with pytest.raises(NotFound):
        approve_seller(scope=scope_of(person), seller_id=stall.pk, person=person)
    stall.refresh_from_db()
    assert stall.state == State.PENDING


def test_a_stall_without_a_cooperative_is_the_operators_to_approve(cast: Cast) -> None:
    stall = opened(cast.eko)
    with pytest.raises(NotFound):
        approve_seller(scope=scope_of(cast.dewi), seller_id=stall.pk, person=cast.dewi)
    approved = approve_seller(scope=scope_of(cast.operator), seller_id=stall.pk, person=cast.operator)
    assert approved.state == State.APPROVED


def test_a_refusal_says_why_and_can_be_taken_back(cast: Cast) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    by_dewi: dict[str, Any] = {"scope": scope_of(cast.dewi), "seller_id": stall.pk, "person": cast.dewi}
    refused = refuse_seller(**by_dewi, reason="Foto produk belum ada.")
    assert (refused.state, refused.state_reason) == (State.REFUSED, "Foto produk belum ada")
    assert "Foto produk belum ada" in Message.objects.get(template="seller_refused").body
    assert approve_seller(**by_dewi).state == State.APPROVED


def test_a_suspended_stall_is_gone_for_buyers_and_comes_back(cast: Cast) -> None:
    by_dewi: dict[str, Any] = {"scope": scope_of(cast.dewi), "seller_id": cast.saris.seller.pk, "person": cast.dewi}
    suspend_seller(**by_dewi, reason="keluhan pembeli")
    assert not Seller.objects.open_to_buyers().filter(pk=cast.saris.seller.pk).exists()
    assert Seller.objects.within(scope_of(cast.sari)).exists()
    assert approve_seller(**by_dewi).state_reason == ""


def test_a_reason_is_asked_for(cast: Cast) -> None:
    with pytest.raises(Expected) as caught:
        suspend_seller(scope=scope_of(cast.dewi), seller_id=cast.saris.seller.pk, person=cast.dewi, reason=" . ")
    assert caught.value.field == "reason"


def test_steps_out_of_turn_are_refused(cast: Cast) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    by_dewi: dict[str, Any] = {"scope": scope_of(cast.dewi), "person": cast.dewi, "reason": "x"}
    with pytest.raises(WrongState):
        suspend_seller(seller_id=stall.pk, **by_dewi)
    with pytest.raises(WrongState):
        refuse_seller(seller_id=cast.saris.seller.pk, **by_dewi)


def test_every_step_is_in_the_audit_book_with_before_and_after(cast: Cast) -> None:
    stall = opened(cast.eko, cooperative=cast.cooperative)
    approve_seller(scope=scope_of(cast.dewi), seller_id=stall.pk, person=cast.dewi)
    entries = AuditEntry.objects.about(stall).order_by("id")
    assert [(entry.verb, entry.person) for entry in entries] == [
        ("seller.opened", cast.eko),
        ("seller.approved", cast.dewi),
    ]
    last = entries[1]
    assert (last.before, last.after) == ({"state": "pending"}, {"state": "approved", "reason": ""})


def test_nobody_without_a_scope_can_do_anything(cast: Cast) -> None:
    with pytest.raises(NotFound):
        approve_seller(scope=Scope(), seller_id=cast.saris.seller.pk, person=cast.stranger)
