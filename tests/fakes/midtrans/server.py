"""The HTTP side of the fake Midtrans, and its side for tests."""

import base64
import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from payments.money import Money
from tests.fakes.midtrans.state import Book, Json, Order, Refused
from tests.fakes.port import Webhook

SERVER_KEY = "SB-Mid-server-FAKE"


class MidtransFake:
    """tests.fakes.port.GatewayFake; a real server on a free port of this machine."""

    name = "midtrans"
    disputes_can_be_won = False
    refunds_can_wait = False

    def __init__(self) -> None:
        self.book = Book(SERVER_KEY)
        self.calls: list[str] = []
        self._drops = self._down = 0
        self._held: threading.Event | None = None
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def config(self, *, collector: str) -> dict[str, str]:
        return {"server_key": SERVER_KEY, "collector": collector, "api": self.url}

    def pay(self, charge_code: str) -> None:
        with self.book.lock:
            payable = [order for order in self._orders(charge_code) if order.status == "pending"]
            if not payable:
                raise ValueError(f"{charge_code} takes nothing")
            self.book.move(payable[-1], "settlement")

    def fail(self, charge_code: str) -> None:
        with self.book.lock:
            self.book.move(self._orders(charge_code)[-1], "expire")

    def open_dispute(self, charge_code: str, *, amount: Money | None = None) -> None:
        raise NotImplementedError("Midtrans only tells that the money is gone")

    def close_dispute(self, charge_code: str, *, won: bool) -> None:
        if won:
            raise NotImplementedError("no notice of a reversal is documented")
        with self.book.lock:
            order = self._paid(charge_code)
            order.taken = order.amount
            self.book.move(order, "chargeback")

    def hold_refunds(self) -> None:
        raise NotImplementedError("a refund that Midtrans accepts is on its way")

    def end_refunds(self, *, succeeded: bool) -> None:
        raise NotImplementedError("a refund that Midtrans accepts is on its way")

    def refuse_refunds(self) -> None:
        self.book.refuses_refunds = True

    def started(self, charge_code: str) -> int:
        return sum(order.status != "cancel" for order in self._orders(charge_code))

    def is_ended(self, charge_code: str) -> bool:
        return all(order.status != "pending" for order in self._orders(charge_code))

    def refunded(self, charge_code: str) -> Sequence[Money]:
        refunds = [one for order in self._orders(charge_code) for one in order.refunds]
        return [Money(int(float(one["refund_amount"])), "IDR") for one in refunds]

    def webhooks(self) -> Sequence[Webhook]:
        return list(self.book.notices)

    def drop_answers(self, times: int = 1) -> None:
        self._drops = times

    def be_down(self, times: int = 1) -> None:
        self._down = times

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def hold_answers(self) -> None:
        """What changes something is done, and its answer never comes; until `let_go` the caller waits for it."""
        self._held = threading.Event()

    def let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.set()

    def refund_by_hand(self, charge_code: str, minor: int) -> None:
        """Somebody refunds in the dashboard."""
        self.book.refund(self._paid(charge_code).order_id, {"amount": minor})

    def orders(self, charge_code: str) -> list[Order]:
        return self._orders(charge_code)

    def answer(self, method: str, path: str, body: bytes) -> tuple[Json | None, int]:
        """The answer and its HTTP status; None: the work is done, and the connection is cut."""
        self.calls.append(f"{method} {path}")
        if self._down:
            self._down -= 1
            return {"status_code": "503", "status_message": "down"}, 503
        try:
            told = self._do(method, path, body)
        except Refused as refused:
            told = {"status_code": refused.status, "status_message": refused.message}
            return told, 200
        if method == "POST" and self._held is not None:
            self._held.wait(timeout=60)
            return None, 0
        if method == "POST" and self._drops:
            self._drops -= 1
            return None, 0
        return told, 200

    def _do(self, method: str, path: str, body: bytes) -> Json:
        match (method, path.strip("/").split("/")):
            case ("POST", ["v2", "charge"]):
                return self.book.charge(_decoded(body))
            case ("GET", ["v2", name, "status"]):
                return self.book.find(name).told()
            case ("POST", ["v2", name, "cancel"]):
                return self.book.cancel(name)
            case ("POST", ["v2", name, "refund"]):
                return self.book.refund(name, _decoded(body))
        raise Refused("404", "The requested resource is not found")

    def _orders(self, charge_code: str) -> list[Order]:
        return [one for one in self.book.orders.values() if one.order_id.partition("-")[0] == charge_code]

    def _paid(self, charge_code: str) -> Order:
        return next(order for order in self._orders(charge_code) if order.settled)


class _Handler(BaseHTTPRequestHandler):
    fake: MidtransFake
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        expected = "Basic " + base64.b64encode(f"{SERVER_KEY}:".encode()).decode()
        if self.headers.get("Authorization") != expected:
            self._send({"status_code": "401", "status_message": "unauthorized"}, 401)
            return
        told, status = self.fake.answer(method, self.path, body)
        if told is None:
            self.close_connection = True
            return
        self._send(told, status)

    def _send(self, told: Json, status: int) -> None:
        text = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def _decoded(body: bytes) -> Json:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Refused("400", "no JSON") from error
    if not isinstance(told, dict):
        raise Refused("400", "no object")
    return told
