"""A helper asks, the stall answers. Nobody is told whether a number has a stall."""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import SELLER_VERBS
from sellers.accounts.members import check_helper_verbs, let_help
from sellers.accounts.models import HelperConsent, HelperRequest, Membership
from sellers.audit.actions import record
from sellers.kit import clock, limits
from sellers.kit.errors import NotFound
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.people.phones import parse_phone

DAY = 24 * 60 * 60
LEADING = [role for role, verbs in SELLER_VERBS.items() if Verb.MEMBERS in verbs]


def ask_to_help(*, person: Person, phone: str, verbs: Iterable[str]) -> None:
    """Ask whoever leads a stall with this number. The answer is the same where there is none."""
    allowed = check_helper_verbs(verbs)
    number = parse_phone(phone)
    limits.check(what="help.asker", key=str(person.pk), limit=20, per_s=DAY)
    limits.check(what="help.asked", key=number, limit=5, per_s=DAY)
    led = Membership.objects.live().filter(person__phone=number, person__is_active=True, role__in=LEADING)
    for row in led.exclude(person=person).filter(seller__isnull=False).select_related("seller", "person"):
        _ask(row, person, allowed)


@transaction.atomic
def answer_request(*, scope: Scope, person: Person, request_id: int, yes: bool) -> HelperConsent | None:
    """The stall's leader says yes or no, once. Raises NotFound when it is not theirs to answer or was answered."""
    asked = HelperRequest.objects.within(scope).open().select_related("seller", "helper").filter(pk=request_id).first()
    if asked is None or asked.seller_id not in scope.seller_ids(Verb.MEMBERS):
        raise NotFound(_("Permintaan ini sudah dijawab."))
    answer = HelperRequest.Answer.YES if yes else HelperRequest.Answer.NO
    rows = HelperRequest.objects.open().filter(pk=asked.pk)
    if not rows.update(answer=answer, answered_by=person, answered_at=clock.now()):
        raise NotFound(_("Permintaan ini sudah dijawab."))
    if not yes:
        record(person=person, verb="helper.declined", obj=asked.seller, after={"helper": asked.helper_id})
        return None
    consent = let_help(seller=asked.seller, helper=asked.helper, given_by=person, verbs=list(asked.verbs))
    body = _("%(stall)s mengizinkan Bapak/Ibu mendampingi. Buka %(link)s") % {
        "stall": asked.seller.name,
        "link": f"{settings.BASE_URL}{reverse('helper_home')}",
    }
    tell(key=f"help.yes:{asked.pk}", to=asked.helper.phone, body=body, template="help_allowed", person=asked.helper)
    return consent


def take_back_request(*, person: Person, request_id: int) -> bool:
    """The helper no longer asks; nobody is told."""
    rows = HelperRequest.objects.open().filter(pk=request_id, helper=person)
    no = HelperRequest.Answer.NO
    return bool(rows.update(answer=no, answered_by=person, answered_at=clock.now()))


@transaction.atomic
def _ask(leader: Membership, person: Person, verbs: list[str]) -> None:
    seller = leader.seller
    if seller is None or HelperConsent.objects.live().filter(seller=seller, helper=person).exists():
        return
    if Membership.objects.live().filter(seller=seller, person=person).exists():
        return
    try:
        with transaction.atomic():
            asked = HelperRequest.objects.create(seller=seller, helper=person, verbs=verbs)
    except IntegrityError:  # asked already, and not answered yet
        return
    body = _("Bapak/Ibu, %(name)s ingin mendampingi lapak %(stall)s. Jawab ya atau tidak di %(link)s") % {
        "name": person.name or _("seseorang"),
        "stall": seller.name,
        "link": f"{settings.BASE_URL}{reverse('desk:today')}",
    }
    to = leader.person
    tell(key=f"help.asked:{asked.pk}", to=to.phone, body=body, template="help_asked", person=to)
