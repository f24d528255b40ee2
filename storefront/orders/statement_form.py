"""The preview of a statement: the form that says which column is which, and the file as it would be read by it.

Used at the office and at a seller's desk. Whatever stands in the form is hostile until it became a Mapping.
"""

from collections.abc import Mapping as Given
from dataclasses import dataclass, replace

from django.core import signing
from django.http import QueryDict

from payments.charges.models import BankAccount
from payments.statements import guessing, importing, keeping, presets, reading
from payments.statements import mapping as mappings
from payments.statements.accounts import today_of
from payments.statements.errors import FileGone, MappingIncomplete
from payments.statements.importing import Looked
from payments.statements.mapping import MARKS, Amounts, Mapping
from payments.statements.models import StatementMapping
from payments.statements.movements import HARMLESS, Movement, Trouble
from sellers.accounts.access import Scope
from sellers.kit.sheets.cells import Cell, shown
from sellers.kit.sheets.dates import Order
from sellers.kit.sheets.reading import Table

SALT = "statement-file"
SHOWN = 6  # rows read well
SHOWN_TROUBLES = 6
LONGEST_NUMBER = 4
MOST_TEXTS = 4


@dataclass(frozen=True)
class Chosen:
    """A file that waits for its import: what it is called, whose account it is for, who chose it."""

    name: str
    file_name: str
    account_id: int
    person_id: int

    def token(self) -> str:
        return signing.dumps([self.name, self.file_name, self.account_id, self.person_id], salt=SALT, compress=True)


@dataclass(frozen=True)
class ColumnName:
    index: int
    letter: str
    words: str  # the heading, or the first thing in it


@dataclass(frozen=True)
class Sample:
    """One row beside what stands in the file."""

    movement: Movement
    raw_day: str
    raw_amount: str


@dataclass(frozen=True)
class Preview:
    chosen: Chosen
    table: Table
    mapping: Mapping | None
    looked: Looked | None
    reasons: tuple[str, ...]  # words of REASON_WORDS
    preset: str
    columns: tuple[ColumnName, ...]
    header_line: int

    @property
    def samples(self) -> list[Sample]:
        if self.looked is None or self.mapping is None:
            return []
        cells = dict(self.table.rows)
        return [_sample(one, cells[one.line], self.mapping) for one in self.looked.reading.movements[:SHOWN]]

    @property
    def wrong(self) -> list[Trouble]:
        """Lines a person should put right."""
        return [one for one in self.looked.reading.troubles if one.why not in HARMLESS] if self.looked else []

    @property
    def skipped(self) -> int:
        return len(self.looked.reading.troubles) - len(self.wrong) if self.looked else 0

    @property
    def came(self) -> list[Movement]:
        return [one for one in self.looked.reading.movements if one.amount_minor > 0] if self.looked else []

    @property
    def left(self) -> list[Movement]:
        return [one for one in self.looked.reading.movements if one.amount_minor < 0] if self.looked else []

    @property
    def is_ready(self) -> bool:
        return bool(self.looked and self.looked.reading.movements)


