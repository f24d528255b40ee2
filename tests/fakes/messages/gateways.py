"""WhatsApp's Cloud API and an SMS gateway, as far as a message needs them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.messages.letters import Box, Letter, Mood

TOKEN = "the-right-token"
PHONE_ID = "100200300"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler], box: Box, *, knows_keys: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.box = box
        self.knows_keys = knows_keys

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up first is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def answer(self, status: int, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def lost(self) -> bool:
        """After the message was taken: no answer, or a late one."""
        if self.server.box.mood == Mood.SLOW:
            self.server.box.closing.wait(10)
        return self.server.box.mood in (Mood.DROPS, Mood.SLOW)


class WhatsAppHandler(_Handler):
    def do_POST(self) -> None:
        told, box = json.loads(self.body()), self.server.box
        box.requests.append(told)
        if self.headers.get("Authorization") != f"Bearer {TOKEN}" or box.mood == Mood.WRONG_TOKEN:
            return self.refuse(401, 190, told)
        if self.path != f"/v23.0/{PHONE_ID}/messages" or told.get("messaging_product") != "whatsapp":
            return self.refuse(400, 100, told)
        if box.mood == Mood.DOWN:
            return self.refuse(503, 131016, told)
        if box.mood == Mood.BAD_NUMBER:
            return self.refuse(400, 131026, told)
        letter = Letter(f"+{told['to']}", _said(told), told["biz_opaque_callback_data"])
        number = box.take(letter)
        if self.lost():
            return None
        ids = {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{number}"}]}
        return self.answer(200, ids)

    def refuse(self, status: int, code: int, told: Any) -> None:
        """Their sentence repeats what was sent, as such sentences do."""
        self.answer(status, {"error": {"message": f"(#{code}) {_said(told)}", "code": code, "type": "OAuthException"}})


def _said(told: Any) -> str:
    if told["type"] == "text":
        return str(told["text"]["body"])
    return str(told["template"]["components"][0]["parameters"][0]["text"])


class SmsHandler(_Handler):
    def do_GET(self) -> None:
        self.take(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.body()
        is_json = "json" in (self.headers.get("Content-Type") or "")
        self.take(json.loads(body) if is_json else dict(parse_qsl(body.decode())))

    def take(self, told: dict[str, str]) -> None:
        box = self.server.box
        box.requests.append(told)
        if self.headers.get("X-Token") != TOKEN or box.mood == Mood.WRONG_TOKEN:
            return self.answer(401, {"status": f"who are you with {told}"})
        if box.mood == Mood.DOWN:
            return self.answer(503, {"status": f"down {told}"})
        if box.mood == Mood.BAD_NUMBER:
            return self.answer(200, {"status": "invalid", "why": str(told)})
        letter = Letter(told["phone"], told["message"], told.get("ref", ""))
        number = box.take(letter, once_a_key=self.server.knows_keys)
        return None if self.lost() else self.answer(200, {"status": "ok", "data": [{"id": number}]})


@contextmanager
def listening(handler: type[_Handler], box: Box, *, knows_keys: bool = False) -> Iterator[str]:
    """The address of a far side that runs as long as the block."""
    server = _Server(handler, box, knows_keys=knows_keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        box.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
