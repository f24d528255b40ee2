"""How rules, measures and pots are called, for treasurers and members."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from storefront.terms.shares.amounts import typed_part
from storefront.terms.shares.models import ShareRule

Method = ShareRule.Method

METHODS: dict[str, tuple[Promise, Promise]] = {  # its name, and what it means
    Method.WEIGHT: (_later("Menurut kilogram"), _later("Siapa menyetor lebih banyak, dapat lebih banyak.")),
    Method.HOURS: (_later("Menurut jam kerja"), _later("Siapa bekerja lebih lama, dapat lebih banyak.")),
    Method.FIXED: (_later("Bagian tetap"), _later("Tiap anggota punya bagian sendiri, misalnya 2 dan 1.")),
    Method.EQUAL: (_later("Sama rata"), _later("Semua anggota dapat sama banyak.")),
}
POTS: dict[str, Promise] = {
    "reserve": _later("Cadangan"),
    "transactions": _later("Jasa usaha (transaksi)"),
    "savings": _later("Jasa modal (simpanan)"),
    "board": _later("Dana pengurus"),
    "staff": _later("Dana karyawan"),
    "education": _later("Dana pendidikan"),
    "social": _later("Dana sosial"),
}


def rule_sentence(rule: ShareRule) -> str:
    """The rule as a member would say it."""
    method = str(METHODS[rule.method][0])
    if not rule.reserve_basis_points:
        return _("%(method)s, setelah potongan dan biaya.") % {"method": method}
    values = {"method": method, "percent": percent(rule.reserve_basis_points)}
    return _("%(method)s, setelah potongan, biaya, dan cadangan %(percent)s%%.") % values


def measure_words(method: str, measure: int) -> str:
    """ "20 kg", "3,5 jam", "2 bagian"; nothing for equal shares."""
    if method == Method.WEIGHT:
        return f"{typed_part(measure, 1_000)} kg"
    if method == Method.HOURS:
        return _("%(n)s jam kerja") % {"n": typed_part(measure, 60)}
    return _("%(n)s bagian") % {"n": measure} if method == Method.FIXED else ""


def percent(basis_points: int) -> str:
    """ "40", "2,5": as a form shows it."""
    return typed_part(basis_points, 100)
