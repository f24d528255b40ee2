"""Bringing a statement in: each row once for ever, each line reported, and what is certain matched at once."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from payments.charges.errors import BankAccountNotFound
from payments.charges.models import BankAccount
from payments.statements import matching, movements, titles
from payments.statements.accounts import currency_of, today_of
from payments.statements.currencies import digits_of
from payments.statements.errors import ImportDecided, ImportNotFound, NotAStatement
from payments.statements.mapping import Mapping, start_of
from payments.statements.models import StatementImport, StatementMapping, StatementRow
from payments.statements.movements import Movement, Reading, Trouble
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.sheets.cells import shown
from sellers.kit.sheets.reading import Table
from sellers.people.models import Person

BATCH = 500


@dataclass(frozen=True)
class Imported:
    """`bill_refs` are the bills whose money was recognised: orders may hear of it at once."""

    row: StatementImport
    bill_refs: tuple[str, ...]
    is_repeat: bool  # the very file came before, and nothing in it was new


@dataclass(frozen=True)
class Looked:
    """A file read by a mapping, and what speaks against trusting it. Nothing is written for it."""

    reading: Reading
    upto: date
    is_of_another: bool  # the file names another account

    @property
    def is_trusted(self) -> bool:
        return self.reading.is_trusted and not self.is_of_another


def look(*, account: BankAccount, table: Table, mapping: Mapping) -> Looked:
    """Every row as an import would read it; pure but for the account's place and currency."""
    today = today_of(account)
    start = start_of(mapping, table) or 0
    upto = titles.last_day(table, start=start, order=mapping.order, today=today)
    reading = movements.read(table, mapping, digits=digits_of(currency_of(account)), upto=upto, today=today)
    return Looked(reading, upto, titles.is_of_another(table, start=start, number=account.number))


def import_file(
    *,
    scope: Scope,
    person: Person | None,
    bank_account_id: int,
    file_name: str,
    data: bytes,
    table: Table,
    mapping: Mapping,
    preset: str = "",
) -> Imported:
    """Write the rows nobody brought before, match those that are certain, and keep the mapping for the next file.

    `table` is `data` as reading.read saw it. One transaction, with the account locked: two officers at once write each
    row once. Raises BankAccountNotFound, NotAStatement (no row can be read), MappingIncomplete.
    """
    account = _account(scope, bank_account_id)
    looked = look(account=account, table=table, mapping=mapping.checked())
    if not looked.reading.movements:
        raise NotAStatement(_("Tidak ada baris yang terbaca. Periksa kolom tanggal dan jumlah."))
    return _write(scope, person, account, file_name, data, looked, mapping, preset)


@transaction.atomic
def _write(
    scope: Scope,
    person: Person | None,
    account: BankAccount,
    file_name: str,
    data: bytes,
    looked: Looked,
    mapping: Mapping,
    preset: str,
) -> Imported:
    BankAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    prints = list(fingerprints(looked.reading.movements))
    known = _known(account, prints)
    file_hash = hashlib.sha256(data).hexdigest()
    fresh = [(one, mark) for one, mark in zip(looked.reading.movements, prints, strict=True) if mark not in known]
    before = StatementImport.objects.filter(bank_account=account, file_hash=file_hash, withdrawn_at=None)
    first = before.order_by("id").first()
    if first is not None and not fresh:
        return Imported(first, (), is_repeat=True)
    _save_mapping(account, person, mapping, preset)
    made = StatementImport.objects.create(
        bank_account=account,
        file_name=file_name.replace("\0", "")[:120],
        file_hash=file_hash,
        rows=len(prints) + sum(1 for one in looked.reading.troubles if one.why not in movements.HARMLESS),
        new=len(fresh),
        known=len(prints) - len(fresh),
        problems=[*map(_told, looked.reading.troubles), *_known_lines(looked.reading.movements, prints, known)],
        imported_by=person,
    )
    _write_rows(account, made, fresh)
    bills = matching.match_new(scope=scope, person=person, source=made) if looked.is_trusted else ()
    made.matched = len(bills)
    made.save(update_fields=["matched"])
    counts = {"new": made.new, "known": made.known, "matched": made.matched}
    record(person=person, verb="statement_imported", obj=made, after=counts)
    return Imported(made, bills, is_repeat=False)


