"""Payments that were made, and what goes back of them: refunds and disputes."""

from tests.fakes.stripe.refusal import Refusal
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.world import Object, World, listed

STANDING = ("pending", "requires_action", "succeeded")
DISPUTE_FEE = 15  # in whole units of a two-decimal currency; Stripe keeps it whoever wins


@endpoint("GET", "/v1/payment_intents/{intent}")
def retrieve_intent(world: World, _params: Object, name: str) -> Object:
    return world.get("payment_intent", name)


@endpoint("GET", "/v1/charges/{charge}")
def retrieve_charge(world: World, _params: Object, name: str) -> Object:
    return world.get("charge", name)


@endpoint("GET", "/v1/events/{id}")
def retrieve_event(world: World, _params: Object, name: str) -> Object:
    return world.get("event", name)


@endpoint("GET", "/v1/events", "limit", "starting_after", "type")
def every_event(world: World, params: Object) -> Object:
    wanted = {"type": params["type"]} if "type" in params else {}
    return listed(world.all("event", **wanted), params, "/v1/events")


@endpoint("POST", "/v1/refunds", "payment_intent", "amount", "metadata", "reason")
def refund(world: World, params: Object) -> Object:
    charge = _charge_of(world, params.get("payment_intent", ""))
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if world.refunds_refused:
        raise Refusal("This payment method does not support refunds.", code="charge_not_refundable")
    if charge["refunded"]:
        raise Refusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if any(not one["is_charge_refundable"] for one in world.all("dispute", charge=charge["id"])):
        raise Refusal(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if amount < 1:
        raise Refusal("Invalid positive integer", code="parameter_invalid_integer", param="amount", is_kept=False)
    if amount > left:
        raise Refusal(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    made = world.make(
        "refund", amount=amount, currency=charge["currency"], charge=charge["id"], status="pending",
        payment_intent=charge["payment_intent"], metadata=params.get("metadata", {}), reason=params.get("reason"),
    )  # fmt: skip
    moved = world.book(kind="refund", amount=-amount, currency=charge["currency"], source=made["id"])
    made["balance_transaction"] = moved["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    if not world.refunds_held:
        made["status"] = "succeeded"
    world.tell("refund.created", made)
    world.tell("charge.refunded", charge)
    return made


@endpoint("GET", "/v1/refunds/{refund}")
def retrieve_refund(world: World, _params: Object, name: str) -> Object:
    return world.get("refund", name)


@endpoint("GET", "/v1/refunds", "limit", "starting_after", "payment_intent", "charge")
def every_refund(world: World, params: Object) -> Object:
    wanted = {name: params[name] for name in ("payment_intent", "charge") if name in params}
    return listed(world.all("refund", **wanted), params, "/v1/refunds")


def end_refund(world: World, made: Object, *, succeeded: bool) -> None:
    """What a pending refund comes to. One that failed gives the money back to the platform."""
    if made["status"] != "pending" and not (made["status"] == "succeeded" and not succeeded):
        raise ValueError(f"{made['id']} is {made['status']}")
    made["status"] = "succeeded" if succeeded else "failed"
    if not succeeded:
        charge = world.get("charge", made["charge"])
        charge["amount_refunded"] -= made["amount"]
        charge["refunded"] = False
        made["failure_reason"] = "expired_or_canceled_card"
        moved = world.book(kind="refund_failure", amount=made["amount"], currency=made["currency"], source=made["id"])
        made["failure_balance_transaction"] = moved["id"]
        world.tell("refund.failed", made)
    world.tell("refund.updated", made)
    world.tell("charge.refund.updated", made)


@endpoint("GET", "/v1/disputes/{dispute}")
def retrieve_dispute(world: World, _params: Object, name: str) -> Object:
    return world.get("dispute", name)


@endpoint("GET", "/v1/disputes", "limit", "starting_after", "payment_intent", "charge")
def every_dispute(world: World, params: Object) -> Object:
    wanted = {name: params[name] for name in ("payment_intent", "charge") if name in params}
    return listed(world.all("dispute", **wanted), params, "/v1/disputes")


def open_dispute(world: World, intent_name: str, *, amount: int | None = None, inquiry: bool = False) -> Object:
    """The payer's bank takes the money back; an inquiry asks first and takes nothing."""
    charge = _charge_of(world, intent_name)
    charge["disputed"] = True
    dispute = world.make(
        "dispute", amount=amount or charge["amount"] - charge["amount_refunded"], currency=charge["currency"],
        charge=charge["id"], payment_intent=charge["payment_intent"], reason="product_not_received",
        status="warning_needs_response" if inquiry else "needs_response", is_charge_refundable=inquiry,
        balance_transactions=[], enhanced_eligibility_types=[], evidence={},
        evidence_details={"due_by": world.now() + 7 * 86_400, "has_evidence": False, "past_due": False},
    )  # fmt: skip
    world.tell("charge.dispute.created", dispute)
    if not inquiry:
        _withdraw(world, dispute)
    return dispute


def escalate(world: World, dispute: Object) -> None:
    """An inquiry that was not answered becomes a dispute."""
    dispute |= {"status": "needs_response", "is_charge_refundable": False}
    world.tell("charge.dispute.updated", dispute)
    _withdraw(world, dispute)


def close_dispute(world: World, dispute: Object, *, won: bool) -> None:
    dispute["status"] = "won" if won else "lost"
    world.tell("charge.dispute.closed", dispute)
    if won:
        moved = world.book(
            kind="adjustment", amount=dispute["amount"], currency=dispute["currency"], source=dispute["id"]
        )
        dispute["balance_transactions"].append(dict(moved))
        world.tell("charge.dispute.funds_reinstated", dispute)


def _withdraw(world: World, dispute: Object) -> None:
    moved = world.book(
        kind="adjustment", amount=-dispute["amount"], currency=dispute["currency"], source=dispute["id"],
        fee=DISPUTE_FEE * 100,
    )  # fmt: skip
    dispute["balance_transactions"].append(dict(moved))
    world.tell("charge.dispute.funds_withdrawn", dispute)


def _charge_of(world: World, intent_name: str) -> Object:
    if not intent_name:
        raise Refusal("The fake refunds payment intents.", status=501, kind="api_error", is_kept=False)
    intent = world.get("payment_intent", intent_name)
    if not intent["latest_charge"]:
        raise Refusal("This PaymentIntent does not have a successful charge.", code="payment_intent_unexpected_state")
    return world.get("charge", intent["latest_charge"])
