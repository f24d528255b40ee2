"""A phone as the server sees it: a token, acts, uploads. Nothing of it is a browser with cookies."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from sellers.people import devices
from sellers.people.models import Person
from tests.catalog import pictures


@dataclass
class Phone:
    token: str
    stall: int
    client: Client = field(default_factory=Client)

    def act(self, act: str, given: Any, **more: Any) -> HttpResponse:
        sent = {
            "key": str(uuid4()), "act": act, "stall": self.stall, "made_at": "2026-11-22T17:00:00+07:00",
            "input": given,
        } | more  # fmt: skip
        return self.post("/lapak/kiriman/", json.dumps(sent))

    def post(self, where: str, body: str | bytes, content_type: str = "application/json") -> HttpResponse:
        return self.client.post(where, body, content_type=content_type, headers=self.headers)  # type: ignore[return-value]  # the client's answer is an HttpResponse

    def begin(self, data: bytes, key: str = "", **more: Any) -> HttpResponse:
        said = {
            "key": key or str(uuid4()), "stall": self.stall, "size": len(data), "type": "image/jpeg",
            "sha256": hashlib.sha256(data).hexdigest(),
        } | more  # fmt: skip
        return self.post("/lapak/unggahan/", json.dumps(said))

    def put(self, key: str, offset: int, data: bytes) -> HttpResponse:
        return self.client.put(  # type: ignore[return-value]  # the client's answer is an HttpResponse
            f"/lapak/unggahan/{key}/?offset={offset}",
            data,
            content_type="application/octet-stream",
            headers=self.headers,
        )

    def upload(self, data: bytes | None = None, piece: int = 64 * 1024) -> str:
        """A whole photo, brought in pieces; answers its key."""
        data, key = data or pictures.jpeg(640, 480), str(uuid4())
        assert self.begin(data, key).status_code == 200
        for offset in range(0, len(data), piece):
            answer = self.put(key, offset, data[offset : offset + piece])
            assert answer.status_code == 200, answer.content
        assert answer.json() == {"offset": len(data), "done": True}
        return key

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def phone_of(person: Person, stall: int) -> Phone:
    return Phone(devices.issue(person=person, label="Android")[1], stall)


def listing(phone: Phone, *, photos: int = 1, **more: Any) -> dict[str, Any]:
    """What product.new takes, with photos brought before."""
    keys = [phone.upload(pictures.jpeg(600 + 10 * number, 480)) for number in range(photos)]
    return {"name": "Keripik Singkong", "price": "15rb", "unit": "bungkus", "stock": "12", "photos": keys} | more
