"""A photo that may go past Lapak in one request: when the phone does so, and that pieces follow when it was in vain."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route

from tests.browser import test_offline_outbox as outbox

BUCKET = "http://127.0.0.1:8/lapak"  # nobody listens there either
page = outbox.page


@dataclass
class Past(outbox.Lapak):
    """Offers a form for the bucket. `reach`: the bucket answers (no). `takes`: the photo is there afterwards."""

    reach: bool = False
    takes: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        request = route.request
        where = urlsplit(request.url)
        if request.url == BUCKET:
            self.asked.append("bucket")
            route.fulfill(status=403, headers={"Access-Control-Allow-Origin": "*"}) if self.reach else route.abort()
        elif where.path == "/lapak/unggahan/":
            offers = (request.post_data_json or {}).get("direct") == "1"
            self.asked.append("offer" if offers else "begin")
            post = {"post": {"url": BUCKET, "fields": {"key": "incoming/a"}}} if offers else {}
            route.fulfill(json={"offset": 0, "done": False} | post)
        elif where.path.startswith("/lapak/unggahan/") and request.method == "POST":
            self.asked.append("look")
            route.fulfill(json={"offset": 200_000 if self.takes else 0, "done": self.takes})
        elif where.path.startswith("/lapak/unggahan/"):
            self.asked.append("piece")
            offset = int(parse_qs(where.query)["offset"][0]) + len(request.post_data_buffer or b"")
            route.fulfill(json={"offset": offset, "done": offset == 200_000})
        else:
            super().answer(route)


@pytest.fixture
def lapak() -> Past:
    return Past(outbox.done)


def sent(page: Page, *sizes: int) -> None:
    acts = [{"act": "photo.add", "about": f"product:{at}", "photo": "x" * size} for at, size in enumerate(sizes)]
    outbox._put(page, *acts)
    outbox._round(page)


@pytest.mark.parametrize("reach", [False, True])
def test_in_vain_it_goes_in_pieces_and_the_next_does_not_try(page: Page, lapak: Past, reach: bool) -> None:
    lapak.reach = reach
    sent(page, 200_000, 200_000)
    assert lapak.asked == ["offer", "bucket", "look", *["piece"] * 4, "begin", *["piece"] * 4]
    assert (len(lapak.acts), outbox._items(page)) == (2, [])


def test_what_arrived_without_an_answer_is_found(page: Page, lapak: Past) -> None:
    lapak.takes = True
    sent(page, 200_000)
    assert lapak.asked == ["offer", "bucket", "look"]
    assert (len(lapak.acts), outbox._items(page)) == (1, [])