@transaction.atomic
def withdraw(*, scope: Scope, person: Person, import_id: int) -> StatementImport:
    """Take back an import that was read wrongly, as long as nobody decided about one of its rows."""
    found = StatementImport.objects.within(scope).filter(pk=import_id).select_related("bank_account").first()
    if found is None:
        raise ImportNotFound
    BankAccount.objects.select_for_update(of=("self",)).get(pk=found.bank_account_id)
    rows = StatementRow.objects.filter(source=found)
    undecided = rows.filter(state__in=[StatementRow.State.REVIEW, StatementRow.State.OUTGOING], ref="")
    if undecided.count() != rows.count():
        raise ImportDecided
    if StatementImport.objects.filter(pk=found.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
        count, _each = undecided.delete()
        record(person=person, verb="statement_withdrawn", obj=found, before={"new": found.new, "removed": count})
    found.refresh_from_db()
    return found


def fingerprints(found: Iterable[Movement]) -> Iterable[str]:
    """What the bank says about each row, and which of several equal ones in the file it is: two equal transfers of
    one day are two rows, and the same two again in the next file are known. Where there is a balance it tells rows
    apart better than the text, of which the next export may show less.
    """
    seen: Counter[str] = Counter()
    for one in found:
        other = f"text {one.text.casefold()}" if one.balance is None else f"balance {shown(one.balance)}"
        said = f"{one.booked_on}|{one.amount_minor}|{other}"
        seen[said] += 1
        yield hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest()


def _account(scope: Scope, bank_account_id: int) -> BankAccount:
    found = BankAccount.objects.within(scope).select_related("cooperative", "seller__cooperative")
    account = found.filter(pk=bank_account_id).first()
    if account is None:
        raise BankAccountNotFound
    return account


def _known(account: BankAccount, prints: list[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for start in range(0, len(prints), BATCH):
        some = StatementRow.objects.filter(bank_account=account, fingerprint__in=prints[start : start + BATCH])
        known |= dict(some.values_list("fingerprint", "pk"))
    return known


def _write_rows(account: BankAccount, source: StatementImport, fresh: list[tuple[Movement, str]]) -> None:
    currency, digits = currency_of(account), digits_of(currency_of(account))
    rows = (
        StatementRow(
            bank_account=account,
            source=source,
            line=one.line,
            fingerprint=mark,
            booked_on=one.booked_on,
            amount_minor=one.amount_minor,
            currency=currency,
            text=one.text,
            balance_minor=None if one.balance is None else int(one.balance.scaleb(digits)),
            state=StatementRow.State.REVIEW if one.amount_minor > 0 else StatementRow.State.OUTGOING,
        )
        for one, mark in fresh
    )
    StatementRow.objects.bulk_create(rows, batch_size=BATCH)


def _told(trouble: Trouble) -> dict[str, Any]:
    return {"line": trouble.line, "why": trouble.why.value, "raw": trouble.raw}


def _known_lines(found: tuple[Movement, ...], prints: list[str], known: dict[str, int]) -> Iterable[dict[str, Any]]:
    pairs = zip(found, prints, strict=True)
    return ({"line": one.line, "why": "known", "row": known[mark]} for one, mark in pairs if mark in known)


def _save_mapping(account: BankAccount, person: Person | None, mapping: Mapping, preset: str) -> None:
    StatementMapping.objects.update_or_create(
        bank_account=account,
        defaults={"columns": mapping.as_json(), "preset": preset[:40], "saved_by": person, "saved_at": clock.now()},
    )
