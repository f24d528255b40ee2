"""The HTTP side: credentials, idempotency keys, validation, and the network's bad days."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.stripe import checkout, connect, pages, returns, routes
from tests.fakes.stripe.refusal import Refusal
from tests.fakes.stripe.world import Object, World

_ENDPOINTS = (checkout, connect, returns)  # importing them is what registers their endpoints

Answer = tuple[int, Object]


class Network:
    """Everything between a request and its answer. One request at a time: the fake is a single, honest Stripe."""

    def __init__(self, world: World, secret_key: str) -> None:
        self.world = world
        self.secret_key = secret_key
        self.lock = threading.RLock()
        self.kept: dict[str, tuple[str, Answer]] = {}  # idempotency key → what was asked, what was answered
        self.answers_to_drop = 0
        self.times_down = 0
        self.calls: list[tuple[str, str]] = []  # verb and path of every call that arrived

    def answer(self, verb: str, path: str, headers: dict[str, str], query: str, body: str) -> tuple[Answer, bool, bool]:
        """The answer, whether it is a replay, and whether it gets lost on its way."""
        with self.lock:
            self.calls.append((verb, path))
            if self.times_down:
                self.times_down -= 1
                return (500, _trouble("api_error", "Something went wrong on Stripe's end.")), False, False
            try:
                answer, replayed = self._answered(verb, path, headers, query, body)
            except Refusal as refusal:
                return (refusal.status, refusal.body), False, False
            lost = verb != "GET" and self.answers_to_drop > 0
            self.answers_to_drop -= lost
            return answer, replayed, lost

    def _answered(self, verb: str, path: str, headers: dict[str, str], query: str, body: str) -> tuple[Answer, bool]:
        if headers.get("authorization") != f"Bearer {self.secret_key}":
            raise Refusal("Invalid API Key provided.", status=401, is_kept=False)
        key = headers.get("idempotency-key", "") if verb == "POST" else ""
        asked = f"{verb} {path} {json.dumps(sorted(parse_qsl(body, keep_blank_values=True)))}"
        if key and key in self.kept:
            first, answer = self.kept[key]
            if first != asked:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same parameters they were first used "
                    f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                    kind="idempotency_error",
                )
            return answer, True
        answer = self._work(verb, path, decoded(query if verb == "GET" else body))
        if key:
            self.kept[key] = (asked, answer)
        return answer, False

    def _work(self, verb: str, path: str, params: Object) -> Answer:
        """Raises Refusal for what was refused before the work began: such an answer is not kept under the key."""
        try:
            address, names = routes.find(verb, path)
            typed = routes.check(verb, address, params)
            return 200, routes.perform(self.world, verb, address, names, typed)
        except Refusal as refusal:
            if not refusal.is_kept:
                raise
            return refusal.status, refusal.body


def decoded(form: str) -> Object:
    """`a[b][0][c]=1` as nested dicts and lists, every leaf a text."""
    nested: Object = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        steps = name.replace("]", "").split("[")
        at = nested
        for step in steps[:-1]:
            at = at.setdefault(step, {})
        at[steps[-1]] = value
    return {name: _listed(value) for name, value in nested.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _trouble(kind: str, message: str) -> Object:
    return {"error": {"type": kind, "message": message}}


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.0, so that no connection outlives its answer."""

    network: ClassVar[Network]
    timeout = 10

    def do_GET(self) -> None:
        self._handle("GET", "")

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self._handle("POST", self.rfile.read(length).decode())

    def do_DELETE(self) -> None:
        self._handle("DELETE", "")

    def log_message(self, *_args: object) -> None:
        """Quiet: the tests read `calls`."""

    def _handle(self, verb: str, body: str) -> None:
        url = urlsplit(self.path)
        if not url.path.startswith("/v1/"):
            self._page(verb, url.path)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            (status, found), replayed, lost = self.network.answer(verb, url.path, headers, url.query, body)
        except Exception as error:  # a fault of the fake's own must not look like Stripe being slow
            self._send(501, "application/json", json.dumps(_trouble("api_error", f"fake: {error!r}")), ())
            raise
        if lost:
            self.close_connection = True
            return
        extra = (("Idempotent-Replayed", "true"),) if replayed else ()
        self._send(status, "application/json", json.dumps(found), extra)

    def _page(self, verb: str, path: str) -> None:
        with self.network.lock:
            try:
                status, html, where = (pages.show if verb == "GET" else pages.act)(self.network.world, path)
            except Refusal as refusal:
                status, html, where = refusal.status, str(refusal), ""
        self._send(status, "text/html; charset=utf-8", html, (("Location", where),) if where else ())

    def _send(self, status: int, kind: str, text: str, extra: tuple[tuple[str, str], ...]) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Request-Id", "req_fake"),
                            *extra):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def serve(network: Network, *, port: int = 0) -> ThreadingHTTPServer:
    """A server that listens already, on a free port unless told otherwise; stop it with `stop`."""
    handler = type("BoundHandler", (Handler,), {"network": network})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    network.world.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


def stop(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()
