"""The one Saleor we are connected to: which row, which token, and where it is called."""

from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from sellers.kit import clock
from storefront.engine.saleor.errors import NotConnected
from storefront.engine.saleor.models import Connection

APP_ID = "lapak.storefront"  # our name in every Saleor: the manifest's id, and the payment gateway's


def public_url() -> str:
    """The API's address as Saleor itself says it in its headers. Raises NotConnected when none is configured."""
    url = str(settings.SALEOR.get("api_url", ""))
    if not url:
        raise NotConnected("no Saleor is configured (SALEOR_API_URL)")
    return url


def address() -> str:
    """Where we call it."""
    return str(settings.SALEOR.get("internal_url") or public_url())


def keys_address() -> str:
    """Its public keys stand at the root of the same origin."""
    parts = urlsplit(address())
    return f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"


def is_media_address(url: str) -> bool:
    """Whether a file stands where this Saleor keeps its media: beside its public API, or where SALEOR_MEDIA_URL says.

    A stranger may have written the address: nothing else is ever fetched.
    """
    places = (public_url(), str(settings.SALEOR.get("media_url") or ""))
    known = {(parts.scheme, parts.netloc.lower()) for parts in map(urlsplit, places) if parts.netloc}
    try:
        asked = urlsplit(url)
    except ValueError:
        return False
    return (asked.scheme, asked.netloc.lower()) in known


def row() -> Connection:
    """The row of the configured Saleor, made if there is none: it may hold no token yet."""
    found, _ = Connection.objects.get_or_create(api_url=public_url())
    return found


def current() -> Connection:
    """The row of the configured Saleor with a token in it. Raises NotConnected."""
    found = Connection.objects.filter(api_url=public_url()).exclude(token_sealed="").first()
    if found is None:
        raise NotConnected("the app is not installed on this Saleor yet")
    return found


def is_connected() -> bool:
    return bool(settings.SALEOR) and Connection.objects.filter(api_url=public_url()).exclude(token_sealed="").exists()


def token(found: Connection) -> str:
    """Raises NotConnected when LAPAK_SECRET_KEY is another one than at the install."""
    opened = cast(str, import_string("storefront.engine.saleor.sealing.unseal")(found.token_sealed))
    if not opened:
        raise NotConnected("the app's token cannot be read with this LAPAK_SECRET_KEY: install the app again")
    return opened


def set_token(*, token: str, app_id: str) -> Connection:
    """A new install replaces the token and the app's id; what was learned of the shop stays."""
    sealed = import_string("storefront.engine.saleor.sealing.seal")(token)
    with transaction.atomic():
        found = row()
        found.token_sealed, found.app_id, found.installed_at = sealed, app_id, clock.now()
        found.save(update_fields=["token_sealed", "app_id", "installed_at"])
    return found


def remember_ids(**ids: str) -> None:
    """Keep what was made or found in Saleor under a name: "channel", "product_type" …"""
    with transaction.atomic():
        found = Connection.objects.select_for_update().get(pk=row().pk)
        found.ids = {**found.ids, **ids}
        found.save(update_fields=["ids"])
