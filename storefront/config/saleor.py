"""What the environment says of the Saleor that this market runs on, or moves to."""

from urllib.parse import urlsplit

from storefront.config import env

Config = dict[str, str | int]


def configured(*, needed: bool) -> Config:
    """Empty when no Saleor is named. `api_url` is the only Saleor whose handshake and webhooks are believed.

    api_url       the public address of its API, as its Saleor-Api-Url header says it
    internal_url  where we call it, when that is another address (inside one compose network)
    hooks_url     where Saleor reaches us, when that is another address than the public one
    channel       slug of the sales channel
    timeout_s     how long one call may take
    dashboard_url where its Dashboard stands: the only page that may show ours inside itself (empty: none)
    media_url     where its photos stand, when that is another host than the API's (a bucket, a CDN)
    collector     slug of the cooperative or operator whose account other payment apps of that shop pay into
    """
    api_url = env.text("SALEOR_API_URL")
    if not api_url:
        if needed:
            raise env.BadSetting("Set SALEOR_API_URL too: COMMERCE_ENGINE=saleor needs to know which Saleor.")
        return {}
    return {
        "api_url": _address("SALEOR_API_URL", api_url),
        "internal_url": _address("SALEOR_INTERNAL_URL", env.text("SALEOR_INTERNAL_URL") or api_url),
        "hooks_url": env.text("SALEOR_HOOKS_URL"),
        "channel": env.text("SALEOR_CHANNEL", "lapak-id"),
        "timeout_s": env.number("SALEOR_TIMEOUT_S", 18, 1, 120),
        "dashboard_url": _origin("SALEOR_DASHBOARD_URL", env.text("SALEOR_DASHBOARD_URL"), "of its Dashboard"),
        "media_url": _origin("SALEOR_MEDIA_URL", env.text("SALEOR_MEDIA_URL"), "of its media"),
        "collector": env.text("LAPAK_SALEOR_COLLECTOR"),
    }


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or not parts.path.endswith("/graphql/"):
        raise env.BadSetting(f"{name} must be an address that ends with /graphql/, not {value!r}.")
    return value


def _origin(name: str, value: str, whose: str) -> str:
    """Scheme and host of an address; that is all that is compared."""
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or any(sign in parts.netloc for sign in " ;,'\"*@"):
        raise env.BadSetting(f"{name} must be Saleor's address {whose}, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc}"
