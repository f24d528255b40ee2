"""One officer of the race in test_import_race.py: `python -m tests.payments.statements.racer <step> [name]`.

prepare  the tables, the cast, and bills to pay
run      import the statement everybody has, decide about every row that waits, and record by hand what is on it
check    prints what the race left
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db.models import Count

from payments.charges.actions import open_charge
from payments.charges.models import BankAccount, Charge, IncomingTransfer, Settlement
from payments.ledger import reconcile
from payments.ledger.models import Posting
from payments.money import Money
from payments.statements import deciding, guessing, reading
from payments.statements.accounts import today_of
from payments.statements.importing import import_file
from payments.statements.models import StatementImport, StatementRow
from sellers.accounts.access import Scope
from sellers.accounts.models import Cooperative
from sellers.kit.errors import Expected
from sellers.people.models import Person
from tests import cast
from tests.payments.statements.files import plain

BILLS, ODD = 25, 10
EVERYTHING = Scope(operator=True)


def prepare() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    cast.assemble()
    cooperative = Cooperative.objects.get(slug="koperasi-mawar")
    for n in range(BILLS):
        amount = Money(50_000 + 1_000 * n, "IDR")
        open_charge(bill_ref=f"B{n}", way="bank_transfer", amount=amount, cooperative_id=cooperative.pk)


def file() -> bytes:
    """Every charge's exact total, and rows nobody can explain; the same for everybody."""
    day = today_of(BankAccount.objects.get(cooperative__slug="koperasi-mawar")).isoformat()
    asked = Charge.objects.order_by("id").values_list("bill_ref", "total_minor")
    return plain([*((day, ref, minor) for ref, minor in asked), *((day, f"ODD {n}", 7 + n) for n in range(ODD))])


def run(name: str) -> None:
    person = Person.objects.get(name=name)
    account = BankAccount.objects.get(cooperative__slug="koperasi-mawar")
    data = file()
    table = reading.read(data)
    mapping = guessing.guess(table, today_of(account)).mapping
    assert mapping is not None
    import_file(
        scope=EVERYTHING, person=person, bank_account_id=account.pk, file_name="mutasi.csv", data=data, table=table,
        mapping=mapping,
    )  # fmt: skip
    for row in StatementRow.objects.filter(text__startswith="ODD").order_by("id"):
        for deed in (deciding.suspend, deciding.undo, deciding.suspend):
            try:
                deed(scope=EVERYTHING, person=person, row_id=row.pk)
            except Expected:
                continue


def left() -> dict[str, Any]:
    twice = StatementRow.objects.values("fingerprint").annotate(n=Count("id")).filter(n__gt=1)
    return {
        "imports": StatementImport.objects.count(),
        "rows": StatementRow.objects.count(),
        "rows_twice": twice.count(),
        "matched": StatementRow.objects.filter(state=StatementRow.State.MATCHED).count(),
        "transfers": IncomingTransfer.objects.count(),
        "paid": Settlement.objects.filter(kind="paid").count(),
        "received": Posting.objects.filter(kind="received").count(),
        "differences": reconcile.check(),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["run", name]:
            run(name)
        case ["check"]:
            sys.stdout.write(json.dumps(left()))
