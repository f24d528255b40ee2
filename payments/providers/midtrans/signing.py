"""The signature of a Midtrans notice: sha512 over its order, status, amount as it is written there, and our key.

It does not cover the transaction's state. So a notice that holds only says whom to ask about (provider.read).
"""

import hashlib
import hmac


def signature(*, order_id: str, status_code: str, gross_amount: str, server_key: str) -> str:
    """Lower-case hex; `gross_amount` is the raw text, with its zeros ("25123.00")."""
    return hashlib.sha512(f"{order_id}{status_code}{gross_amount}{server_key}".encode()).hexdigest()


def holds(notice: object, *, server_key: str) -> bool:
    """Whether a decoded notice is signed with our key; False for anything that is no notice at all."""
    if not isinstance(notice, dict) or not server_key:
        return False
    named = {name: notice.get(name) for name in ("order_id", "status_code", "gross_amount")}
    given = notice.get("signature_key")
    if not isinstance(given, str) or not all(isinstance(text, str) and text for text in named.values()):
        return False
    expected = signature(
        order_id=str(named["order_id"]), status_code=str(named["status_code"]),
        gross_amount=str(named["gross_amount"]), server_key=server_key,
    )  # fmt: skip
    return hmac.compare_digest(expected.encode(), given.encode())
