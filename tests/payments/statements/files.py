"""Statements as strangers bring them, made here: each bank's habits, and what people do to a file before it arrives."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

Cells = list[list[Any]]
BCA = """Informasi Rekening - Mutasi Rekening
No. rekening : ,0012345678
Nama : ,KOPERASI MAWAR
Periode : ,01/11/2026 - 30/11/2026
Kode Mata Uang : ,Rp

Tanggal,Keterangan,Cabang,Jumlah,,Saldo
'02/11,"TRSF E-BANKING CR 0211/FTSCY/WS95031
85217.00
EKO PRASETYO",'0000,"85,217.00",CR,"1,085,217.00"
'03/11,BIAYA ADM,'0000,"10,000.00",DB,"1,075,217.00"
PEND,TRSF E-BANKING CR 2211 SITI,'0000,"42,500.00",CR,

Saldo Awal,:,"1,000,000.00"
Mutasi Kredit,:,"85,217.00"
Mutasi Debet,:,"10,000.00"
Saldo Akhir,:,"1,075,217.00"
"""
BRI = """TANGGAL;URAIAN TRANSAKSI;DEBET;KREDIT;SALDO
01/11/2026 08:15:22;TRANSFER DARI SITI AMINAH;0.00;85217.00;1085217.00
02/11/2026 09:00:00;BIAYA ADMINISTRASI;10000.00;0.00;1075217.00
"""
BNI = """Posting Date|Effective Date|Branch|Journal|Transaction Description|Amount|DB/CR|Balance
22/11/26 10.12.01|22/11/26 10.12.01|0123|901234|TRF/PAY/TOP-UP ECHANNEL EKO|85,217.00|C|1,085,217.00
21/11/26 10.12.01|21/11/26 10.12.01|0123|901233|BY TRX|6,500.00|D|1,000,000.00
"""
MANDIRI = """Account No;Date;Val. Date;Transaction Code;Description;Reference No.;Debit;Credit
1440012345678;22/11/2026;22/11/2026;7110;TRANSFER EKO;;.00;85,217.00
1440012345678;22/11/2026;22/11/2026;7110;BIAYA;;2,500.00;.00
"""
BSI = """Tanggal,FT Number,Deskripsi,Amount,DB/CR,Balance
2026-11-22 10:00:00,FT26326,TRF EKO,"85,217.00",CR,"1,085,217.00"
2026-11-22 11:00:00,FT26327,BIAYA,"2,500.00",DB,"1,082,717.00"
"""
JATIM = """PT BANK CONTOH;;;;
LAPORAN MUTASI REKENING;;;;
Periode 1 November 2026 s/d 22 November 2026;;;;
;;;;
Tgl.;Keterangan;Debet;Kredit;Saldo
22 Nop 2026;SETOR TUNAI;;85.217,00;1.085.217,00
22 Nop 2026;PENARIKAN;25.000,00;;1.060.217,00
;TOTAL;25.000,00;85.217,00;
"""
BANK_STYLES = {"bca": BCA, "bri": BRI, "bni": BNI, "mandiri": MANDIRI, "bsi": BSI, "bank_jatim": JATIM}


def plain(rows: Sequence[tuple[str, str, int]], balance: int | None = None) -> bytes:
    """A tidy CSV of day, text and signed rupiah; with running balances when it is told the first."""
    lines = ["Tanggal;Keterangan;Debet;Kredit" + (";Saldo" if balance is not None else "")]
    for day, text, minor in rows:
        debit, credit = (f"{-minor}", "") if minor < 0 else ("", f"{minor}")
        line = f"{day};{text};{debit};{credit}"
        if balance is not None:
            balance += minor
            line += f";{balance}"
        lines.append(line)
    return ("\n".join(lines) + "\n").encode()


def workbook(rows: Cells, *, merge: Sequence[str] = (), formats: Sequence[tuple[str, str]] = ()) -> bytes:
    """An XLSX of these cells; `formats` gives cells a number format."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merge:
        sheet.merge_cells(area)
    for cell, number_format in formats:
        sheet[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


MERGED: Cells = [
    ["Koperasi Mawar, mutasi November 2026", None, None, None, None],
    [None, None, None, None, None],
    ["Tanggal", "Uraian", "Mutasi", None, "Saldo"],
    [None, None, "Debet", "Kredit", None],
    [datetime(2026, 11, 20), "TRF EKO", None, 85217, 1085217],
    [None, "TRF SITI", None, 42500.0, 1127717],
    [date(2026, 11, 21), "BIAYA", 6500, None, 1121217],
    ["Jumlah", None, 6500, 127717, None],
]
