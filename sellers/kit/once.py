"""A write that can arrive twice: the key, the hash of its input and the first answer, kept for ever."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.kit.models import OnceKey


class KeyReused(Expected):
    """The same key came with another input."""

    code = "key_reused"
    status = 409


@dataclass(frozen=True)
class Answer:
    """What `work` answered, and whether that was an earlier call's answer."""

    value: Any
    replayed: bool


def run(*, purpose: str, key: str, given: Any, work: Callable[[], Any]) -> Answer:
    """Run `work` once for (purpose, key); a repeat with the same input gets the first answer.

    `given` and the answer are JSON. Needs the caller's transaction: key, work and answer commit or vanish together,
    and a second caller with the same key waits for the first.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("once.run needs the transaction of the action that calls it")
    if not 1 <= len(key) <= 80:
        raise Expected(_("Muat ulang halaman, lalu coba lagi."), field="key", code="bad_key")
    input_hash = hash_of(given)
    row = OnceKey.objects.filter(purpose=purpose, key=key).first() or _claim(purpose, key, input_hash)
    if isinstance(row, OnceKey):
        return _replay(row, input_hash)
    value = work()
    OnceKey.objects.filter(purpose=purpose, key=key).update(answer=value)
    return Answer(value, replayed=False)


def answered(*, purpose: str, key: str, given: Any) -> Answer | None:
    """The first answer, where it was given before; None when nobody came with this key yet, or is at it now.

    For a look before what `work` needs is prepared. Raises KeyReused as `run` does.
    """
    row = OnceKey.objects.filter(purpose=purpose, key=key).first()
    return _replay(row, hash_of(given)) if row is not None else None


def hash_of(given: Any) -> str:
    """SHA-256 of the input in one canonical spelling."""
    text = json.dumps(given, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _claim(purpose: str, key: str, input_hash: str) -> OnceKey | None:
    """None when the key is now ours; the other row when somebody was faster."""
    try:
        with transaction.atomic():
            OnceKey.objects.create(purpose=purpose, key=key, input_hash=input_hash)
    except IntegrityError:
        return OnceKey.objects.get(purpose=purpose, key=key)
    return None


def _replay(row: OnceKey, input_hash: str) -> Answer:
    if row.input_hash != input_hash:
        raise KeyReused(_("Permintaan ini sudah dipakai untuk isi lain. Muat ulang halaman."), field="key")
    return Answer(row.answer, replayed=True)
