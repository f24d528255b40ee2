"""Who can sign in to the demo: for the sign-in page, the terminal, and scripts. Answers nothing outside the demo."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sellers.accounts.models import HelperConsent, Membership
from sellers.people.models import Person
from sellers.people.tokens import PREFIX
from storefront.demo import sheets

OPERATOR_PASSWORD = "lapak-demo"  # noqa: S105  it opens the demo only, and stands on its first screen
_BUYER = sheets.PersonRow("+6281200000099", "Eko Nugroho", "pembeli", ())


@dataclass(frozen=True)
class DemoPerson:
    """`role` is a word for programs (ketua, pengurus, operator, …), `title` the sentence for people."""

    name: str
    role: str
    title: str
    phone: str
    token: str
    sellers: tuple[str, ...] = ()  # slugs
    cooperatives: tuple[str, ...] = ()
    password: str = ""


def rows() -> tuple[sheets.PersonRow, ...]:
    """Everybody the market is loaded with, a buyer with an account included."""
    return (*sheets.people(), _BUYER)


def raw_token(phone: str) -> str:
    """The person's API token: the same on every start with the same secret key."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo:{phone}".encode(), hashlib.sha256)
    return PREFIX + digest.hexdigest()[:40]


def demo_people() -> list[DemoPerson]:
    """The demo's people as they stand in the database; empty outside the demo and before it is loaded."""
    if not settings.DEMO:
        return []
    listed = {row.phone: row for row in rows()}
    found = {person.phone: person for person in Person.objects.filter(phone__in=listed, is_active=True)}
    stalls, cooperatives = _belongs(found.values())
    return [
        _shown(row, found[phone], stalls[found[phone].pk], cooperatives[found[phone].pk])
        for phone, row in listed.items()
        if phone in found
    ]


def first_faces() -> list[DemoPerson]:
    """One of each kind, for a short list: three sellers, a helper, officer, treasurer and chair, the operator."""
    wanted = ("+6281200000001", "+6281200000003", "+6281200000022", "+6281200000061", "+6281200000071",
              "+6281200000072", "+6281200000075", "+6281200000073", "+6281200000081", "+6281200000091")  # fmt: skip
    by_phone = {person.phone: person for person in demo_people()}
    return [by_phone[phone] for phone in wanted if phone in by_phone]


def _shown(row: sheets.PersonRow, person: Person, stalls: list[str], cooperatives: list[str]) -> DemoPerson:
    return DemoPerson(
        name=person.name,
        role="ketua" if row.role == "ketua_baru" else row.role,
        title=_title(row),
        phone=person.phone,
        token=raw_token(person.phone),
        sellers=tuple(stalls),
        cooperatives=tuple(cooperatives),
        password=OPERATOR_PASSWORD if person.is_superuser else "",
    )


def _belongs(people: Collection[Person]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Slugs of the stalls (helped ones too) and of the cooperatives each person stands in."""
    stalls: dict[int, list[str]] = defaultdict(list)
    cooperatives: dict[int, list[str]] = defaultdict(list)
    roles = Membership.objects.live().filter(person__in=people).order_by("pk")
    for person_id, stall, cooperative in roles.values_list("person_id", "seller__slug", "cooperative__slug"):
        (stalls if stall else cooperatives)[person_id].append(stall or cooperative)
    helped = HelperConsent.objects.filter(helper__in=people, withdrawn_at__isnull=True).order_by("pk")
    for person_id, stall in helped.values_list("helper_id", "seller__slug"):
        stalls[person_id].append(stall)
    return stalls, cooperatives


def _title(row: sheets.PersonRow) -> str:
    names = {seller.id: seller.name for seller in sheets.sellers()}
    where = names.get(row.of[0], "") if row.of else ""
    titles = {
        "ketua": _("Ketua %(where)s"),
        "sekretaris": _("Sekretaris %(where)s"),
        "anggota": _("Anggota %(where)s"),
        "bendahara": _("Bendahara %(where)s"),
        "pendamping": _("Pendamping tiga lapak"),
        "pengurus": _("Pengurus %(where)s"),
        "peninjau": _("Peninjau dinas"),
        "operator": _("Operator"),
        "ketua_baru": _("Ketua lapak yang menunggu persetujuan"),
        "pembeli": _("Pembeli"),
    }
    cooperatives = {"blitar": _("koperasi Blitar"), "tarakan": _("koperasi Tarakan")}
    return titles[row.role] % {"where": where or cooperatives.get(row.of[0] if row.of else "", "")}
