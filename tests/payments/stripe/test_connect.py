"""A seller's own account at Stripe: begun once, registered there, asked about; or refused with the reason."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.utils import translation

from payments.gateways import connect
from payments.gateways.errors import CannotReceive, GatewayAway, NoSuchAccount
from payments.gateways.models import ConnectedAccount
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.audit.models import AuditEntry
from sellers.messages.models import Message
from sellers.people.models import Person
from tests.cast import Cast
from tests.fakes.stripe import StripeFake


@pytest.fixture
def stripe_of_mawar(cast: Cast, settings: LazySettings) -> Iterator[StripeFake]:
    fake = StripeFake()
    settings.GATEWAYS = {"stripe": fake.config(collector=cast.cooperative.slug)}
    yield fake
    fake.close()


def begin(cast: Cast, who: Person | None = None) -> ConnectedAccount:
    person = who or cast.sari
    return connect.begin(scope=scope_of(person), person=person, seller=cast.saris.seller)


def test_an_account_is_made_with_a_controller_in_the_sellers_country(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    account = begin(cast)
    there = stripe_of_mawar.world.get("account", account.external_id)
    assert (there["country"], account.country) == ("ID", "ID")
    assert there["controller"]["stripe_dashboard"] == {"type": "express"}
    assert there["controller"]["losses"] == {"payments": "application"}
    assert there["capabilities"] == {"transfers": "inactive"}
    assert not account.can_receive


def test_beginning_twice_is_one_account(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    assert begin(cast) == begin(cast)
    assert len(stripe_of_mawar.world.all("account")) == 1
    assert AuditEntry.objects.filter(verb="connected_account_begun").count() == 1


def test_whoever_answers_for_the_money_hears_once_that_an_account_was_begun(
    cast: Cast, stripe_of_mawar: StripeFake
) -> None:
    begin(cast)
    begin(cast)
    told = list(Message.objects.filter(template="bank_account_changed").values_list("to", flat=True))
    assert len(told) == len(set(told))
    assert {cast.sari.phone, cast.gita.phone, cast.hadi.phone} <= set(told)


def test_a_lost_answer_makes_no_second_account(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    stripe_of_mawar.drop_answers()
    with pytest.raises(GatewayAway):
        begin(cast)
    assert begin(cast).external_id
    assert len(stripe_of_mawar.world.all("account")) == 1


def test_once_registered_the_account_receives_and_the_seller_is_told_once(
    cast: Cast, stripe_of_mawar: StripeFake
) -> None:
    account = connect.refresh(begin(cast))
    assert not account.can_receive
    assert account.checked_at
    stripe_of_mawar.finish_onboarding(account.external_id)
    for _ in range(2):
        assert connect.refresh(account).can_receive
    told = Message.objects.filter(template="connected_account")
    assert [one.to for one in told] == [cast.saris.seller.phone]


def test_an_account_stripe_closes_again_receives_no_more(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    account = begin(cast)
    stripe_of_mawar.finish_onboarding(account.external_id)
    connect.refresh(account)
    stripe_of_mawar.world.get("account", account.external_id)["payouts_enabled"] = False
    assert not connect.refresh(account).can_receive
    assert Message.objects.filter(template="connected_account").count() == 2


def test_a_link_leads_to_stripe(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    url = connect.link(begin(cast), again_at="https://l.example/a", back_to="https://l.example/b")
    assert url.startswith(stripe_of_mawar.api)


@pytest.mark.parametrize(("platform", "language", "name"), [("US", "id", "Amerika Serikat"), ("SG", "en", "Singapore")])
def test_a_platform_elsewhere_is_refused_in_words(
    cast: Cast, stripe_of_mawar: StripeFake, settings: LazySettings, platform: str, language: str, name: str
) -> None:
    settings.GATEWAYS["stripe"]["country"] = platform
    with translation.override(language), pytest.raises(CannotReceive) as raised:
        begin(cast)
    assert name in raised.value.sentence
    assert "Indonesia" in raised.value.sentence
    assert not ConnectedAccount.objects.exists()
    assert stripe_of_mawar.network.calls == []


def test_what_stripe_itself_refuses_is_said_too(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    stripe_of_mawar.world.country = "US"  # we were told otherwise
    with pytest.raises(CannotReceive):
        begin(cast)
    assert not ConnectedAccount.objects.exclude(external_id="").exists()


@pytest.mark.parametrize("who", ["citra", "budi", "dewi", "stranger"])
def test_only_who_may_change_bank_details_begins(cast: Cast, stripe_of_mawar: StripeFake, who: str) -> None:
    with pytest.raises(NoSuchAccount):
        begin(cast, getattr(cast, who))
    assert stripe_of_mawar.network.calls == []


def test_a_seller_of_another_cooperative_than_the_accounts_has_none(
    cast: Cast, stripe_of_mawar: StripeFake, settings: LazySettings
) -> None:
    settings.GATEWAYS["stripe"]["collector"] = cast.other_cooperative.slug
    with pytest.raises(NoSuchAccount):
        begin(cast)


def test_an_operators_account_may_send_to_sellers_of_every_cooperative(
    cast: Cast, stripe_of_mawar: StripeFake, settings: LazySettings
) -> None:
    Cooperative.objects.filter(pk=cast.other_cooperative.pk).update(is_operator=True)
    settings.GATEWAYS["stripe"]["collector"] = cast.other_cooperative.slug
    assert begin(cast).external_id


def test_while_stripe_is_away_the_seller_is_asked_to_come_back(cast: Cast, stripe_of_mawar: StripeFake) -> None:
    account = begin(cast)
    stripe_of_mawar.be_down(2)
    with pytest.raises(GatewayAway):
        connect.refresh(account)
    with pytest.raises(GatewayAway) as raised:
        connect.link(account, again_at="https://l.example/a", back_to="https://l.example/b")
    assert raised.value.status == 503
