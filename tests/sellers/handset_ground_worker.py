"""Phones of before: a database with rows of every kind, migrated; a database of its own.

python -m tests.sellers.handset_ground_worker   # prints four JSON answers, a line each: forward, and back and forward
"""

import json
import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sellers.people.models import Device, Handset

BEFORE = [("people", "0005_what_a_helper_opened")]
NOW = [("people", "0010_tokens_opened_before")]
MADE = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def main() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    apps = executor.loader.project_state(BEFORE).apps
    people = apps.get_model("people", "Person").objects
    names = enumerate(("Sari", "Budi", "Rina"))
    sari, budi, rina = (people.create(phone=f"+62812000010{n:02}", name=name) for n, name in names)
    rows = apps.get_model("people", "Handset").objects
    for label, row in {
        "standing": {"key_hash": "a" * 64, "wrong_pins": 2},
        "ended": {"key_hash": "b" * 64, "removed_at": MADE},
        "ended too": {"key_hash": "c" * 64, "removed_at": MADE},
        "by a helper": {"key_hash": "d" * 64, "opened_by": budi},
    }.items():
        rows.create(person=sari, label=label, created_at=MADE, **row)
    tokens = apps.get_model("people", "Device").objects
    for label, token in {
        "own": {"person": sari},
        "of the phone": {"person": sari, "expires_at": MADE},
        "of the session": {"person": sari, "expires_at": MADE},
        "of nobody known": {"person": rina, "expires_at": MADE},
        "ended": {"person": sari, "expires_at": MADE, "revoked_at": MADE},
    }.items():
        made = tokens.create(label=label, token_hash=label, **token)
        if label == "of the phone":
            rows.filter(label="by a helper").update(device=made)
    migrate(NOW)
    tell()
    migrate(BEFORE)
    migrate(NOW)
    tell()


def migrate(to: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(to)


def tell() -> None:
    told = {
        row.label: [
            row.key_hash.replace(str(row.pk), "pk") if row.removed_at else row.key_hash,
            row.proven_at == MADE if row.proven_at else None,
            row.wrong_pins,
        ]
        for row in Handset.objects.order_by("pk")
    }
    tokens = {
        token.label: [token.opened_by.name if token.opened_by else None, bool(token.revoked_at)]
        for token in Device.objects.order_by("pk")
    }
    sys.stdout.write(f"{json.dumps(told)}\n{json.dumps(tokens)}\n")


main()
