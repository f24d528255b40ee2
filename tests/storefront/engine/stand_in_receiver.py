"""The app of the recorded story: manifest, handshake, shipping and payments, answering as it answered then."""

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from PIL import Image

RECORDED = Path(__file__).parents[2] / "recorded" / "saleor"
STORY_APP = "http://127.0.0.1:8910"
COSTS = {"seller-a": 15000, "seller-b": 12500, "seller-c": 18000}


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "brown").save(held, "PNG")
    return held.getvalue()


PNG = picture()


class Receiver:
    def __init__(self) -> None:
        self.register: tuple[int, Any] = (200, {"success": True})
        self.shipping: tuple[int, Any] | None = None  # instead of the usual prices
        self.session: tuple[int, Any] | None = None  # instead of a virtual account
        self.refund: tuple[int, Any] = (200, {"pspReference": "rf-107"})
        self.events: tuple[int, Any] = (200, {"ok": True})  # what asynchronous deliveries get
        self.token = ""
        self.posted: list[tuple[str, dict[str, str], bytes]] = []
        handler = type("Bound", (_Handler,), {"receiver": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def manifest_url(self) -> str:
        return f"{self.url}/manifest.json"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def manifest(self) -> bytes:
        text = (RECORDED / "webhooks" / "_manifest.json").read_text()
        return text.replace(STORY_APP, self.url).encode()

    def heard(self) -> list[str]:
        """The asynchronous events that came, in order."""
        return [headers["Saleor-Event"] for path, headers, _ in self.posted if path.startswith("/async/")]

    def bodies(self, event: str) -> list[Any]:
        return [json.loads(body) for _, headers, body in self.posted if headers.get("Saleor-Event") == event]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        self.posted.append((path, headers, body))
        asked = json.loads(body)
        if path == "/register":
            self.token = asked["auth_token"]
            return self.register
        if path.endswith("shipping-list-methods-for-checkout"):
            return self.shipping or (200, _methods(asked["checkout"]))
        if path.endswith("gateway-initialize-session"):
            return 200, {"data": {"methods": ["va_bca", "qris", "cod"]}}
        if path.endswith("session"):
            return self.session or (200, _virtual_account(asked))
        if path.endswith("refund-requested"):
            return self.refund
        return self.events


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_GET(self) -> None:
        self._send(200, PNG if self.path.endswith(".png") else self.receiver.manifest())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        status, answer = self.receiver.answer(self.path, dict(self.headers), body)
        self._send(status, json.dumps(answer).encode())

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "image/png" if self.path.endswith(".png") else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _methods(checkout: dict[str, Any]) -> list[dict[str, Any]]:
    houses = sorted({stock["warehouse"]["slug"] for line in checkout["lines"] for stock in line["variant"]["stocks"]})
    costs = {house.replace("-", ":"): COSTS[house] for house in houses}

    def method(id: str, name: str, times: int, service: str, days: tuple[int, int]) -> dict[str, Any]:
        each = {seller: cost * times for seller, cost in costs.items()}
        return {
            "id": id, "name": name, "amount": str(sum(each.values())), "currency": "IDR",
            "minimum_delivery_days": days[0], "maximum_delivery_days": days[1],
            "description": f"JNE {service}, {len(houses)} toko",
            "metadata": {"lapak.breakdown": json.dumps(each, separators=(",", ":"))},
        }  # fmt: skip

    usual = method("lapak-reguler", "Reguler", 1, "REG", (2, 5))
    return [usual, method("lapak-express", "Express", 2, "YES", (1, 1))]


def _virtual_account(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "pspReference": f"psp-{asked.get('idempotencyKey')}", "result": "CHARGE_ACTION_REQUIRED",
        "amount": asked["action"]["amount"], "actions": ["REFUND"],
        "data": {"va": "8808123", "expires": "2026-11-23T07:00:00Z"},
    }  # fmt: skip
