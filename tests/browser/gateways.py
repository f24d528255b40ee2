"""The gateways of the browser tests: the fakes that the contract suite talks to, for a system in another process."""

import time
import urllib.request
from dataclasses import dataclass, field

from tests.fakes.midtrans import MidtransFake
from tests.fakes.stripe import StripeFake

COLLECTOR = "koperasi-karya-bumi-penataran"


@dataclass
class Gateways:
    """`hook` is where notices go: "http://…/kait/". The card gateway posts its own; the other's are posted by us."""

    hook: str
    card: StripeFake = field(init=False)
    online: MidtransFake = field(init=False)
    posted: int = 0

    def __post_init__(self) -> None:
        self.card = StripeFake(country="ID", hook=f"{self.hook}stripe/", now=time.time)
        self.online = MidtransFake()

    def environment(self) -> dict[str, str]:
        card, online = self.card.config(collector=COLLECTOR), self.online.config(collector=COLLECTOR)
        return {f"LAPAK_STRIPE_{key.upper()}": value for key, value in card.items()} | {
            f"LAPAK_MIDTRANS_{key.upper()}": value for key, value in online.items()
        }

    def pay_online(self, charge_code: str) -> None:
        """The buyer scans the code with a wallet; the gateway says so."""
        self.online.pay(charge_code)
        notices = list(self.online.webhooks())
        for notice in notices[self.posted :]:
            request = urllib.request.Request(  # noqa: S310  to our own system on this machine
                f"{self.hook}midtrans/", data=notice.body, headers=dict(notice.headers), method="POST"
            )
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  likewise
                assert answer.status == 200
        self.posted = len(notices)

    def close(self) -> None:
        self.card.close()
        self.online.close()
