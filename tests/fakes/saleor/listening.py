"""The HTTP side: /graphql/ (JSON and multipart), JWKS, media, and the network's bad days."""

import json
import threading
import time
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

from tests.fakes.saleor.documents import Document
from tests.fakes.saleor.execution import caller_of, execute, traffic_refused
from tests.fakes.saleor.telling import dumped
from tests.fakes.saleor.things import Json
from tests.fakes.saleor.world import World

_HTML = (  # Saleor's page, to the letter
    '\n<!doctype html>\n<html lang="en">\n<head>\n  <title>{0}</title>\n</head>\n<body>\n'
    "  <h1>{1}</h1><p>{2}</p>\n</body>\n</html>\n"
)
NOT_FOUND = _HTML.format("Not Found", "Not Found", "The requested resource was not found on this server.")
BAD_HOST = _HTML.format("Bad Request (400)", "Bad Request (400)", "")
DOWN = _HTML.format("502 Bad Gateway", "502 Bad Gateway", "")
Answer = tuple[int, str, bytes]


class Network:
    """Everything between a request and its answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.delay_s = 0.0
        self.times_down = 0
        self.is_down = False
        self.answers_to_drop = 0
        self.media_to_cut = 0
        self.media_asked: list[tuple[str, dict[str, str]]] = []  # path and headers of every file somebody fetched
        self.delays: dict[str, float] = {}  # root fields → seconds, from the recordings
        self.calls: list[str] = []  # root fields of every document that was run
        self.refused: list[str] = []  # what was wrong with every document that was answered 400
        self.extra_hosts: set[str] = set()
        self.after: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def graphql(self, headers: dict[str, str], body: bytes, ip: str) -> Answer | None:
        """None: the work is done and the answer is lost."""
        if self.delay_s:
            time.sleep(self.delay_s)
        with self._lock:
            if self.is_down or self.times_down:
                self.times_down = max(0, self.times_down - 1)
                return 502, "text/html", DOWN.encode()
        status, answer, document = self._answered(headers, body, ip)
        if status == 400:
            self.refused.append(str(answer["errors"][0]["message"]))
        if document is not None:
            self.calls.append(document.name)
            time.sleep(self.delays.get(document.name, 0.0))
        self.after()
        with self._lock:
            if document is not None and document.operation.operation.value == "mutation" and self.answers_to_drop:
                self.answers_to_drop -= 1
                return None
        return status, "application/json", dumped(answer)

    def _answered(self, headers: dict[str, str], body: bytes, ip: str) -> tuple[int, Json, Document | None]:
        try:
            asked = _asked(headers, body)
        except (ValueError, KeyError, TypeError):
            return 400, _said("Unable to parse query."), None
        if isinstance(asked, list):
            return 400, _said("Number of batch queries exceeded."), None
        if not isinstance(asked.get("query"), str):
            return 400, _said("Must provide a query string."), None
        token = _token(headers)
        is_closed = not self.world.shop.allow_storefront_traffic
        if is_closed and caller_of(self.world, token).kind in ("anonymous", "customer"):
            return 401, traffic_refused(), None
        shopper = headers.get("x-forwarded-for", "").partition(",")[0].strip()
        return execute(
            self.world, asked["query"], asked.get("variables"), token, ip=shopper or ip,
            operation_name=asked.get("operationName"),
        )  # fmt: skip


def _said(message: str) -> Json:
    return {"errors": [{"message": message, "extensions": {"exception": {"code": "GraphQLError"}}}]}


def _token(headers: dict[str, str]) -> str:
    given = headers.get("authorization-bearer") or ""
    if given:
        return given
    scheme, _, token = (headers.get("authorization") or "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "jwt") else ""


def _asked(headers: dict[str, str], body: bytes) -> Any:
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return _with_files(kind, body)
    return json.loads(body)


def _with_files(kind: str, body: bytes) -> Any:
    """The multipart request spec: operations, map, and the files it points into the variables."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        filename = part.get_filename()
        fields[str(name)] = (filename, part.get_content_type(), content) if filename else content
    asked = json.loads(fields["operations"])
    for key, paths in json.loads(fields["map"]).items():
        for path in paths:
            *steps, last = path.split(".")
            at: Any = asked
            for step in steps:
                at = at[int(step)] if isinstance(at, list) else at[step]
            at[last] = fields[key]
    return asked


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.0, so that no connection outlives its answer."""

    network: ClassVar[Network]
    timeout = 30

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        world = self.network.world
        if path == "/.well-known/jwks.json" and not self.network.is_down:
            self._send(200, "application/json", dumped(world.keys.jwks()))
        elif path == "/health/":
            self._send(200, "text/plain", b"")
        elif path == "/graphql/":
            self._send(200, "text/html", b"<!DOCTYPE html><title>GraphQL Playground</title>")
        elif path in world.media:
            self._media(path)
        elif path.startswith("/thumbnail/"):
            self._thumbnail(path.split("/")[2])
        else:
            self._send(404, "text/html", NOT_FOUND.encode())

    def _media(self, path: str) -> None:
        """Its length is said first; a cut one ends half way."""
        network = self.network
        network.media_asked.append((path, {name.lower(): value for name, value in self.headers.items()}))
        kind, content = network.world.media[path]
        if not network.media_to_cut:
            self._send(200, kind, content)
            return
        network.media_to_cut -= 1
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])

    def _thumbnail(self, id: str) -> None:
        photo = next((one for one in self.network.world.named("ProductMedia") if one.id == id), None)
        if photo is None:
            self._send(404, "text/html", NOT_FOUND.encode())
            return
        self.send_response(302)
        self.send_header("Location", f"{self.network.world.base}{photo.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0]
        if host not in {"127.0.0.1", "localhost", *self.network.extra_hosts}:
            self._send(400, "text/html", BAD_HOST.encode())
            return
        if self.path != "/graphql/":
            self._send(404, "text/html", NOT_FOUND.encode())
            return
        try:
            answer = self.network.graphql(headers, body, self.client_address[0])
        except Exception as error:  # a fault of the stand-in's own must not look like Saleor being slow
            self._send(501, "application/json", dumped(_said(f"stand-in: {error!r}")))
            raise
        if answer is None:
            self.close_connection = True
            return
        self._send(*answer)

    def log_message(self, *_args: object) -> None:
        """Quiet: the tests read `calls`."""

    def _send(self, status: int, kind: str, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):  # whoever asked has stopped waiting
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Said already, as HTTP 501."""


def serve(network: Network, *, port: int = 0) -> ThreadingHTTPServer:
    """A server that listens already, on a free port unless told otherwise; stop it with `stop`."""
    handler = type("BoundHandler", (Handler,), {"network": network})
    server = _Server(("127.0.0.1", port), handler)
    network.world.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


def stop(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()
