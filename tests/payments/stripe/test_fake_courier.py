"""The fake's courier: events posted over HTTP, late, doubled, backwards or not at all."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from tests.fakes.stripe import StripeFake
from tests.payments.stripe.test_fake import session


class Post:
    """Somewhere to post events to: a bare server that remembers what came, and may have a bad day."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.bad_days = 0
        post = self

        class Letterbox(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                event = json.loads(self.rfile.read(int(self.headers["content-length"])))
                bad, post.bad_days = post.bad_days > 0, max(post.bad_days - 1, 0)
                if not bad:
                    post.came.append(event["type"])
                self.send_response(500 if bad else 200)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Letterbox)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/kait/stripe/"

    def waits_for(self, number: int) -> list[str]:
        for _ in range(500):
            if len(self.came) >= number:
                break
            time.sleep(0.02)
        return self.came

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def post() -> Iterator[Post]:
    made = Post()
    yield made
    made.close()


@pytest.fixture
def posting(post: Post) -> Iterator[StripeFake]:
    made = StripeFake(hook=post.address)
    yield made
    made.close()


PAID = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def paid_at(fake: StripeFake) -> None:
    http = stripe.RequestsClient(timeout=5)
    session(stripe.StripeClient("sk_test_fake", base_addresses={"api": fake.api}, http_client=http))
    fake.pay("ABCD2345")


def test_events_are_posted_in_order_and_again_where_nobody_answered_well(post: Post, posting: StripeFake) -> None:
    post.bad_days = 1
    paid_at(posting)
    assert post.waits_for(3) == PAID


@pytest.mark.parametrize(
    ("way", "came"),
    [
        ({}, PAID),
        ({"reversed_order": True}, PAID[::-1]),
        ({"doubled": True}, [one for one in PAID for _ in range(2)]),
        ({"lose": 2}, PAID[2:]),
    ],
)
def test_events_that_were_held_come_late_doubled_backwards_or_not_at_all(
    post: Post, posting: StripeFake, way: dict[str, Any], came: list[str]
) -> None:
    posting.courier.hold()
    paid_at(posting)
    assert post.came == []
    posting.courier.release(**way)
    assert post.waits_for(len(came)) == came
