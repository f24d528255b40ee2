"""Checkout sessions, from their opening to the payer's deed on the hosted page."""

from babel.numbers import list_currencies

from tests.fakes.stripe.refusal import Refusal
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.world import FEE_PER_MILLE, Object, World, listed

SHORTEST_S, LONGEST_S = 30 * 60, 24 * 3600
SMALLEST = {"usd": 50, "idr": 800_000, "jpy": 50, "eur": 50, "gbp": 30, "sgd": 50, "myr": 200}
THREE_DECIMALS = ("bhd", "jod", "kwd", "omr", "tnd")
CURRENCIES = frozenset(code.lower() for code in list_currencies("en"))


@endpoint(
    "POST", "/v1/checkout/sessions",
    "mode", "ui_mode", "client_reference_id", "metadata", "success_url", "cancel_url", "expires_at",
    "payment_intent_data.metadata", "payment_intent_data.transfer_group", "payment_intent_data.description",
    "line_items.quantity", "line_items.price_data.currency", "line_items.price_data.unit_amount",
    "line_items.price_data.product_data.name",
)  # fmt: skip
def create(world: World, params: Object) -> Object:
    if params.get("mode") != "payment":
        raise Refusal("The fake models mode=payment only.", status=501, kind="api_error", is_kept=False)
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refusal("The fake models ui_mode=hosted_page only.", status=501, kind="api_error", is_kept=False)
    if not params.get("success_url"):
        raise Refusal("Missing required param: success_url.", code="parameter_missing", param="success_url")
    total, currency = _total(params.get("line_items") or [])
    check_amount(total, currency)
    session = world.make(
        "checkout.session", mode="payment", ui_mode="hosted_page", status="open", payment_status="unpaid",
        amount_subtotal=total, amount_total=total, currency=currency, success_url=params["success_url"],
        cancel_url=params.get("cancel_url"), client_reference_id=params.get("client_reference_id"),
        metadata=params.get("metadata", {}), expires_at=_expiry(world, params.get("expires_at")),
        payment_method_types=["card"], automatic_tax={"enabled": False, "status": None, "liability": None},
        custom_fields=[], custom_text={}, shipping_options=[], billing_address_collection=None, url="",
    )  # fmt: skip
    session["url"] = f"{world.base}/c/pay/{session['id']}"
    # not a field of the answer: what the intent gets once somebody pays
    world.links[session["id"]] = {
        "line": params["line_items"][0]["price_data"].get("product_data", {}).get("name", ""),
        "intent": params.get("payment_intent_data", {}),
    }
    return session


@endpoint("GET", "/v1/checkout/sessions/{session}")
def retrieve(world: World, _params: Object, name: str) -> Object:
    end_old(world)
    return world.get("checkout.session", name)


@endpoint("GET", "/v1/checkout/sessions", "limit", "starting_after", "payment_intent", "status")
def every(world: World, params: Object) -> Object:
    end_old(world)
    wanted = {name: params[name] for name in ("payment_intent", "status") if name in params}
    return listed(world.all("checkout.session", **wanted), params, "/v1/checkout/sessions")


@endpoint("POST", "/v1/checkout/sessions/{session}/expire")
def expire(world: World, _params: Object, name: str) -> Object:
    end_old(world)
    session = world.get("checkout.session", name)
    if session["status"] != "open":
        raise Refusal(f"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a "
                      f"status of {session['status']}.")  # fmt: skip
    _end(world, session)
    return session


def end_old(world: World) -> None:
    for session in world.all("checkout.session", status="open"):
        if session["expires_at"] <= world.now():
            _end(world, session)


def pay(world: World, name: str, *, slowly: bool = False) -> Object:
    """The payer's deed on the hosted page. Raises ValueError when there is nothing to pay any more."""
    end_old(world)
    session = world.get("checkout.session", name)
    if session["status"] != "open":
        raise ValueError(f"{name} is {session['status']}")
    wanted = world.links[name]["intent"]
    intent = world.make(
        "payment_intent", amount=session["amount_total"], amount_capturable=0, amount_received=0,
        currency=session["currency"], capture_method="automatic_async", confirmation_method="automatic",
        status="processing", payment_method_types=["card"], metadata=wanted.get("metadata", {}),
        transfer_group=wanted.get("transfer_group"), description=wanted.get("description"),
    )  # fmt: skip
    session |= {"status": "complete", "payment_intent": intent["id"], "url": None}
    if slowly:
        world.tell("checkout.session.completed", session)
        return session
    _succeed(world, intent)
    session["payment_status"] = "paid"
    world.tell("checkout.session.completed", session)
    return session


