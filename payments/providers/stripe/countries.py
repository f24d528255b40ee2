"""Between which countries Connect moves money without asking Stripe first. Pure; known without loading the SDK.

docs.stripe.com/connect/cross-border-payouts, read 2026-11.
"""

EEA = frozenset([
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
])  # fmt: skip
ACROSS_BORDERS = frozenset(["CA", "CH", "GB", "US"]) | EEA


def may_send(*, platform: str, account: str) -> bool:
    """Whether a platform's account in one country (ISO 3166) may send to a seller's in the other."""
    return platform == account or {platform, account} <= ACROSS_BORDERS
