"""Connect: accounts with a controller, onboarding links, transfers to them and back, and the platform's balance."""

import secrets
from typing import Any

from tests.fakes.stripe.refusal import Refusal, missing
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.world import Object, World, listed

EEA = frozenset([
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT",
    "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
])  # fmt: skip
CROSS_BORDER = frozenset({"US", "GB", "CA", "CH"} | EEA)
COUNTRIES = CROSS_BORDER | {"ID", "SG", "MY", "JP", "AU", "HK", "TH"}
LINK_LIVES_S = 300


@endpoint("GET", "/v1/balance")
def balance(world: World, _params: Object) -> Object:
    def sums(status: str) -> list[Object]:
        return [{"amount": n, "currency": cur, "source_types": {"card": n}} for cur, n in world.balance(status).items()]

    return {"object": "balance", "livemode": False, "available": sums("available"), "pending": sums("pending")}


@endpoint("GET", "/v1/balance_transactions/{id}")
def balance_transaction(world: World, _params: Object, name: str) -> Object:
    return world.get("balance_transaction", name)


@endpoint(
    "POST", "/v1/accounts",
    "country", "email", "metadata", "business_profile.name", "business_profile.url", "controller", "type",
    "capabilities.transfers.requested", "capabilities.card_payments.requested",
)  # fmt: skip
def create_account(world: World, params: Object) -> Object:
    if "type" in params and "controller" in params:
        raise Refusal("You may not provide the `type` parameter together with `controller`.", param="type")
    country = params.get("country", world.country)
    if country not in COUNTRIES:
        raise Refusal(f"Country '{country}' is unknown or not supported.", code="country_unsupported", param="country")
    requested = [name for name, one in params.get("capabilities", {}).items() if one.get("requested")]
    if "transfers" in requested and not may_send(world.country, country):
        raise Refusal(f"Accounts in {country} cannot be created by platforms in {world.country} with the transfers "
                      "capability.", code="capability_not_enabled", param="capabilities")  # fmt: skip
    return world.make(
        "account", type="none", country=country, controller=_controller(params.get("controller", {})),
        capabilities=dict.fromkeys(requested, "inactive"), email=params.get("email"),
        metadata=params.get("metadata", {}), business_profile=params.get("business_profile"), charges_enabled=False,
        payouts_enabled=False, details_submitted=False,
        requirements={"currently_due": ["external_account", "tos_acceptance.date"], "disabled_reason": "requirements"},
    )  # fmt: skip


@endpoint("GET", "/v1/accounts/{account}")
def retrieve_account(world: World, _params: Object, name: str) -> Object:
    return world.get("account", name)


@endpoint("POST", "/v1/account_links", "account", "refresh_url", "return_url", "type", "collection_options.fields")
def create_link(world: World, params: Object) -> Object:
    world.get("account", params["account"])
    for name in ("refresh_url", "return_url"):
        if not params.get(name):
            raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if params["type"] != "account_onboarding":
        raise Refusal("You cannot create `account_update` type Account Links for this account.", param="type")
    token = secrets.token_urlsafe(12)
    until = world.now() + LINK_LIVES_S
    world.links[token] = {**params, "expires_at": until, "used": False}
    url = f"{world.base}/setup/{token}"
    return {"object": "account_link", "created": world.now(), "expires_at": until, "url": url}


def finish_onboarding(world: World, account: Object) -> None:
    """The seller has told Stripe all it wanted to know."""
    account |= {"details_submitted": True, "payouts_enabled": True}
    account["capabilities"] = dict.fromkeys(account["capabilities"], "active")
    account["requirements"] = {"currently_due": [], "disabled_reason": None}
    world.tell("account.updated", account)


def use_link(world: World, token: str) -> tuple[str, Object | None]:
    """A link opens once and for some minutes. Gives where to send the browser, and the account when it opened."""
    link = world.links.get(token)
    if link is None:
        raise missing("account_link", token)
    if link["used"] or link["expires_at"] < world.now():
        return str(link["refresh_url"]), None
    link["used"] = True
    return str(link["return_url"]), world.get("account", link["account"])