def chosen_from(token: str, *, scope_person_id: int | None) -> Chosen:
    """The file of a token this person was given. Raises FileGone."""
    try:
        name, file_name, account_id, person_id = signing.loads(token, salt=SALT, max_age=keeping.KEPT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise FileGone from error
    if person_id != scope_person_id:
        raise FileGone
    return Chosen(str(name), str(file_name), int(account_id), int(person_id))


def preview(*, scope: Scope, account: BankAccount, chosen: Chosen, given: QueryDict) -> Preview:
    """The file by what the form says; by the saved mapping or a guess when the form says nothing yet.

    Raises NotAStatement, FileTooLarge, FileGone.
    """
    table = reading.read(keeping.kept(chosen.name))
    mapping, reasons, preset = _decided(scope, account, table, given)
    if mapping is not None and mappings.start_of(mapping, table) is None:
        mapping, reasons = replace(mapping, header=()), (*reasons, "no_header")
    looked = importing.look(account=account, table=table, mapping=mapping) if mapping else None
    line = mappings.header_line(mapping, table) if mapping else 0
    return Preview(chosen, table, mapping, looked, reasons, preset, _columns(table, line), line)


def _decided(
    scope: Scope, account: BankAccount, table: Table, given: QueryDict
) -> tuple[Mapping | None, tuple[str, ...], str]:
    preset = presets.BY_KEY.get(given.get("pola", ""))
    if preset is not None and given.get("pakai_pola"):
        found = presets.applied(preset, table)
        return (found, ("preset",), preset.key) if found else (None, ("preset_misses",), preset.key)
    key = preset.key if preset else ""
    if "tanggal" in given:
        try:
            return from_form(given, table), ("chosen",), key
        except MappingIncomplete:
            return None, ("incomplete",), key
    saved = StatementMapping.objects.within(scope).filter(bank_account=account).first()
    known = mappings.from_json(saved.columns) if saved else None
    guess = guessing.guess(table, today_of(account))
    titled = bool(guess.mapping and guess.mapping.header)
    if known is not None and mappings.start_of(known, table) is not None and (known.header or not titled):
        return known, ("saved",), saved.preset if saved else ""
    reasons = tuple(reason.of for reason in guess.reasons)
    return guess.mapping, (*reasons, "no_header") if known else reasons, ""


def from_form(given: QueryDict, table: Table) -> Mapping:
    """What was chosen. Raises MappingIncomplete for anything that is no choice of the form."""
    try:
        mapping = Mapping(
            date=_number(given.get("tanggal", "")) or 0,
            order=Order(given.get("urutan", "")),
            amounts=Amounts(given.get("cara", "")),
            decimal=next((mark for mark in MARKS if mark == given.get("desimal")), MARKS[0]),
            amount=_number(given.get("jumlah", "")),
            incoming=_number(given.get("masuk", "")),
            outgoing=_number(given.get("keluar", "")),
            mark=_number(given.get("tanda", "")),
            texts=tuple(n for text in given.getlist("uraian")[:MOST_TEXTS] if (n := _number(text)) is not None),
            balance=_number(given.get("saldo", "")),
        )
        line = _number(given.get("judul", ""), most=reading.MOST_ROWS) or 0
    except ValueError as error:
        raise MappingIncomplete("", field="tanggal") from error
    return _only_used(mappings.with_header(mapping, table, line)).checked()


def fields_of(mapping: Mapping, preset: str, header_line: int) -> list[tuple[str, str]]:
    """The form's fields that say this mapping again, for the button that imports."""
    numbers: Given[str, int | None] = {
        "tanggal": mapping.date, "jumlah": mapping.amount, "masuk": mapping.incoming, "keluar": mapping.outgoing,
        "tanda": mapping.mark, "saldo": mapping.balance, "judul": header_line,
    }  # fmt: skip
    words = {"urutan": mapping.order.value, "cara": mapping.amounts.value, "desimal": mapping.decimal, "pola": preset}
    texts = [("uraian", str(column)) for column in mapping.texts]
    return [(name, "" if n is None else str(n)) for name, n in numbers.items()] + list(words.items()) + texts


def _only_used(mapping: Mapping) -> Mapping:
    """A column left over from another way of writing amounts is not a choice."""
    two = mapping.amounts == Amounts.TWO
    return replace(
        mapping,
        amount=None if two else mapping.amount,
        incoming=mapping.incoming if two else None,
        outgoing=mapping.outgoing if two else None,
        mark=mapping.mark if mapping.amounts == Amounts.MARKED else None,
    )


def _sample(one: Movement, cells: tuple[Cell, ...], mapping: Mapping) -> Sample:
    def raw(*columns: int | None) -> str:
        texts = [shown(cells[column]) for column in columns if column is not None and column < len(cells)]
        return " ".join(text for text in texts if text)

    return Sample(one, raw(mapping.date), raw(mapping.incoming, mapping.outgoing, mapping.amount, mapping.mark))


def _columns(table: Table, header_line: int) -> tuple[ColumnName, ...]:
    rows = dict(table.rows)
    heads = rows.get(header_line, ())
    after = [cells for line, cells in table.rows if line > header_line][:20]
    return tuple(
        ColumnName(
            index, _letter(index), _words(index, heads) or next((w for c in after if (w := _words(index, c))), "")
        )
        for index in range(table.width)
    )


def _words(index: int, cells: tuple[Cell, ...]) -> str:
    return shown(cells[index])[:40] if index < len(cells) else ""


def _letter(index: int) -> str:
    """As spreadsheets name columns: A … Z, AA …"""
    return chr(65 + index) if index < 26 else f"{chr(64 + index // 26)}{chr(65 + index % 26)}"


def _number(text: str, *, most: int = reading.MOST_COLUMNS - 1) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER + 1) or int(text) > most:
        raise ValueError("no such column")
    return int(text)
