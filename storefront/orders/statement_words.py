"""What the import of a statement tells a person, in words: why a line is no row, why a row waits, why a guess."""

from datetime import date

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LINE_WORDS: dict[str, Promise] = {
    "title": _("Judul di atas tabel. Dilewati."),
    "total": _("Baris saldo atau jumlah. Dilewati."),
    "empty": _("Tidak ada uang di baris ini. Dilewati."),
    "pending": _("Belum dibukukan bank. Impor lagi besok."),
    "no_day": _("Tanggal tidak terbaca. Perbaiki di berkas, lalu impor lagi."),
    "future": _("Tanggalnya belum tiba. Periksa urutan hari dan bulan."),
    "too_old": _("Tanggalnya terlalu lama. Periksa kolom tanggal."),
    "no_amount": _("Jumlah uang tidak terbaca. Periksa tanda ribuan."),
    "both_ways": _("Masuk dan keluar terisi bersamaan. Periksa kolomnya."),
    "no_mark": _("Tidak jelas masuk atau keluar. Periksa tanda DB/CR."),
    "too_fine": _("Ada pecahan di bawah satu rupiah. Biasanya bunga bank; dilewati."),
    "formula": _("Berisi rumus yang belum dihitung. Simpan ulang di Excel."),
    "known": _("Sudah pernah diimpor. Tidak dicatat lagi."),
}
PRESET_WARNING = _("belum diperiksa dengan berkas asli")
DOUBT_WORDS: dict[str, Promise] = {
    "nobody": _("Tidak ada tagihan sebesar ini."),
    "several": _("Lebih dari satu tagihan sebesar ini."),
    "closed": _("Tagihan sebesar ini sudah ditutup."),
    "paid": _("Tagihan sebesar ini sudah lunas. Mungkin bayar dua kali."),
    "part_came": _("Sebagian uang tagihan ini sudah datang."),
    "before_asked": _("Uang datang sebelum tagihan dibuat."),
    "too_late": _("Uang datang setelah batas bayar."),
    "same_amount": _("Ada baris lain dengan jumlah yang sama."),
    "by_hand": _("Jumlah ini sudah pernah dicatat tangan."),
    "other_bill": _("Cocok juga dengan tagihan lain tanpa kode unik."),
    "reversed": _("Sepertinya transfer yang ditarik kembali."),
}
# of a row nothing speaks against any more, or of a file that was doubted as a whole
CLEAR = _("Cocok sampai angka terakhir. Periksa, lalu putuskan.")
WHY_WORDS: dict[str, Promise] = {
    "exact": _("Cocok sampai angka terakhir"),
    "rest": _("Sisa dari transfer yang kurang"),
    "without_code": _("Cocok, tanpa kode unik"),
    "paid_already": _("Sudah lunas: mungkin bayar dua kali"),
    "near": _("Jumlahnya mirip"),
}
STATE_WORDS: dict[str, Promise] = {
    "review": _("Perlu dicek"),
    "matched": _("Cocok"),
    "suspense": _("Uang titipan"),
    "ignored": _("Bukan urusan pasar"),
    "outgoing": _("Uang keluar"),
}
REASON_WORDS: dict[str, Promise] = {
    "days_by_heading": _("Kolom tanggal dikenali dari judulnya."),
    "days_by_cells": _("Kolom tanggal dikenali dari isinya."),
    "order_dmy": _("Tanggal ditulis hari, bulan, tahun."),
    "order_mdy": _("Tanggal ditulis bulan, hari, tahun."),
    "order_ymd": _("Tanggal ditulis tahun, bulan, hari."),
    "order_unsure": _("Tanggalnya bisa dibaca dua cara. Periksa contohnya."),
    "money_two": _("Uang masuk dan keluar ada di dua kolom."),
    "money_signed": _("Satu kolom jumlah; minus atau DB berarti keluar."),
    "money_marked": _("Satu kolom jumlah dan satu kolom tanda DB/CR."),
    "decimal_comma": _("Ribuan memakai titik, sen memakai koma."),
    "decimal_point": _("Ribuan memakai koma, sen memakai titik."),
    "no_days": _("Kolom tanggal tidak ditemukan. Pilih sendiri di bawah."),
    "no_money": _("Kolom jumlah tidak ditemukan. Pilih sendiri di bawah."),
    "saved": _("Dibaca seperti impor terakhir rekening ini."),
    "chosen": _("Dibaca seperti yang dipilih di bawah."),
    "preset": _("Dibaca dengan pola bank. Pola ini belum diperiksa dengan berkas asli."),
    "preset_misses": _("Pola bank itu tidak cocok dengan berkas ini."),
    "incomplete": _("Lengkapi pilihan kolom di bawah."),
    "no_header": _("Judul kolom tidak seperti sebelumnya. Periksa lagi."),
}


def day_words(day: date) -> str:
    """A day of a statement, as people write it: "17 Agu 2026"."""
    return format_date(day, "d MMM y", locale="en" if (get_language() or "").startswith("en") else "id")
