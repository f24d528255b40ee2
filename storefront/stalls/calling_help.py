"""Asking for help: a stall's people write to its helpers, or to its cooperative where it has none."""

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.models import HelperConsent, Seller
from sellers.kit.errors import Expected
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.people.phones import show_phone

LONGEST = 500


class NobodyToAsk(Expected):
    """No helper and no cooperative with a phone."""

    code = "nobody_to_ask"


@transaction.atomic
def call_for_help(*, seller: Seller, person: Person, text: str, page: str, key: str) -> int:
    """Tell every live helper but the asker, else the cooperative; answers how many were told. Once for ever per `key`.

    Raises NobodyToAsk, and Expected where nothing was written.
    """
    text = text.strip()[:LONGEST]
    if not text:
        raise Expected(_("Tulis dulu apa yang perlu dibantu."), field="text", code="no_text")
    helpers = HelperConsent.objects.live().filter(seller=seller).exclude(helper=person).select_related("helper")
    told: list[tuple[str, Person | None]] = [(consent.helper.phone, consent.helper) for consent in helpers]
    if not told and seller.cooperative is not None and seller.cooperative.phone:
        told = [(seller.cooperative.phone, None)]
    if not told:
        raise NobodyToAsk(_("Lapak ini belum punya pendamping. Tanyakan ke koperasi terdekat."))
    body = _("%(name)s dari %(stall)s minta bantuan di halaman %(page)s: %(text)s Balas ke %(phone)s.") % {
        "name": person.name or show_phone(person.phone),
        "stall": seller.name,
        "page": page or "/lapak/",
        "text": text if text[-1] in ".!?" else f"{text}.",
        "phone": show_phone(person.phone),
    }
    for phone, helper in told:
        tell(key=f"help:{key}:{phone}", to=phone, person=helper, body=body, template="help_asked")
    return len(told)
