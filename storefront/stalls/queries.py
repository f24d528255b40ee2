"""Where the stalls of this market are."""

from sellers.accounts.models import Cooperative


def home_regency() -> str:
    """The kabupaten of the oldest cooperative: where a new stall most likely stands; "" where there is none."""
    code = Cooperative.objects.order_by("pk").values_list("village_code", flat=True).first()
    return code[:5] if code else ""
