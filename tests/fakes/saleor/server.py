"""SaleorStandIn: the side of the stand-in that tests hold in their hands."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sellers.kit import clock
from tests.fakes.saleor import places, schema, taxonomy
from tests.fakes.saleor.apps import PERMISSIONS, App, Delivery, Installation, new_app
from tests.fakes.saleor.courier import Courier, Route
from tests.fakes.saleor.execution import execute
from tests.fakes.saleor.furnishing import Furniture, furnish
from tests.fakes.saleor.listening import Network, serve, stop
from tests.fakes.saleor.operations import EVERYTHING
from tests.fakes.saleor.order_writes import expire_due
from tests.fakes.saleor.orders import Order
from tests.fakes.saleor.people import User
from tests.fakes.saleor.shopping import Shopper
from tests.fakes.saleor.staffing import Staff
from tests.fakes.saleor.telling import dumped
from tests.fakes.saleor.things import Json
from tests.fakes.saleor.world import World

STAFF_EMAIL, STAFF_PASSWORD = "admin@lapak.test", "rahasia-sekali"
IDENTIFIER = "lapak.storefront"
# what the app is allowed; the contract's section 3
GRANTED = (
    "MANAGE_PRODUCTS", "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES", "MANAGE_PAGES", "MANAGE_PAGE_TYPES_AND_ATTRIBUTES",
    "MANAGE_CHANNELS", "MANAGE_SHIPPING", "MANAGE_ORDERS", "MANAGE_ORDERS_IMPORT", "MANAGE_CHECKOUTS",
    "HANDLE_CHECKOUTS", "HANDLE_PAYMENTS", "MANAGE_USERS", "IMPERSONATE_USER", "MANAGE_SETTINGS",
)  # fmt: skip
assert EVERYTHING, "importing the operations is what registers them"


class SaleorStandIn:
    """A fresh Saleor 3.23 right after `migrate`, with one staff user. `with SaleorStandIn() as saleor: …`"""

    staff_email, staff_password, identifier = STAFF_EMAIL, STAFF_PASSWORD, IDENTIFIER

    def __init__(self, *, port: int = 0, now: Callable[[], datetime] = clock.now) -> None:
        schema.given()  # a second of work, and no client's first request should wait for it
        self.world = World(now)
        places.found(self.world)
        taxonomy.found(self.world)
        self.admin = self.world.add(
            User(
                id=self.world.new_id("User"), email=STAFF_EMAIL, password=STAFF_PASSWORD, is_staff=True,
                is_confirmed=True, granted=set(PERMISSIONS),
            )
        )  # fmt: skip
        self.world.complete = self._complete
        self.network = Network(self.world)
        self.network.after = self._after
        self.courier = Courier(self.world)
        self.staff = Staff(self)
        self.shopper = Shopper(self)
        self.autowork = True  # the worker's jobs (installations, refund requests) run by themselves, soon
        self.autodeliver = False
        self._token = ""
        self._workers: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._server = serve(self.network, port=port)
        threading.Thread(target=self._delivering, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._stopping.set()
        stop(self._server)

    # where and who

    @property
    def url(self) -> str:
        return self.world.base

    @property
    def api_url(self) -> str:
        return f"{self.world.base}/graphql/"

    @property
    def jwks_url(self) -> str:
        return f"{self.world.base}/.well-known/jwks.json"

    @property
    def settings(self) -> Any:
        """world.Settings: oversell window, webhook timeout, whether shop settings need `.restart()`, …"""
        return self.world.settings

    @property
    def calls(self) -> list[str]:
        """The root fields of every document that was run, joined by +."""
        return self.network.calls

    @property
    def app(self) -> App | None:
        return self.world.by(App, identifier=IDENTIFIER)

    @property
    def app_token(self) -> str:
        """The installed app's token; where none is installed, a local app of that identifier is made."""
        app = self.app
        if app is None:
            with self.world.acting():
                made = new_app(self.world, name="Lapak", identifier=IDENTIFIER, kind="LOCAL", granted=set(GRANTED))
                return self.world.new_token(made)
        return next((token for token, id in self.world.tokens.items() if id == app.id), "")

    @property
    def other_app_token(self) -> str:
        """Another app of the same Saleor, which places and pays without asking us."""
        with self.world.acting():
            other = self.world.by(App, identifier="another.app") or new_app(
                self.world, name="Another", identifier="another.app", kind="LOCAL", granted=set(PERMISSIONS)
            )
            known = next((token for token, id in self.world.tokens.items() if id == other.id), "")
            return known or self.world.new_token(other)

    def install(self, manifest_url: str, *, permissions: tuple[str, ...] = GRANTED, activate: bool = True) -> App:
        """The whole handshake, now. Raises RuntimeError with Saleor's message when it failed."""
        with self.world.acting():
            row = self.world.add(
                Installation(
                    id=self.world.new_id("AppInstallation"), app_name="Lapak", manifest_url=manifest_url,
                    granted=set(permissions), activate=activate,
                )
            )  # fmt: skip
        app = self.courier.install(row)
        if app is None:
            raise RuntimeError(f"{row.status}: {row.message}")
        return app

    def furnish(self, sellers: tuple[str, ...] = ("a", "b")) -> Furniture:
        """A shop that is set up: settings, the channel lapak-id, types, and a warehouse for each seller."""
        return furnish(self, sellers)

    def ask(self, document: str, variables: Json | None = None, *, token: str = "", ip: str = "127.0.0.1") -> Json:
        """A document without HTTP: the whole answer. Raises AssertionError when it is refused."""
        status, answer, _ = execute(self.world, document, variables, token, ip=ip)
        assert status == 200, answer
        self._after()
        plain: Json = json.loads(dumped(answer))
        return plain

    # webhooks and the worker

    @property
    def route(self) -> Route | None:
        return self.courier.route

    @route.setter
    def route(self, route: Route | None) -> None:
        """(method, url, headers, body) → (status, body): calls to apps stay in this process; OSError is no answer."""
        self.courier.route = route

    @property
    def sent(self) -> list[Delivery]:
        return self.courier.sent

    def deliver(self) -> list[Delivery]:
        """Sends what waits now, once; returns it (with `.status`)."""
        return self.courier.deliver()

    def send_again(self, delivery: Delivery) -> int:
        """The same bytes and signature again: a retry, or a day late."""
        return self.courier.send(delivery)

    @property
    def retry_scale(self) -> float:
        """Of the 10, 20, 40, 80 and 160 seconds between the tries of deliveries that go by themselves."""
        return self.courier.retry_scale

    @retry_scale.setter
    def retry_scale(self, scale: float) -> None:
        self.courier.retry_scale = scale

    def double(self, times: int = 1) -> None:
        self.courier.to_double = times

    def lose(self, times: int = 1) -> None:
        """The next deliveries never arrive: they are FAILED in Saleor's list."""
        self.courier.to_lose = times

    def reorder(self, yes: bool = True) -> None:
        """The last comes first."""
        self.courier.is_reordered = yes

    def work(self) -> None:
        """Runs the worker's jobs now, and waits for those that run already."""
        for thread in self._workers:
            thread.join(30)
        self._workers.clear()
        jobs, self.world.jobs = self.world.jobs, []
        for job in jobs:
            job()

    def expire_orders(self) -> list[Order]:
        """What beat does every five minutes; returns what expired."""
        with self.world.acting():
            return expire_due(self.world)

    def _after(self) -> None:
        if self.autowork and self.world.jobs:
            jobs, self.world.jobs = self.world.jobs, []
            thread = threading.Thread(target=lambda: [job() for job in jobs], daemon=True)
            self._workers.append(thread)
            thread.start()

    def _complete(self, checkout_id: str) -> None:
        document = "mutation Auto($id: ID!) { checkoutComplete(id: $id) { order { id } errors { code } } }"
        execute(self.world, document, {"id": checkout_id})

    def _delivering(self) -> None:
        while not self._stopping.wait(0.05):
            if self.autodeliver:
                self.courier.deliver(only_due=True)

    # bad days

    @property
    def delay_s(self) -> float:
        return self.network.delay_s

    @delay_s.setter
    def delay_s(self, seconds: float) -> None:
        self.network.delay_s = seconds

    def down(self, times: int | None = None) -> None:
        """The next `times` requests get a 502 page and nothing is done; without a number until `up()`."""
        self.network.is_down = times is None
        self.network.times_down = times or 0

    def up(self) -> None:
        self.network.is_down, self.network.times_down = False, 0

    def cut_media(self, times: int = 1) -> None:
        """The next `times` files end half way."""
        self.network.media_to_cut = times

    def drop_answers(self, times: int = 1) -> None:
        """The next `times` mutations are done, but the connection is cut before the answer."""
        self.network.answers_to_drop = times

    def rotate_keys(self) -> None:
        """Another RSA key: new kid in JWKS, new signatures; logins end."""
        self.world.keys.rotate()

    def expire_token(self) -> None:
        """The app's token is no longer known (PermissionDenied from now on), and every login has expired."""
        with self.world.acting():
            self.world.tokens.clear()
            self.world.expired_before = self.world.now()

    def restart(self) -> None:
        """API and worker start anew: changed shop settings are in force (rule 2)."""
        self.world.shop_in_force = type(self.world.shop)(**vars(self.world.shop))

    def replay_delays(self, scale: float = 1.0, folder: Path | None = None) -> dict[str, float]:
        """Every operation takes as long as in the recordings (median), times `scale`. 0 turns it off."""
        where = folder or Path(__file__).parents[2] / "recorded" / "saleor" / "elapsed.json"
        medians = json.loads(where.read_text())
        self.network.delays = {name: scale * ms / 1000 for name, ms in medians.items()} if scale else {}
        return self.network.delays

    def wait_until(self, what: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Polls `what` until it is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = what()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s")
