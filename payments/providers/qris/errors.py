"""Why a code is refused as a collector's QRIS, each as a sentence with what to do."""

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected


class QrisRefused(Expected):
    """The code cannot be used to collect with."""

    code = "qris_refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="payload")


class NotQris(QrisRefused):
    code = "not_qris"

    def __init__(self) -> None:
        super().__init__(_("Ini bukan kode QRIS. Pakai QRIS toko yang tercetak."))


class QrisCutOff(QrisRefused):
    code = "qris_cut_off"

    def __init__(self) -> None:
        super().__init__(_("Kode QRIS terpotong. Salin seluruhnya atau foto lagi."))


class QrisWrongCrc(QrisRefused):
    code = "qris_wrong_crc"

    def __init__(self) -> None:
        super().__init__(_("Angka periksa (CRC) QRIS tidak cocok. Salin ulang atau foto lagi."))


class QrisIsDynamic(QrisRefused):
    code = "qris_is_dynamic"

    def __init__(self) -> None:
        super().__init__(_("Ini QRIS dinamis, hanya untuk satu pembayaran. Pakai QRIS statis yang tercetak."))


class QrisNotIdr(QrisRefused):
    code = "qris_not_idr"

    def __init__(self) -> None:
        super().__init__(_("QRIS ini bukan dalam rupiah. Pakai QRIS rupiah."))


class QrisWithoutNmid(QrisRefused):
    code = "qris_without_nmid"

    def __init__(self) -> None:
        super().__init__(_("Kode ini tanpa NMID, jadi bukan QRIS nasional. Minta QRIS ke bank."))


class QrisIncomplete(QrisRefused):
    code = "qris_incomplete"

    def __init__(self) -> None:
        super().__init__(_("Isi QRIS tidak lengkap. Minta QRIS baru ke bank."))


class NoCodeInPicture(QrisRefused):
    code = "no_code_in_picture"

    def __init__(self) -> None:
        super().__init__(_("Kode di foto tidak terbaca. Foto lagi dari dekat, tegak, dan terang."))


class TwoCodesInPicture(QrisRefused):
    code = "two_codes_in_picture"

    def __init__(self) -> None:
        super().__init__(_("Ada lebih dari satu QRIS di foto. Foto satu saja."))
