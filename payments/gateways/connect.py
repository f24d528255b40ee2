"""Connect: a seller's own account at the gateway that the cooperative's money may be handed on to, where that works.

Registering is three steps like every call: the row, the call keyed by it, the answer. A link to the gateway's pages is
made each time it is needed: it lives for minutes. Whether money arrives is asked, and remembered with its time.
"""

from functools import cache
from typing import Protocol

from babel import Locale
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.charges.owners import to_be_told
from payments.gateways.errors import CannotReceive, GatewayAway, NoSuchAccount
from payments.gateways.models import ConnectedAccount
from payments.providers.port import ProviderError
from payments.providers.stripe.countries import may_send
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.regions import places

GATEWAY = "stripe"
ONBOARDING = "payments.providers.stripe.accounts.Accounts"


class Onboarding(Protocol):
    """Every call raises ProviderError."""

    def create(self, *, key: str, country: str, ref: str) -> str: ...
    def link(self, *, account: str, again_at: str, back_to: str) -> str: ...
    def can_receive(self, account: str) -> bool: ...


def is_offered(seller: Seller) -> bool:
    """Whether the gateway's account holds money for this seller: its cooperative's account, or the operator's."""
    config = settings.GATEWAYS.get(GATEWAY)
    if not config:
        return False
    owner = Cooperative.objects.filter(slug=config["collector"]).first()
    return owner is not None and (owner.pk == seller.cooperative_id or owner.is_operator)


def why_not(seller: Seller) -> str:
    """Why the gateway cannot send money to where this seller is, in the reader's language; empty when it can."""
    platform, own = settings.GATEWAYS[GATEWAY]["country"], places.country_of(seller.village_code)
    if may_send(platform=platform, account=own):
        return ""
    names = {"platform": country_name(platform), "own": country_name(own)}
    return _("Akun Stripe pasar ini ada di %(platform)s dan tidak bisa mengirim ke %(own)s.") % names


def account_of(*, scope: Scope, seller: Seller) -> ConnectedAccount | None:
    return ConnectedAccount.objects.within(scope).filter(seller=seller, gateway=GATEWAY).first()


def begin(*, scope: Scope, person: Person, seller: Seller) -> ConnectedAccount:
    """The seller's account, made at the gateway if it was not yet. Safe to repeat.

    Raises NoSuchAccount for who may not, CannotReceive with the explanation, GatewayAway.
    """
    if seller.pk not in scope.seller_ids(Verb.BANK) or not is_offered(seller):
        raise NoSuchAccount
    if refusal := why_not(seller):
        raise CannotReceive(refusal)
    account = _intent(person, seller)
    if not account.external_id:
        try:
            made = _onboarding().create(key=f"connect:{account.pk}", country=account.country, ref=seller.slug)
        except ProviderError as error:
            raise _sentence(error) from error
        ConnectedAccount.objects.filter(pk=account.pk, external_id="").update(external_id=made)
    return ConnectedAccount.objects.get(pk=account.pk)


def link(account: ConnectedAccount, *, again_at: str, back_to: str) -> str:
    """Where the seller goes on registering; absolute addresses. Raises GatewayAway."""
    try:
        return _onboarding().link(account=account.external_id, again_at=again_at, back_to=back_to)
    except ProviderError as error:
        raise _sentence(error) from error


def refresh(account: ConnectedAccount) -> ConnectedAccount:
    """Ask whether money arrives there now; told once to the seller when it first does. Raises GatewayAway."""
    try:
        can = bool(account.external_id) and _onboarding().can_receive(account.external_id)
    except ProviderError as error:
        raise _sentence(error) from error
    with transaction.atomic():
        before = ConnectedAccount.objects.select_for_update(of=("self",)).select_related("seller").get(pk=account.pk)
        ConnectedAccount.objects.filter(pk=account.pk).update(can_receive=can, checked_at=clock.now())
        if can != before.can_receive:
            record(person=None, verb="connected_account_checked", obj=before, after={"can_receive": can})
            _tell(before, can)
    return ConnectedAccount.objects.get(pk=account.pk)


def country_name(code: str) -> str:
    """ISO 3166 to the reader's word for it."""
    names = Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-").territories
    return str(names.get(code, code))


def _intent(person: Person, seller: Seller) -> ConnectedAccount:
    with transaction.atomic():
        account, made = ConnectedAccount.objects.get_or_create(
            seller=seller, gateway=GATEWAY, defaults={"country": places.country_of(seller.village_code)}
        )
        if made:
            record(person=person, verb="connected_account_begun", obj=account, after={"gateway": GATEWAY})
            _warn(account, by=person)
    return account


def _warn(account: ConnectedAccount, *, by: Person) -> None:
    """As for a bank account: whoever answers for the money hears of it before the first of it can go there."""
    about = {"account": GATEWAY.capitalize(), "owner": account.seller.name, "person": by.name or by.phone}
    for one in to_be_told(seller_id=account.seller_id, cooperative_id=None):
        with translation.override(one.language):
            opening = _("Rekening baru %(account)s ditambahkan untuk %(owner)s oleh %(person)s.") % about
            link = {"link": f"{settings.BASE_URL}/lapak/uang/"}
            check = _("Bukan Bapak/Ibu yang mengatur? Segera periksa: %(link)s") % link
        key = f"connect_begun:{account.pk}:{one.pk}"
        tell(key=key, to=one.phone, body=f"{opening}\n\n{check}", template="bank_account_changed", person=one)


def _tell(account: ConnectedAccount, can: bool) -> None:
    moment = int(clock.now().timestamp())
    if can:
        body = _("Bapak/Ibu, akun Stripe %(stall)s siap. Pencairan berikutnya bisa dikirim ke sana.")
    else:
        body = _("Bapak/Ibu, Stripe berhenti menerima uang untuk %(stall)s. Buka halaman Uang di Lapak.")
    tell(
        key=f"connect:{account.pk}:{can}:{moment}",
        to=account.seller.phone,
        body=body % {"stall": account.seller.name},
        template="connected_account",
    )


def _sentence(error: ProviderError) -> CannotReceive | GatewayAway:
    """A refusal for good is explained, and the rest is for later."""
    if error.permanent:
        return CannotReceive(_("Stripe belum menerima pendaftaran dari akun pasar ini."))
    return GatewayAway()


@cache
def _onboarding() -> Onboarding:
    found: Onboarding = import_string(ONBOARDING)()
    return found
