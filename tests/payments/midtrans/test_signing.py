import json
from pathlib import Path
from typing import Any

import pytest

from payments.providers.midtrans import signing

VECTOR: dict[str, str] = json.loads(Path(__file__).with_name("signature_vectors.json").read_text())[
    "midtrans_notification"
]
KEY = VECTOR["server_key"]
NOTICE = {name: VECTOR[name] for name in ("order_id", "status_code", "gross_amount", "signature_key")}


def test_the_vector_holds() -> None:
    given = {name: VECTOR[name] for name in ("order_id", "status_code", "gross_amount", "server_key")}
    assert signing.signature(**given) == VECTOR["signature_key"]
    assert signing.holds(NOTICE, server_key=KEY)


@pytest.mark.parametrize(
    "changed",
    [
        {"gross_amount": "25123"},  # the amount without its zeros is another text
        {"gross_amount": "25123.0"},
        {"gross_amount": 25123.0},
        {"order_id": "ORD-1002"},
        {"status_code": "201"},
        {"status_code": 200},
        {"signature_key": VECTOR["signature_key"].upper()},
        {"signature_key": VECTOR["signature_key"][:-1]},
        {"signature_key": ""},
        {"signature_key": "é"},
        {"signature_key": None},
    ],
)
def test_anything_changed_does_not_hold(changed: dict[str, Any]) -> None:
    assert not signing.holds({**NOTICE, **changed}, server_key=KEY)


def test_another_key_or_none_does_not_hold() -> None:
    assert not signing.holds(NOTICE, server_key="SB-Mid-server-OTHER")
    unsigned = signing.signature(order_id="A", status_code="200", gross_amount="1.00", server_key="")
    forged = {"order_id": "A", "status_code": "200", "gross_amount": "1.00", "signature_key": unsigned}
    assert not signing.holds(forged, server_key="")


@pytest.mark.parametrize("nothing", [None, [], "text", 7, {}])
def test_what_is_no_notice_does_not_hold(nothing: object) -> None:
    assert not signing.holds(nothing, server_key=KEY)
