"""How the first question of the opening shows the kinds of sellers: each with a drawing and a few words."""

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
    ("koperasi", _("Menjual barang anggota"), "house"),
    ("kopdes_mp", _("Gerai desa atau kelurahan"), "house"),
    ("bumdes", _("Usaha milik desa"), "house"),
)
SHOWN = tuple(Shown(code, ARCHETYPES[code].label, hint, picture) for code, hint, picture in _LOOKS)
