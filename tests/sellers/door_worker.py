"""One process at a door: `python -m tests.sellers.door_worker prepare|come <person>`. Prints one line of JSON."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command

from sellers.accounts.invitations import InvitationOver, accept
from sellers.accounts.models import Invitation, Membership, Seller
from sellers.kit import clock
from sellers.people.models import Person

PEOPLE, DOORS = 3, 12


def prepare() -> None:
    for app in ("people", "accounts", "audit", "kit"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    leader = Person.objects.create_user("+6281200002000", "Ketua")
    for n in range(PEOPLE):
        Person.objects.create_user(f"+628120000210{n}", f"Tamu {n}")
    for n in range(DOORS):
        seller = Seller.objects.create(
            name=f"Lapak {n}", slug=f"lapak-{n}", archetype="poktan", village_code="35.72.01.1003", phone=leader.phone
        )
        Membership.objects.create(person=leader, seller=seller, role=Membership.Role.CHAIR)
        Invitation.objects.create(
            seller=seller, code=f"BCDFGH{n:02}", role="anggota", made_by=leader,
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip


def come(person: Person, doors: list[Invitation]) -> list[int]:
    entered = []
    for door in doors:
        try:
            accept(invitation=door, person=person)
        except InvitationOver:
            continue
        entered.append(door.pk)
    return entered


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        guest = Person.objects.get(phone=f"+628120000210{sys.argv[2]}")
        seen = list(Invitation.objects.select_related("seller", "made_by").order_by("pk"))  # all have the page open
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(json.dumps(come(guest, seen)))
