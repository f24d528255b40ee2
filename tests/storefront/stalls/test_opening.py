"""Five answers make a stall that only waits for its cooperative."""

from datetime import date
from typing import Any

import pytest

from payments.charges.models import BankAccount
from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.audit.models import AuditEntry
from sellers.kit.errors import Expected, NotFound
from sellers.messages.models import Message
from sellers.people import consent
from sellers.people.models import Person
from storefront.delivery.models import DeliveryOption
from storefront.stalls import actions
from tests.cast import JUATA_LAUT, SENTUL, Cast
from tests.storefront.life.stories import scope

pytestmark = pytest.mark.django_db
BANK = {"bank_code": "014", "number": "123-456-7890", "holder": "Gita"}


def answers(person: Person, **changes: Any) -> dict[str, Any]:
    return {
        "person": person,
        "archetype": "perorangan_mikro",
        "name": "Keripik Gita",
        "village_code": SENTUL,
        "sells": "keripik singkong",
        "paid_by": {"cash", "transfer"},
        "bank": BANK,
        "consent_version": consent.CURRENT_VERSION,
        **changes,
    }


def test_a_stall_opens_with_all_it_needs(cast: Cast) -> None:
    seller = actions.open_stall(**answers(cast.stranger))
    assert (seller.state, seller.cooperative, seller.mandate_from) == (Seller.State.PENDING, cast.cooperative, None)
    assert Membership.objects.get(seller=seller).role == Membership.Role.CHAIR
    option = DeliveryOption.objects.get(seller=seller)
    assert (option.kind, option.cod, option.is_active) == ("pickup", True, True)
    assert BankAccount.objects.get(seller=seller).number == "1234567890"
    assert consent.missing(cast.stranger) == ()


def test_its_officers_hear_of_it(cast: Cast) -> None:
    actions.open_stall(**answers(cast.stranger))
    heard = set(Message.objects.filter(template="stall_opened").values_list("to", flat=True))
    assert heard == {cast.dewi.phone, cast.gita.phone, cast.hadi.phone, cast.cooperative.phone}


def test_answering_twice_opens_one_stall(cast: Cast) -> None:
    first = actions.open_stall(**answers(cast.stranger))
    assert actions.open_stall(**answers(cast.stranger)) == first
    other = answers(cast.stranger, name="  keripik   gita", bank=BANK | {"number": "9999999999"})
    assert actions.open_stall(**other) == first  # no way around the fresh code that an account needs
    assert DeliveryOption.objects.filter(seller=first).count() == 1
    assert BankAccount.objects.get(seller=first).number == "1234567890"


def test_the_cooperative_of_the_same_kabupaten_is_proposed(cast: Cast) -> None:
    assert actions.open_stall(**answers(cast.stranger, village_code=JUATA_LAUT)).cooperative == cast.other_cooperative
    Cooperative.objects.update(village_code="31.71.01.1001")
    assert actions.open_stall(**answers(cast.eko)).cooperative is None


def test_cash_only_needs_no_account_and_transfer_only_takes_no_cash(cast: Cast) -> None:
    seller = actions.open_stall(**answers(cast.stranger, paid_by={"cash"}, bank=None))
    assert not BankAccount.objects.filter(seller=seller).exists()
    seller = actions.open_stall(**answers(cast.eko, paid_by={"transfer"}))
    assert not DeliveryOption.objects.get(seller=seller).cod


@pytest.mark.parametrize(
    "changes",
    [
        {"paid_by": set()},
        {"paid_by": {"gold"}},
        {"bank": None},
        {"bank": BANK | {"number": "12"}},
        {"bank": BANK | {"bank_code": "000"}},
        {"consent_version": ""},
        {"consent_version": "2020-01"},
        {"village_code": "99.99.99.9999"},
        {"archetype": "bajak_laut"},
        {"name": "x"},
        {"cooperative_id": 999_999},
    ],
)
def test_a_wrong_answer_opens_nothing(cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(Expected) as error:
        actions.open_stall(**answers(cast.stranger, **changes))
    assert error.value.sentence
    assert not Seller.objects.filter(name="Keripik Gita").exists()
    assert not Membership.objects.filter(person=cast.stranger).exists()


def test_approval_is_told_and_may_carry_the_mandate(cast: Cast) -> None:
    seller = actions.open_stall(**answers(cast.stranger))
    act: dict[str, Any] = {"scope": scope(cast.dewi), "person": cast.dewi, "seller_id": seller.pk}
    actions.approve_stall(**act, mandate_from=date(2026, 11, 22))
    seller.refresh_from_db()
    assert (seller.state, seller.mandate_from) == (Seller.State.APPROVED, date(2026, 11, 22))
    assert Message.objects.filter(template="seller_approved", to=cast.stranger.phone).exists()
    assert AuditEntry.objects.filter(verb="seller.mandate_given").count() == 1


def test_refusal_tells_why(cast: Cast) -> None:
    seller = actions.open_stall(**answers(cast.stranger))
    actions.refuse_stall(scope=scope(cast.dewi), person=cast.dewi, seller_id=seller.pk, reason="Foto kurang jelas")
    assert "Foto kurang jelas" in Message.objects.get(template="seller_refused").body


@pytest.mark.parametrize("who", ["stranger", "sari", "budi", "fajar"])
def test_nobody_else_approves_or_gives_a_mandate(cast: Cast, who: str) -> None:
    seller = actions.open_stall(**answers(cast.eko))
    person = getattr(cast, who)
    act: dict[str, Any] = {"scope": scope(person), "person": person, "seller_id": seller.pk}
    with pytest.raises(NotFound):
        actions.approve_stall(**act)
    with pytest.raises(NotFound):
        actions.give_mandate(**act)
    with pytest.raises(NotFound):
        actions.refuse_stall(**act, reason="x")
