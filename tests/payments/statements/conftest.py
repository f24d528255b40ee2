"""Statements brought in by Dewi for the cooperative's account, read by what is guessed unless a test says how."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from payments.charges.models import BankAccount, Charge
from payments.statements import guessing, reading
from payments.statements.accounts import today_of
from payments.statements.importing import Imported, import_file
from payments.statements.mapping import Mapping
from payments.statements.models import StatementRow
from sellers.accounts.access import Scope
from sellers.people.models import Person
from tests.cast import Cast
from tests.payments.conftest import Till
from tests.payments.statements.files import plain


@dataclass
class Desk:
    """Imports files and tells what became of their rows; `day` is a day of a statement, today unless moved."""

    till: Till
    scope: Scope
    person: Person
    account: BankAccount
    files: list[str] = field(default_factory=list)

    def day(self, back: int = 0) -> str:
        return (today_of(self.account) - timedelta(days=back)).isoformat()

    def bring(self, data: bytes, mapping: Mapping | None = None, name: str = "mutasi.csv") -> Imported:
        table = reading.read(data)
        mapping = mapping or guessing.guess(table, today_of(self.account)).mapping
        assert mapping is not None
        return import_file(
            scope=self.scope, person=self.person, bank_account_id=self.account.pk, file_name=name, data=data,
            table=table, mapping=mapping,
        )  # fmt: skip

    def came(self, *rows: tuple[str, int], back: int = 0, balance: int | None = None) -> Imported:
        """One statement of a day with these texts and amounts."""
        return self.bring(plain([(self.day(back), text, minor) for text, minor in rows], balance))

    def paying(self, charge: Charge, text: str = "TRSF EKO", back: int = 0) -> StatementRow:
        """The row of a statement that says the exact total of a charge came."""
        self.came((text, charge.total_minor), ("BIAYA ADM", -1_000), back=back)
        return StatementRow.objects.filter(amount_minor=charge.total_minor).latest("id")


@pytest.fixture
def desk(cast: Cast, till: Till, officer: Scope) -> Desk:
    return Desk(till, officer, cast.dewi, BankAccount.objects.get(cooperative=cast.cooperative))