@endpoint(
    "POST", "/v1/transfers",
    "amount", "currency", "destination", "transfer_group", "source_transaction", "metadata", "description",
)  # fmt: skip
def create_transfer(world: World, params: Object) -> Object:
    account = world.get("account", params["destination"])
    amount, currency = params.get("amount", 0), params["currency"]
    if amount < 1:
        raise Refusal("Invalid positive integer", code="parameter_invalid_integer", param="amount", is_kept=False)
    if (account["capabilities"] or {}).get("transfers") != "active":
        raise Refusal("Your destination account needs to have at least one of the following capabilities enabled: "
                      "transfers", code="insufficient_capabilities_for_transfer", param="destination")  # fmt: skip
    if not may_send(world.country, account["country"]):
        raise Refusal(f"Funds can't be sent to accounts located in {account['country']}.", param="destination")
    source = params.get("source_transaction")
    if source:
        _check_source(world, source, amount, currency)
    elif world.balance("available").get(currency, 0) < amount:
        raise Refusal("You have insufficient available funds in your Stripe account.", code="balance_insufficient")
    made = world.make(
        "transfer", amount=amount, amount_reversed=0, currency=currency, destination=account["id"], reversed=False,
        reversals={"object": "list", "data": [], "has_more": False, "url": ""}, source_transaction=source,
        metadata=params.get("metadata", {}), transfer_group=params.get("transfer_group"),
        description=params.get("description"),
    )  # fmt: skip
    moved = world.book(kind="transfer", amount=-amount, currency=currency, source=made["id"], pending=bool(source))
    made["balance_transaction"] = moved["id"]
    world.tell("transfer.created", made)
    return made


@endpoint("GET", "/v1/transfers/{transfer}")
def retrieve_transfer(world: World, _params: Object, name: str) -> Object:
    return world.get("transfer", name)


@endpoint("GET", "/v1/transfers", "limit", "starting_after", "destination", "transfer_group")
def every_transfer(world: World, params: Object) -> Object:
    wanted = {name: params[name] for name in ("destination", "transfer_group") if name in params}
    return listed(world.all("transfer", **wanted), params, "/v1/transfers")


@endpoint("POST", "/v1/transfers/{id}/reversals", "amount", "metadata", "description")
def reverse(world: World, params: Object, name: str) -> Object:
    transfer = world.get("transfer", name)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = params.get("amount", left)
    if transfer["reversed"]:
        raise Refusal(f"Transfer {name} is already fully reversed.", code="transfer_already_reversed")
    if not 0 < amount <= left:
        raise Refusal(f"Reversal amount ({amount}) is greater than unreversed amount ({left}).", param="amount")
    made = world.make(
        "transfer_reversal", amount=amount, currency=transfer["currency"], transfer=name,
        metadata=params.get("metadata", {}),
    )  # fmt: skip
    moved = world.book(kind="transfer_refund", amount=amount, currency=transfer["currency"], source=made["id"])
    made["balance_transaction"] = moved["id"]
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    world.tell("transfer.reversed", transfer)
    return made


@endpoint("GET", "/v1/transfers/{id}/reversals", "limit", "starting_after")
def every_reversal(world: World, params: Object, name: str) -> Object:
    world.get("transfer", name)
    return listed(world.all("transfer_reversal", transfer=name), params, f"/v1/transfers/{name}/reversals")


def may_send(platform: str, account: str) -> bool:
    return platform == account or {platform, account} <= CROSS_BORDER


def _controller(wanted: Object) -> Object:
    """Its defaults and its rules. Raises Refusal."""
    payer = wanted.get("fees", {}).get("payer", "account")
    losses = wanted.get("losses", {}).get("payments", "stripe")
    collects = wanted.get("requirement_collection", "stripe")
    dashboard = wanted.get("stripe_dashboard", {}).get("type", "full")
    if losses == "application" and payer != "application":
        raise Refusal("When `controller[losses][payments]=application`, `controller[fees][payer]` must be "
                      "`application`.", param="controller[fees][payer]")  # fmt: skip
    if dashboard == "none" and collects != "application":
        raise Refusal("Accounts without a dashboard need requirement_collection=application.", param="controller")
    made: dict[str, Any] = {"type": "application", "is_controller": True, "fees": {"payer": payer}}
    rest = {"losses": {"payments": losses}, "requirement_collection": collects, "stripe_dashboard": {"type": dashboard}}
    return made | rest


def _check_source(world: World, name: str, amount: int, currency: str) -> None:
    """Money of a charge may be handed on before it is available, but never more than the charge."""
    charge = world.get("charge", name)
    if charge["currency"] != currency:
        raise Refusal(f"The currency of source_transaction ({charge['currency']}) does not match.", param="currency")
    sent = sum(one["amount"] - one["amount_reversed"] for one in world.all("transfer", source_transaction=name))
    if sent + amount > charge["amount"] - charge["amount_refunded"]:
        raise Refusal("The transfer amount exceeds what is left of its source_transaction.", param="amount")
