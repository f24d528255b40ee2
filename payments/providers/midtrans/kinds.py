"""The kinds of payment Midtrans takes: what is asked for each, what is kept of the answer, what the payer sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from payments.providers.port import Instructions, Line, ToPay

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """`ask` is added to the charge request. `keep` takes what the payer needs from an answer; {} when it lacks it."""

    label: str | Promise
    ask: Callable[[ToPay], dict[str, Any]]
    keep: Callable[[Answer], dict[str, str]]
    show: Callable[[ToPay, Answer], Instructions]


def _qris(charge: ToPay) -> dict[str, Any]:
    return {"payment_type": "qris", "qris": {"acquirer": "gopay"}}


def _keep_qr(told: Answer) -> dict[str, str]:
    return _whole({"qr_string": told.get("qr_string")})


def _show_qr(charge: ToPay, kept: Answer) -> Instructions:
    note = _("Pindai dengan aplikasi bank atau dompet digital apa saja.")
    return Instructions("qr", (_amount(charge),), note, charge.expires_at, qr=str(kept["qr_string"]))


def _bank(bank: str) -> Callable[[ToPay], dict[str, Any]]:
    return lambda _charge: {"payment_type": "bank_transfer", "bank_transfer": {"bank": bank}}


def _keep_account(told: Answer) -> dict[str, str]:
    numbers = told.get("va_numbers")
    first = numbers[0] if isinstance(numbers, list) and numbers and isinstance(numbers[0], dict) else {}
    return _whole({"bank": first.get("bank"), "va_number": first.get("va_number")})


def _show_account(charge: ToPay, kept: Answer) -> Instructions:
    number = str(kept["va_number"])
    lines = (
        Line(_("Bank"), str(kept["bank"]).upper()),
        Line(_("Nomor virtual account"), number, number),
        _amount(charge, copy=True),
    )
    return Instructions("manual", lines, _("Bayar lewat m-banking atau ATM bank ini."), charge.expires_at)


def _mandiri(charge: ToPay) -> dict[str, Any]:
    bill = {"bill_info1": "Pesanan", "bill_info2": charge.code}
    return {"payment_type": "echannel", "echannel": bill}


def _keep_bill(told: Answer) -> dict[str, str]:
    return _whole({"bill_key": told.get("bill_key"), "biller_code": told.get("biller_code")})


def _show_bill(charge: ToPay, kept: Answer) -> Instructions:
    lines = (
        Line(_("Bank"), "MANDIRI"),
        Line(_("Kode perusahaan"), str(kept["biller_code"]), str(kept["biller_code"])),
        Line(_("Kode bayar"), str(kept["bill_key"]), str(kept["bill_key"])),
        _amount(charge, copy=True),
    )
    return Instructions("manual", lines, _("Di Livin' atau ATM Mandiri, pilih Bayar."), charge.expires_at)


def _wallet(name: str) -> Callable[[ToPay], dict[str, Any]]:
    def ask(charge: ToPay) -> dict[str, Any]:
        back = {"callback_url": charge.back_to} if charge.back_to else {}
        wallet = {"enable_callback": bool(back), **back} if name == "gopay" else back
        return {"payment_type": name, name: wallet}

    return ask


def _keep_link(told: Answer) -> dict[str, str]:
    actions = told.get("actions")
    links = {one.get("name"): one.get("url") for one in actions or [] if isinstance(one, dict)}
    url = links.get("deeplink-redirect")
    # the payer's browser is sent there: anything but a web page or an app of the wallet is not
    return _whole({"url": url if str(url).startswith(("https://", "gojek://", "shopeeid://")) else ""})


def _show_link(charge: ToPay, kept: Answer) -> Instructions:
    note = _("Buka aplikasinya, setujui pembayaran, lalu kembali ke sini.")
    return Instructions("redirect", (_amount(charge),), note, charge.expires_at, url=str(kept["url"]))


def _amount(charge: ToPay, *, copy: bool = False) -> Line:
    return Line(_("Jumlah"), charge.total, str(charge.total.minor) if copy else "")


def _whole(found: Mapping[str, object]) -> dict[str, str]:
    """All of it as text, or nothing."""
    return {name: str(value) for name, value in found.items()} if all(found.values()) else {}


KINDS: dict[str, Kind] = {
    "qris": Kind(_later("QRIS"), _qris, _keep_qr, _show_qr),
    "va_bca": Kind(_later("Virtual account BCA"), _bank("bca"), _keep_account, _show_account),
    "va_bri": Kind(_later("Virtual account BRI"), _bank("bri"), _keep_account, _show_account),
    "va_bni": Kind(_later("Virtual account BNI"), _bank("bni"), _keep_account, _show_account),
    "va_mandiri": Kind(_later("Mandiri Bill"), _mandiri, _keep_bill, _show_bill),
    "gopay": Kind(_later("GoPay"), _wallet("gopay"), _keep_link, _show_link),
    "shopeepay": Kind(_later("ShopeePay"), _wallet("shopeepay"), _keep_link, _show_link),
}
FIRST = "qris"
