"""The kinds of sellers, as the first question at the opening of a stall offers them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Archetype:
    code: str
    label: "Promise | str"
    group: bool  # several people behind one stall


ARCHETYPES: dict[str, Archetype] = {
    kind.code: kind
    for kind in (
        Archetype("perorangan_mikro", _("Usaha perorangan"), group=False),
        Archetype("kub_kerajinan", _("Kelompok pengrajin (KUB)"), group=True),
        Archetype("kwt_olahan", _("Kelompok wanita tani (KWT)"), group=True),
        Archetype("poktan", _("Kelompok tani"), group=True),
        Archetype("nelayan_olahan", _("Kelompok olahan ikan"), group=True),
        Archetype("pengrajin_sentra", _("Pengrajin"), group=False),
        Archetype("peternak", _("Peternak atau pembudidaya ikan"), group=False),
        Archetype("koperasi", _("Koperasi"), group=True),
        Archetype("kopdes_mp", _("Koperasi Desa atau Kelurahan Merah Putih"), group=True),
        Archetype("bumdes", _("BUMDes"), group=True),
    )
}
