"""The fake itself: a fake that lies is worse than none. It is spoken to by the SDK, and once by bare HTTP."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
import stripe

from tests.fakes.stripe import StripeFake, routes, schema
from tests.fakes.stripe.world import shaped

PRICE = {"currency": "usd", "unit_amount": 1_000, "product_data": {"name": "goods"}}
LINE = {"quantity": 1, "price_data": PRICE}
WANTED: dict[str, Any] = {
    "mode": "payment", "success_url": "https://x.example/", "client_reference_id": "ABCD2345", "line_items": [LINE],
}  # fmt: skip


@pytest.fixture
def sdk(fake: StripeFake) -> stripe.StripeClient:
    http = stripe.RequestsClient(timeout=5)
    return stripe.StripeClient(
        "sk_test_fake", base_addresses={"api": fake.api}, http_client=http, max_network_retries=0
    )


def session(sdk: stripe.StripeClient, key: str = "", **changed: Any) -> "stripe.checkout.Session":
    wanted: Any = {**WANTED, **changed}
    return sdk.v1.checkout.sessions.create(wanted, {"idempotency_key": key} if key else {})


def paid(sdk: stripe.StripeClient, fake: StripeFake) -> str:
    session(sdk)
    fake.pay("ABCD2345")
    return fake.payment_of("ABCD2345")


def account(sdk: stripe.StripeClient, fake: StripeFake, country: str = "ID") -> str:
    made = sdk.v1.accounts.create({"country": country, "capabilities": {"transfers": {"requested": True}}})
    fake.finish_onboarding(made.id)
    return made.id


def headers_of(found: stripe.StripeObject) -> Any:
    assert found.last_response is not None
    return found.last_response.headers


def refused(call: Any, *args: Any) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as raised:
        call(*args)
    return raised.value


# what it accepts


def test_every_endpoint_it_models_is_one_the_sdk_calls() -> None:
    assert set(routes.MODELLED) <= set(schema.endpoints())
    assert len(schema.endpoints()) > 500


def test_every_parameter_it_models_is_one_the_sdk_knows() -> None:
    for (verb, address), (_work, modelled) in routes.MODELLED.items():
        known = schema.hints(schema.params_of(verb, address))
        assert {one.split(".")[0] for one in modelled} - {"expand"} <= set(known), (verb, address)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"colour": "red"}, "colour"),
        ({"line_items": [{**LINE, "colour": "red"}]}, "line_items[0][colour]"),
        ({"line_items": [{**LINE, "price_data": {**PRICE, "colour": 1}}]}, "line_items[0][price_data][colour]"),
        ({"payment_intent_data": {"transfer_groop": "x"}}, "payment_intent_data[transfer_groop]"),
        ({"idempotency_key": "x"}, "idempotency_key"),
    ],
)  # fmt: skip
def test_a_parameter_the_sdk_does_not_know_is_refused_by_name(
    fake: StripeFake, params: dict[str, Any], param: str
) -> None:
    error = posted(fake, "/v1/checkout/sessions", {**WANTED, **params})
    assert (error["code"], error["param"]) == ("parameter_unknown", param)
    assert fake.started("ABCD2345") == 0


def posted(fake: StripeFake, path: str, params: dict[str, Any]) -> dict[str, Any]:
    """The error of a call by bare HTTP: the SDK would take some mistakes out by itself."""
    form = urllib.parse.urlencode(list(stripe._encode._api_encode(params)))
    asked = urllib.request.Request(fake.api + path, form.encode(), {"Authorization": "Bearer sk_test_fake"})  # noqa: S310  our own server
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(asked, timeout=5)  # noqa: S310  likewise
    with raised.value as answer:
        error: dict[str, Any] = json.loads(answer.read())["error"]
    return error


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"mode": "gift"}, "parameter_invalid"),
        ({"expires_at": "soon"}, "parameter_invalid_integer"),
        ({"line_items": []}, "parameter_missing"),
        ({"success_url": ""}, "parameter_missing"),
        ({"line_items": [{**LINE, "price_data": {**PRICE, "unit_amount": 49}}]}, "amount_too_small"),
        ({"line_items": [{**LINE, "price_data": {**PRICE, "unit_amount": 10**8}}]}, "amount_too_large"),
    ],
)  # fmt: skip
def test_values_stripe_would_refuse_are_refused(sdk: stripe.StripeClient, changed: dict[str, Any], code: str) -> None:
    assert refused(lambda: session(sdk, **changed)).code == code


@pytest.mark.parametrize("seconds", [29 * 60, 24 * 3600 + 60])
def test_a_session_lives_half_an_hour_to_a_day(sdk: stripe.StripeClient, fake: StripeFake, seconds: int) -> None:
    assert "between 30 minutes and 24 hours" in str(
        refused(lambda: session(sdk, expires_at=fake.world.now() + seconds))
    )


def test_what_it_does_not_model_it_says(sdk: stripe.StripeClient) -> None:
    assert "does not model discounts" in str(refused(lambda: session(sdk, discounts=[{"coupon": "x"}])))
    assert "does not model POST /v1/customers" in str(refused(sdk.v1.customers.create, {"name": "x"}))


def test_an_address_the_sdk_does_not_know_is_not_there(fake: StripeFake) -> None:
    assert "Unrecognized request URL" in posted(fake, "/v1/biscuits", {})["message"]


def test_its_answers_have_the_fields_the_sdk_annotates(sdk: stripe.StripeClient) -> None:
    assert set(session(sdk).to_dict()) == set(schema.fields_of("checkout.session"))


def test_an_answer_with_a_field_the_sdk_does_not_know_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="has no colour"):
        shaped("transfer", {"colour": "red"})
    with pytest.raises(AssertionError, match="always has"):
        shaped("transfer", {"id": "tr_1"})


def test_the_wrong_secret_opens_nothing(fake: StripeFake) -> None:
    stranger = stripe.StripeClient("sk_other", base_addresses={"api": fake.api}, http_client=stripe.RequestsClient())
    assert isinstance(refused(stranger.v1.balance.retrieve), stripe.AuthenticationError)


# idempotency keys


def test_the_same_key_and_parameters_give_the_first_answer_marked_as_a_replay(
    sdk: stripe.StripeClient, fake: StripeFake
) -> None:
    first, second = session(sdk, "k1"), session(sdk, "k1")
    assert first.id == second.id
    assert fake.started("ABCD2345") == 1
    assert "Idempotent-Replayed" not in headers_of(first)
    assert headers_of(second)["Idempotent-Replayed"] == "true"


def test_the_same_key_with_other_parameters_is_an_error(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    session(sdk, "k1")
    assert isinstance(refused(lambda: session(sdk, "k1", cancel_url="https://y.example/")), stripe.IdempotencyError)
    assert fake.started("ABCD2345") == 1


def test_without_a_key_every_call_does_the_work(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    session(sdk, "k1"), session(sdk, "k2"), session(sdk)
    assert fake.started("ABCD2345") == 3


def test_a_lost_answer_is_kept_under_its_key(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    fake.drop_answers()
    assert isinstance(refused(lambda: session(sdk, "k1")), stripe.APIConnectionError)
    assert fake.started("ABCD2345") == 1
    assert headers_of(session(sdk, "k1"))["Idempotent-Replayed"] == "true"
    assert fake.started("ABCD2345") == 1


def test_a_refusal_of_the_work_is_kept_too_and_one_of_the_parameters_is_not(
    sdk: stripe.StripeClient, fake: StripeFake
) -> None:
    intent = paid(sdk, fake)
    too_much: Any = {"payment_intent": intent, "amount": 1_001}
    first, second = (refused(sdk.v1.refunds.create, too_much, {"idempotency_key": "r"}) for _ in range(2))
    assert "Idempotent-Replayed" not in (first.headers or {})
    assert (second.headers or {})["Idempotent-Replayed"] == "true"
    refused(sdk.v1.refunds.create, {"payment_intent": intent, "reason": "whim"}, {"idempotency_key": "q"})
    assert sdk.v1.refunds.create({"payment_intent": intent}, {"idempotency_key": "q"}).amount == 1_000


def test_while_it_is_down_nothing_is_done_or_kept(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    fake.be_down(2)
    for _ in range(2):
        assert refused(lambda: session(sdk, "k1")).http_status == 500
    assert fake.started("ABCD2345") == 0
    assert session(sdk, "k1").status == "open"


# money


def test_a_payment_is_pending_then_available_less_its_fee(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    paid(sdk, fake)
    assert [(one.amount, one.currency) for one in sdk.v1.balance.retrieve().pending] == [(966, "usd")]
    fake.make_available()
    assert [(one.amount, one.currency) for one in sdk.v1.balance.retrieve().available] == [(966, "usd")]


def test_a_transfer_needs_money_that_is_available(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    paid(sdk, fake)
    to = account(sdk, fake)
    wanted: Any = {"amount": 900, "currency": "usd", "destination": to}
    assert refused(sdk.v1.transfers.create, wanted).code == "balance_insufficient"
    fake.make_available()
    assert sdk.v1.transfers.create(wanted).amount == 900
    assert refused(sdk.v1.transfers.create, wanted).code == "balance_insufficient"


def test_with_its_payment_named_a_transfer_need_not_wait_but_never_exceeds_it(
    sdk: stripe.StripeClient, fake: StripeFake
) -> None:
    charge = sdk.v1.payment_intents.retrieve(paid(sdk, fake)).latest_charge
    to = account(sdk, fake)
    wanted: Any = {"amount": 600, "currency": "usd", "destination": to, "source_transaction": charge}
    assert sdk.v1.transfers.create(wanted).source_transaction == charge
    assert "exceeds" in str(refused(sdk.v1.transfers.create, wanted))


def test_reversals_never_take_back_more_than_was_sent(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    paid(sdk, fake)
    fake.make_available()
    to = account(sdk, fake)
    sent = sdk.v1.transfers.create({"amount": 900, "currency": "usd", "destination": to})
    sdk.v1.transfers.reversals.create(sent.id, {"amount": 500})
    assert "greater than" in str(refused(sdk.v1.transfers.reversals.create, sent.id, {"amount": 401}))
    sdk.v1.transfers.reversals.create(sent.id, {"amount": 400})
    assert refused(sdk.v1.transfers.reversals.create, sent.id).code == "transfer_already_reversed"
    assert sdk.v1.balance.retrieve().available[0].amount == 966


def test_only_an_account_that_finished_its_registration_receives(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    paid(sdk, fake)
    fake.make_available()
    made = sdk.v1.accounts.create({"country": "ID", "capabilities": {"transfers": {"requested": True}}})
    error = refused(sdk.v1.transfers.create, {"amount": 100, "currency": "usd", "destination": made.id})
    assert error.code == "insufficient_capabilities_for_transfer"


def test_a_platform_elsewhere_cannot_make_accounts_here() -> None:
    fake = StripeFake(country="US")
    try:
        http = stripe.RequestsClient()
        sdk = stripe.StripeClient("sk_test_fake", base_addresses={"api": fake.api}, http_client=http)
        assert account(sdk, fake, "DE")
        assert refused(account, sdk, fake, "ID").code == "capability_not_enabled"
    finally:
        fake.close()


def test_who_carries_losses_also_pays_the_fees(fake: StripeFake) -> None:
    wanted = {"country": "ID", "controller": {"losses": {"payments": "application"}}}
    assert posted(fake, "/v1/accounts", wanted)["param"] == "controller[fees][payer]"


def test_an_account_has_a_controller_or_the_old_type_never_both(fake: StripeFake) -> None:
    wanted = {"country": "ID", "type": "express", "controller": {"fees": {"payer": "account"}}}
    assert posted(fake, "/v1/accounts", wanted)["param"] == "type"


def test_an_onboarding_link_opens_once(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    made = sdk.v1.accounts.create({"country": "ID", "capabilities": {"transfers": {"requested": True}}})
    ways = {"refresh_url": f"{fake.api}/again", "return_url": f"{fake.api}/back"}
    wanted: Any = {"account": made.id, "type": "account_onboarding", **ways}
    link = sdk.v1.account_links.create(wanted)
    assert "Pretend registration" in opened(link.url)
    with pytest.raises(urllib.error.HTTPError) as raised:
        opened(link.url)  # sent to refresh_url, where this server has nothing
    raised.value.close()
    assert raised.value.url.endswith("/again")


def opened(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own server
        return str(answer.read().decode())


def test_lists_come_newest_first_and_page_by_page(sdk: stripe.StripeClient) -> None:
    made = [session(sdk, f"k{n}").id for n in range(5)]
    page = sdk.v1.checkout.sessions.list({"limit": 2})
    assert [one.id for one in page.data] == made[:-3:-1]
    assert [one.id for one in page.auto_paging_iter()] == made[::-1]


def test_what_cannot_be_expanded_is_refused(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    intent = paid(sdk, fake)
    error = refused(sdk.v1.payment_intents.retrieve, intent, {"expand": ["amount"]})
    assert "cannot be expanded" in str(error)


# the hosted page and the courier


def test_the_hosted_page_takes_the_payment_and_sends_the_payer_back(sdk: stripe.StripeClient, fake: StripeFake) -> None:
    made = session(sdk, success_url=f"{fake.api}/back?session={{CHECKOUT_SESSION_ID}}")
    assert "10.00 USD" in opened(made.url or "")
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(f"{fake.api}/c/pay/{made.id}/now", b"", timeout=5)  # noqa: S310  our own server
    raised.value.close()
    assert raised.value.url == f"{fake.api}/back?session={made.id}"
    assert sdk.v1.checkout.sessions.retrieve(made.id).payment_status == "paid"
    assert "This session is complete" in opened(f"{fake.api}/c/pay/{made.id}")
