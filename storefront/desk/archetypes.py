"""How the first question of the opening shows who opens: ten kinds of sellers and the helper, each with a drawing."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sellers.accounts.archetypes import ARCHETYPES


@dataclass(frozen=True)
class Shown:
    code: str
    label: Promise | str
    hint: Promise | str
    picture: str  # a drawing of desk/_pictures.html


_LOOKS: tuple[tuple[str, Promise, str], ...] = (
    ("perorangan_mikro", _("Saya membuat dan menjual sendiri"), "person"),
    ("pengrajin_sentra", _("Kendang, batik, gerabah, kayu"), "drum"),
    ("kub_kerajinan", _("Beberapa pengrajin, satu lapak"), "group"),
    ("kwt_olahan", _("Camilan, bumbu, minuman"), "jar"),
    ("poktan", _("Hasil panen: buah, sayur, padi"), "leaf"),
    ("peternak", _("Telur, koi, ayam, kambing"), "egg"),
    ("nelayan_olahan", _("Ikan segar, kering, atau kerupuk"), "fish"),
    ("koperasi", _("Menjual barang anggota"), "cooperative"),
    ("kopdes_mp", _("Gerai desa atau kelurahan"), "counter"),
    ("bumdes", _("Usaha milik desa"), "gate"),
)
HELPER = Shown("pendamping", _("Pendamping"), _("Membantu lapak orang lain"), "helper")  # opens no stall of its own
SHOWN = (*(Shown(code, ARCHETYPES[code].label, hint, picture) for code, hint, picture in _LOOKS), HELPER)
