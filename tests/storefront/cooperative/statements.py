"""Statements brought to the office: as domain calls, and through its pages as a treasurer does."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from payments.charges.models import BankAccount
from payments.statements import guessing, reading
from payments.statements.accounts import today_of
from payments.statements.models import StatementImport, StatementRow
from sellers.accounts.asking import scope_of
from storefront.orders import statement_money
from tests.cast import Cast
from tests.payments.statements.files import plain

HOME = "/koperasi/mutasi/"
PREVIEW = f"{HOME}pratinjau/"
QUEUE = f"{HOME}antrean/"


def day(back: int = 0) -> str:
    """Where the cooperative is."""
    return (today_of(BankAccount.objects.get(cooperative__slug="koperasi-mawar")) - timedelta(days=back)).isoformat()


def file_of(*rows: tuple[str, int], back: int = 0) -> bytes:
    return plain([(day(back), text, minor) for text, minor in rows])


def brought(cast: Cast, *rows: tuple[str, int]) -> StatementImport:
    """A statement of today imported by Dewi."""
    data = file_of(*(rows or (("SETOR TUNAI", 70_000), ("BIAYA ADM", -1_000))))
    account = BankAccount.objects.get(cooperative=cast.cooperative)
    table = reading.read(data)
    mapping = guessing.guess(table, today_of(account)).mapping
    assert mapping is not None
    return statement_money.bring_in(
        scope=scope_of(cast.dewi), person=cast.dewi, bank_account_id=account.pk, file_name="mutasi.csv", data=data,
        table=table, mapping=mapping,
    ).row  # fmt: skip


def row_of(text: str) -> StatementRow:
    return StatementRow.objects.get(text=text)


def upload(client: Client, cast: Cast, data: bytes, name: str = "mutasi.csv") -> Any:
    account = BankAccount.objects.get(cooperative=cast.cooperative)
    return client.post(f"{HOME}berkas/", {"rekening": str(account.pk), "berkas": SimpleUploadedFile(name, data)})


def token_in(response: Any) -> str:
    """The file's token in the address of the preview."""
    assert response.status_code == 302, response.content.decode()[:500]
    return str(parse_qs(urlsplit(response["Location"]).query)["berkas"][0])


def decide(client: Client, row: StatementRow, deed: str, **form: Any) -> Any:
    return client.post(f"{HOME}baris/{row.pk}/{deed}/", form)
