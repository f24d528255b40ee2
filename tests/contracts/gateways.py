"""The stage of the gateway suite: one charge of the cooperative at one fake, and what the books say about it."""

from collections.abc import Iterable

from django.conf import LazySettings

from payments.charges import actions as charges
from payments.charges.models import Charge, Settlement
from payments.gateways import actions as gateways
from payments.gateways.models import GatewayEvent, GatewayRefund, GatewayStart
from payments.ledger import accounts, balances
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.ledger.reconcile import check
from payments.money import Money
from payments.providers import known
from payments.providers.port import Gateway
from payments.repayments import actions as repayments
from payments.repayments.models import Repayment
from sellers.kit import clock
from tests.cast import Cast
from tests.fakes.midtrans import MidtransFake
from tests.fakes.port import GatewayFake, Webhook
from tests.fakes.stripe import StripeFake

FAKES: dict[str, type[GatewayFake]] = {"midtrans": MidtransFake, "stripe": StripeFake}
Booked = list[tuple[str, str, str, int, str]]


class Stage:
    def __init__(self, fake: GatewayFake, cast: Cast, settings: LazySettings) -> None:
        self.fake, self.cast = fake, cast
        settings.GATEWAYS = {fake.name: fake.config(collector=cast.cooperative.slug)}
        self._seen = 0

    @property
    def gateway(self) -> Gateway:
        found = known.gateway(self.fake.name)
        assert found is not None
        return found

    def charge(self, bill_ref: str = "T1", minor: int = 85_000, currency: str = "IDR") -> Charge:
        """A bill of the cooperative, opened at us and started at the gateway."""
        charge = self.unstarted(bill_ref, minor, currency)
        gateways.start(charge.pk)
        return charge

    def unstarted(self, bill_ref: str = "T1", minor: int = 85_000, currency: str = "IDR") -> Charge:
        return charges.open_charge(
            bill_ref=bill_ref,
            way=self.fake.name,
            amount=Money(minor, currency),
            cooperative_id=self.cast.cooperative.pk,
        )

    def paid(self, bill_ref: str = "T1") -> Charge:
        charge = self.charge(bill_ref)
        self.fake.pay(charge.code)
        self.ask()
        return charge

    def news(self) -> list[Webhook]:
        """What the gateway sent since the last look."""
        every = list(self.fake.webhooks())
        fresh, self._seen = every[self._seen :], len(every)
        return fresh

    def deliver(self, webhooks: Iterable[Webhook]) -> None:
        for webhook in webhooks:
            gateways.receive(gateway=self.fake.name, headers=webhook.headers, body=webhook.body)
            self.work()

    def work(self) -> None:
        """Work on what is stored, whenever it was to be looked at again."""
        GatewayEvent.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)
        gateways.work_events_due()

    def ask(self) -> None:
        GatewayStart.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)
        gateways.ask_due()

    def start_again(self) -> None:
        GatewayStart.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)
        gateways.start_due()

    def refund(self, charge: Charge, minor: int, key: str = "refund-1") -> Repayment:
        """Money that orders booked as due to the buyer, and now goes back the way it came."""
        amount = Money(minor, charge.currency)
        due = accounts.refund_due(charge.cooperative_id, None, charge.currency)
        buyer = accounts.buyer(charge.bill_ref, charge.currency)
        post(entry=f"refund_due:{key}", moves=[Move("refund_due", due, buyer, amount, charge.bill_ref)])
        return repayments.open_repayment(key=key, bill_ref=charge.bill_ref, amount=amount)

    def send_refunds(self) -> None:
        Repayment.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)
        gateways.refund_due()

    def state(self, charge: Charge) -> str:
        return Charge.objects.get(pk=charge.pk).state

    def told(self, bill_ref: str = "T1") -> list[tuple[str, str, int]]:
        """What orders hear of a bill."""
        rows = Settlement.objects.filter(bill_ref=bill_ref).order_by("pk")
        return list(rows.values_list("kind", "reason", "amount_minor"))

    def held(self, currency: str = "IDR") -> int:
        key = accounts.provider(self.fake.name, self.cast.cooperative.pk, None, currency)
        return balances.balance(key).minor

    def disputed(self, currency: str = "IDR") -> int:
        key = accounts.dispute(self.fake.name, self.cast.cooperative.pk, None, currency)
        return balances.balance(key).minor

    def fees(self, currency: str = "IDR") -> int:
        return balances.balance(accounts.fees(self.cast.cooperative.pk, None, currency)).minor

    def refund_due(self, currency: str = "IDR") -> int:
        return balances.balance(accounts.refund_due(self.cast.cooperative.pk, None, currency)).minor

    def refund_states(self) -> list[str]:
        return list(GatewayRefund.objects.order_by("pk").values_list("state", flat=True))


def booked() -> Booked:
    """The books, whatever order they were written in."""
    columns = ("kind", "source__path", "target__path", "amount_minor", "ref")
    return sorted(Posting.objects.values_list(*columns))


def differences() -> list[str]:
    """What reconcile finds; a bill of this suite has no orders that could be sold, so its buyer's account stays."""
    return [found for found in check() if "buyer's account" not in found]
