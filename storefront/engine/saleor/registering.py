"""The handshake: Saleor hands us the app's token. It is not signed, so the token is tried at the address we know."""

from typing import cast

from django.utils.module_loading import import_string

from sellers.kit import limits
from storefront.engine.saleor import connection, errors, verifying
from storefront.engine.saleor.asking import Api

MOST_TRIES, PER_S = 30, 60
LONGEST_TOKEN = 500


class NotTaken(Exception):
    """The token was not stored; the text is shown to whoever installs the app."""


def register(*, api_url: str, token: object) -> None:
    """Raises NotTaken. A second install replaces the token of the first."""
    if api_url != connection.public_url():
        raise NotTaken(f"This Lapak works on another Saleor. Set SALEOR_API_URL to {api_url[:200]} to use it here.")
    if not isinstance(token, str) or not token.strip() or len(token) > LONGEST_TOKEN or not token.isascii():
        raise NotTaken("The handshake brought no token.")
    if not limits.hit(what="saleor_register", key=api_url, limit=MOST_TRIES, per_s=PER_S):
        raise NotTaken("Too many handshakes at once. Wait a minute and install again.")
    try:
        app = _app_of(token)
        verifying.fetch_keys()
    except errors.Unreachable as error:
        raise NotTaken(f"Lapak cannot reach your Saleor at {connection.address()}: {error}") from error
    except errors.SaleorError as error:
        raise NotTaken(f"Your Saleor does not know this token: {error}") from error
    connection.set_token(token=token, app_id=app)


def _app_of(token: str) -> str:
    """The id of our app, if the token is that of our app. An invalid token makes a stranger, and no error."""
    client = cast(Api, import_string("storefront.engine.saleor.client.with_token")(token))
    app = client.ask("AppSelf", safe=True).get("app") or {}
    if app.get("identifier") != connection.APP_ID:
        raise NotTaken("Your Saleor does not know this token as Lapak's.")
    return str(app["id"])
