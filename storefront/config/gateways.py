"""What the environment says of payment gateways. A gateway without its secrets is not there at all."""

from storefront.config import env

Config = dict[str, str]


def configured() -> dict[str, Config]:
    """By gateway name; nothing for a gateway whose secret or collector is missing."""
    found = {"stripe": _stripe(), "midtrans": _midtrans()}
    return {name: config for name, config in found.items() if config}


def _stripe() -> Config:
    config = {
        "secret_key": env.text("LAPAK_STRIPE_SECRET_KEY"),
        "webhook_secret": env.text("LAPAK_STRIPE_WEBHOOK_SECRET"),
        "collector": env.text("LAPAK_STRIPE_COLLECTOR"),  # slug of the cooperative or operator whose account it is
        "country": env.text("LAPAK_STRIPE_COUNTRY", "ID").upper(),  # of that account, ISO 3166
        "api": env.text("LAPAK_STRIPE_API", "https://api.stripe.com"),
    }
    return config if _whole(config, "LAPAK_STRIPE_", ("secret_key", "webhook_secret", "collector")) else {}


def _midtrans() -> Config:
    config = {
        "server_key": env.text("LAPAK_MIDTRANS_SERVER_KEY"),
        "collector": env.text("LAPAK_MIDTRANS_COLLECTOR"),
        "api": env.text("LAPAK_MIDTRANS_API", "https://api.midtrans.com"),
    }
    return config if _whole(config, "LAPAK_MIDTRANS_", ("server_key", "collector")) else {}


def _whole(config: Config, prefix: str, needed: tuple[str, ...]) -> bool:
    """All that is needed, or nothing of it; a half is a slip that nobody would notice otherwise."""
    missing = [f"{prefix}{name.upper()}" for name in needed if not config[name]]
    if missing and len(missing) < len(needed):
        raise env.BadSetting(f"Set {' and '.join(missing)} too, or none of {prefix}….")
    return not missing