def finish_slow(world: World, name: str, *, succeeded: bool) -> None:
    """What a slow method (a bank debit, a voucher) comes to, days after the page was left."""
    session = world.get("checkout.session", name)
    intent = world.get("payment_intent", session["payment_intent"])
    if intent["status"] != "processing":
        raise ValueError(f"{intent['id']} is {intent['status']}")
    if not succeeded:
        intent["status"] = "requires_payment_method"
        world.tell("payment_intent.payment_failed", intent)
        world.tell("checkout.session.async_payment_failed", session)
        return
    _succeed(world, intent)
    session["payment_status"] = "paid"
    world.tell("checkout.session.async_payment_succeeded", session)


def check_amount(amount: int, currency: str) -> None:
    """Stripe's own limits; raises Refusal."""
    if currency not in CURRENCIES:
        raise Refusal(f"Invalid currency: {currency}.", param="currency")
    if currency in THREE_DECIMALS and amount % 10:
        raise Refusal(f"Amounts in {currency} must end in 0.", code="amount_invalid", param="amount")
    if currency in ("isk", "ugx") and amount % 100:
        raise Refusal(f"Amounts in {currency} must be divisible by 100.", code="amount_invalid", param="amount")
    if amount < SMALLEST.get(currency, 1):
        raise Refusal("The Checkout Session's total amount must convert to at least 50 cents.", code="amount_too_small")
    if amount >= 10 ** (12 if currency == "idr" else 8):
        raise Refusal("Amount is too large.", code="amount_too_large")


def _succeed(world: World, intent: Object) -> None:
    amount, currency = intent["amount"], intent["currency"]
    charge = world.make(
        "charge", amount=amount, amount_captured=amount, amount_refunded=0, captured=True, currency=currency,
        disputed=False, paid=True, refunded=False, status="succeeded", payment_intent=intent["id"],
        metadata=dict(intent["metadata"]), transfer_group=intent["transfer_group"], billing_details={},
    )  # fmt: skip
    fee = -(-amount * FEE_PER_MILLE // 1000)
    moved = world.book(kind="charge", amount=amount, currency=currency, source=charge["id"], fee=fee, pending=True)
    charge["balance_transaction"] = moved["id"]
    intent |= {"status": "succeeded", "amount_received": amount, "latest_charge": charge["id"]}
    world.tell("charge.succeeded", charge)
    world.tell("payment_intent.succeeded", intent)


def _end(world: World, session: Object) -> None:
    session |= {"status": "expired", "url": None}
    world.tell("checkout.session.expired", session)


def _total(lines: list[Object]) -> tuple[int, str]:
    if not lines:
        raise Refusal("You must pass line_items in payment mode.", code="parameter_missing", param="line_items")
    currencies = {line["price_data"]["currency"] for line in lines}
    if len(currencies) != 1 or not next(iter(currencies)).islower():
        raise Refusal("All line items must have the same, lower-case currency.", param="line_items")
    for i, line in enumerate(lines):
        if line["price_data"].get("unit_amount", -1) < 0 or not line["price_data"].get("product_data"):
            raise Refusal("price_data needs unit_amount and product_data.", param=f"line_items[{i}][price_data]")
    total = sum(line["price_data"]["unit_amount"] * line.get("quantity", 1) for line in lines)
    return total, next(iter(currencies))


def _expiry(world: World, wanted: int | None) -> int:
    if wanted is None:
        return world.now() + LONGEST_S
    if not SHORTEST_S <= wanted - world.now() <= LONGEST_S:
        raise Refusal("The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session "
                      "creation.", param="expires_at")  # fmt: skip
    return wanted
