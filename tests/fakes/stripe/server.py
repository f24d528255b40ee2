"""StripeFake: the side of the fake that tests hold in their hands (tests/fakes/port.py), and some more."""

import json
from collections.abc import Callable

import stripe

from payments.money import Money
from payments.providers.stripe.amounts import from_stripe, to_stripe
from sellers.kit import clock
from tests.fakes.port import Webhook
from tests.fakes.stripe import checkout, connect, returns
from tests.fakes.stripe.courier import Courier
from tests.fakes.stripe.listening import Network, serve, stop
from tests.fakes.stripe.world import Object, World

SECRET_KEY = "sk_test_fake"
WEBHOOK_SECRET = "whsec_fake"


class StripeFake:
    """`country` is the platform account's. `hook` is where events are posted to by themselves; empty for not at all."""

    name = "stripe"
    disputes_can_be_won = True
    refunds_can_wait = True

    def __init__(
        self, *, country: str = "ID", settles_in: str = "", port: int = 0, hook: str = "",
        now: Callable[[], float] = lambda: clock.now().timestamp(),
    ) -> None:  # fmt: skip
        self.world = World(now=now, country=country, settles_in=settles_in)
        self.network = Network(self.world, SECRET_KEY)
        self._server = serve(self.network, port=port)
        self.courier = Courier(self.webhooks, hook)

    @property
    def api(self) -> str:
        return self.world.base

    def config(self, *, collector: str) -> dict[str, str]:
        return {
            "secret_key": SECRET_KEY,
            "webhook_secret": WEBHOOK_SECRET,
            "collector": collector,
            "country": self.world.country,
            "api": self.api,
        }

    # the payer and its bank

    def pay(self, charge_code: str, *, slowly: bool = False) -> None:
        with self.network.lock:
            checkout.pay(self.world, self._session(charge_code)["id"], slowly=slowly)

    def finish_slow(self, charge_code: str, *, succeeded: bool) -> None:
        """What a payment made `slowly` comes to."""
        with self.network.lock:
            checkout.finish_slow(self.world, self._session(charge_code)["id"], succeeded=succeeded)

    def fail(self, charge_code: str) -> None:
        with self.network.lock:
            checkout.expire(self.world, {}, self._session(charge_code)["id"])

    def open_dispute(self, charge_code: str, *, amount: Money | None = None, inquiry: bool = False) -> None:
        with self.network.lock:
            wanted = to_stripe(amount) if amount else None
            returns.open_dispute(self.world, self.payment_of(charge_code), amount=wanted, inquiry=inquiry)

    def escalate_dispute(self, charge_code: str) -> None:
        with self.network.lock:
            for dispute in self._disputes(charge_code):
                returns.escalate(self.world, dispute)

    def close_dispute(self, charge_code: str, *, won: bool) -> None:
        with self.network.lock:
            if not self._disputes(charge_code):
                returns.open_dispute(self.world, self.payment_of(charge_code))
            for dispute in self._disputes(charge_code):
                returns.close_dispute(self.world, dispute, won=won)

    # refunds

    def hold_refunds(self) -> None:
        self.world.refunds_held = True

    def end_refunds(self, *, succeeded: bool) -> None:
        with self.network.lock:
            for made in self.world.all("refund", status="pending"):
                returns.end_refund(self.world, made, succeeded=succeeded)

    def refuse_refunds(self) -> None:
        self.world.refunds_refused = True

    # what stands at the gateway

    def started(self, charge_code: str) -> int:
        return len(self._sessions(charge_code))

    def is_ended(self, charge_code: str) -> bool:
        checkout.end_old(self.world)
        return all(one["status"] != "open" for one in self._sessions(charge_code))

    def refunded(self, charge_code: str) -> list[Money]:
        payments = {one["payment_intent"] for one in self._sessions(charge_code)}
        made = [one for one in self.world.all("refund") if one["payment_intent"] in payments]
        return [from_stripe(one["amount"], one["currency"]) for one in made if one["status"] in returns.STANDING]

    def payment_of(self, charge_code: str) -> str:
        return str(self._session(charge_code)["payment_intent"] or "")

    def transferred(self, destination: str) -> list[Money]:
        """What stands of the transfers to an account, reversals taken off, oldest first."""
        made = self.world.all("transfer", destination=destination)
        return [from_stripe(one["amount"] - one["amount_reversed"], one["currency"]) for one in made]

    def make_available(self) -> None:
        """The days pass after which card money may be transferred."""
        with self.network.lock:
            self.world.make_available()

    def finish_onboarding(self, account: str) -> None:
        with self.network.lock:
            connect.finish_onboarding(self.world, self.world.get("account", account))

    # the network

    def webhooks(self) -> list[Webhook]:
        return [signed(event) for event in list(self.world.events)]

    def drop_answers(self, times: int = 1) -> None:
        self.network.answers_to_drop = times

    def be_down(self, times: int = 1) -> None:
        self.network.times_down = times

    def forget_keys(self) -> None:
        """A day passes, after which Stripe remembers no idempotency key."""
        self.network.kept.clear()

    def calls(self, verb: str, path: str) -> int:
        """How many calls of this kind arrived, answered or not."""
        return self.network.calls.count((verb, path))

    def close(self) -> None:
        self.courier.close()
        stop(self._server)

    def _sessions(self, charge_code: str) -> list[Object]:
        return self.world.all("checkout.session", client_reference_id=charge_code)

    def _session(self, charge_code: str) -> Object:
        found = self._sessions(charge_code)
        if not found:
            raise ValueError(f"{charge_code} was never started")
        return found[-1]

    def _disputes(self, charge_code: str) -> list[Object]:
        return self.world.all("dispute", payment_intent=self.payment_of(charge_code))


def signed(event: Object, *, secret: str = WEBHOOK_SECRET, at: int | None = None) -> Webhook:
    """The event as Stripe posts it, signed now unless `at` (seconds) says otherwise."""
    text = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(text, secret, at)
    return Webhook({"content-type": "application/json", "stripe-signature": header}, text.encode())
