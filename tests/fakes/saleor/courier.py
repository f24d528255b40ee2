"""Calls from Saleor to apps: deliveries later, sync webhooks inside a request, the installation handshake."""

import gzip
import http.client
import json
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.saleor.apps import App, Attempt, Delivery, Installation, Webhook, add_webhook, needed_for, new_app
from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.telling import render
from tests.fakes.saleor.things import Ask, Json
from tests.fakes.saleor.watching import issuer
from tests.fakes.saleor.world import Happening, World

Route = Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]
MAX_TRIES = 6  # the first and five retries
WAITS_S = (10, 20, 40, 80, 160)


class Unanswered(OSError):
    """No answer came: refused, cut, or too late."""


def over_http(method: str, url: str, headers: dict[str, str], body: bytes, timeout: float = 18.0) -> tuple[int, bytes]:
    """One request, redirects not followed. Raises Unanswered."""
    parts = urlsplit(url)
    maker = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = maker(parts.hostname or "", parts.port, timeout=timeout)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.putrequest(method, path or "/", skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content
    except (OSError, http.client.HTTPException) as error:
        raise Unanswered(str(error) or type(error).__name__) from error
    finally:
        connection.close()


class Courier:
    def __init__(self, world: World) -> None:
        self.world = world
        self.route: Route | None = None  # a test may bring calls to an app inside its own process
        self.sent: list[Delivery] = []  # every delivery that was answered 2xx, in order
        self.to_double = 0
        self.to_lose = 0
        self.is_reordered = False
        self.retry_scale = 1.0  # of the background worker's waits
        self._one_at_a_time = threading.Lock()
        self.sync_calls: list[tuple[str, int]] = []  # event and status (0: no answer) of each sync webhook
        world.call_apps = self.ask_apps
        world.call_app = self.ask_app
        world.install = self.install

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes, timeout: float) -> tuple[int, bytes]:
        if self.route is not None:
            return self.route(method, url, headers, body)
        return over_http(method, url, headers, body, timeout)

    def _headers(self, url: str, body: bytes, **more: str) -> dict[str, str]:
        domain = self.world.base.partition("://")[2]
        common = {
            "User-Agent": "Saleor/3.23", "Accept-Encoding": "gzip, deflate", "Accept": "*/*",
            "Connection": "keep-alive", "Content-Type": "application/json", "X-Saleor-Domain": domain,
            "Saleor-Domain": domain, "Saleor-Api-Url": f"{self.world.base}/graphql/",
        }  # fmt: skip
        return {**common, **more, "Content-Length": str(len(body)), "Host": urlsplit(url).hostname or ""}

    def _event_headers(self, url: str, event: str, body: bytes, signature: str) -> dict[str, str]:
        name = event.lower()
        trace = f"00-{uuid.uuid4().hex}-{secrets.token_hex(8)}-01"
        more = {"X-Saleor-Event": name, "Saleor-Event": name, "X-Saleor-Signature": signature,
                "Saleor-Signature": signature, "traceparent": trace}  # fmt: skip
        return self._headers(url, body, **more)

    # asynchronous deliveries

    def _hooks(self, event: str) -> list[Webhook]:
        needed = needed_for(event)
        return [
            hook
            for app in self.world.all(App)
            if app.is_active and (not needed or needed in app.granted)
            for hook in app.hooks
            if hook.is_active and (event in hook.async_ or event in hook.sync or "ANY_EVENTS" in hook.async_)
        ]

    def gather(self) -> list[Delivery]:
        """Makes deliveries of what happened since; under the world's lock."""
        happened, self.world.happenings = self.world.happenings, []
        made = [self._made(hook, one) for one in happened for hook in self._hooks(one.kind)]
        return [one for one in made if one is not None]

    def _made(self, hook: Webhook, happening: Happening) -> Delivery | None:
        body = render(self.world, hook, happening)
        if body is None:
            return None
        delivery = Delivery(
            id=self.world.new_id("EventDelivery"), webhook=hook, event_type=happening.kind,
            created_at=self.world.now(), body=body, signature=self.world.keys.detached(body),
        )  # fmt: skip
        return self.world.add(delivery)

    def deliver(self, *, only_due: bool = False) -> list[Delivery]:
        """One try for everything that waits. What gets 5xx or no answer waits for the next call."""
        with self._one_at_a_time:
            return self._deliver(only_due)

    def _deliver(self, only_due: bool) -> list[Delivery]:
        with self.world.acting():
            self.gather()
            waiting = [one for one in self.world.all(Delivery) if one.status == "PENDING"]
            if only_due:
                waiting = [one for one in waiting if one.due_at <= time.monotonic()]
        if self.is_reordered:
            waiting.reverse()
        for one in waiting:
            if self.to_lose > 0:
                self.to_lose -= 1
                one.status = "FAILED"
                continue
            self.send(one)
            if self.to_double > 0:
                self.to_double -= 1
                self.send(one)
        return waiting

    def send(self, delivery: Delivery) -> int:
        """The very bytes again, as often as wanted. The status that came back, 0 for none."""
        url = delivery.webhook.target_url
        headers = self._event_headers(url, delivery.event_type, delivery.body, delivery.signature)
        try:
            status, answer = self.call("POST", url, headers, delivery.body, self.world.settings.webhook_timeout_s)
        except OSError as error:
            status, answer = 0, str(error).encode()
        with self.world.acting():
            self._noted(delivery, status, answer.decode(errors="replace"))
        return status

    def _noted(self, delivery: Delivery, status: int, answer: str) -> None:
        is_good = 200 <= status < 300
        delivery.tries.append(
            Attempt(
                id=self.world.new_id("EventDeliveryAttempt"), created_at=self.world.now(), response=answer[:4000],
                response_status_code=status or None, status="SUCCESS" if is_good else "FAILED",
            )
        )  # fmt: skip
        if is_good:
            delivery.status = "SUCCESS"
            self.sent.append(delivery)
            return
        if delivery.status == "SUCCESS":
            return
        is_final = 300 <= status < 500 or len(delivery.tries) >= MAX_TRIES
        delivery.status = "FAILED" if is_final else "PENDING"
        if not is_final:
            delivery.due_at = time.monotonic() + self.retry_scale * WAITS_S[len(delivery.tries) - 1]

    # inside a request

    def ask_apps(self, ask: Ask, event: str, fields: Json) -> list[tuple[App, Any]]:
        """What each app answers now; None for no usable answer. The world's lock is let go meanwhile."""
        return [(hook.app, self._answer(ask, hook, event, fields)[1]) for hook in self._hooks(event)]

    def ask_app(self, ask: Ask, app: App, event: str, fields: Json) -> tuple[int | None, Any]:
        """Status (None: not asked, 0: no answer) and JSON of one app."""
        for hook in self._hooks(event):
            if hook.app is app:
                return self._answer(ask, hook, event, fields)
        return None, None

    def _answer(self, ask: Ask, hook: Webhook, event: str, fields: Json) -> tuple[int, Any]:
        happening = Happening(event, fields, issuer(ask), self.world.now())
        body = render(self.world, hook, happening, circular=event.startswith("SHIPPING")) or b"{}"
        headers = self._event_headers(hook.target_url, event, body, self.world.keys.detached(body))
        with self.world.unlocked():
            try:
                status, answer = self.call(
                    "POST", hook.target_url, headers, body, self.world.settings.webhook_timeout_s
                )
            except OSError:
                status, answer = 0, b""
        self.sync_calls.append((event, status))
        if not 200 <= status < 300:
            return status, None
        try:
            return status, json.loads(answer)
        except ValueError:
            return status, None

    # the handshake

    def install(self, row: Installation) -> App | None:
        """What the worker does with an installation; the lock is taken and let go around the calls."""
        try:
            manifest = self._manifest(row.manifest_url)
            with self.world.acting():
                app, token = self._app(row, manifest)
        except (Unanswered, ValueError, KeyError) as error:
            self._failed(row, str(error), None)
            return None
        body = json.dumps({"auth_token": token}).encode()
        url = manifest["tokenTargetUrl"]
        headers = self._headers(url, body, **{"Saleor-Schema-Version": "3.23"})
        try:
            status, answer = self.call("POST", url, headers, body, self.world.settings.webhook_timeout_s)
        except OSError:
            self._failed(row, "Failed to connect to app. Try later or contact with app support.", app)
            return None
        if not 200 <= status < 300:
            self._failed(row, _message(answer), app)
            return None
        with self.world.acting():
            self.world.drop(row)
        return app

    def _manifest(self, url: str) -> Json:
        headers = {"User-Agent": "Saleor/3.23", "Accept-Encoding": "gzip, deflate", "Accept": "*/*",
                   "Connection": "keep-alive", "Saleor-Schema-Version": "3.23",
                   "Host": urlsplit(url).hostname or ""}  # fmt: skip
        status, answer = self.call("GET", url, headers, b"", self.world.settings.webhook_timeout_s)
        if status != 200:
            raise ValueError(f"{status} for manifest URL: {url}")
        manifest: Json = json.loads(answer)
        for name in ("id", "name", "version", "permissions", "tokenTargetUrl"):
            if name not in manifest:
                raise ValueError(f"{name}: ['Field required.']")
        return manifest

    def _app(self, row: Installation, manifest: Json) -> tuple[App, str]:
        known = self.world.by(App, identifier=manifest["id"])
        if known is not None:
            raise ValueError(f"identifier: ['App with the same identifier is already installed: {known.name}']")
        app = new_app(
            self.world, name=manifest["name"], identifier=manifest["id"], kind="THIRDPARTY", granted=set(row.granted),
            version=manifest["version"], is_active=row.activate, app_url=manifest.get("appUrl"),
            manifest_url=row.manifest_url, about_app=manifest.get("about"), author=manifest.get("author"),
        )  # fmt: skip
        try:
            for one in manifest.get("webhooks") or []:
                add_webhook(self.world, app, {**one, "identifier": one.get("identifier") or one.get("name")})
        except Problem as problem:
            self.world.forget_app(app)
            raise ValueError(f"webhooks: ['{problem}']") from problem
        return app, self.world.new_token(app)

    def _failed(self, row: Installation, message: str, app: App | None) -> None:
        with self.world.acting():
            row.status, row.message = "FAILED", message
            if app is not None:
                self.world.forget_app(app)


def _message(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return "App internal error."
