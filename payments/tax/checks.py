"""Do the yearly counters say what the books say? Each difference is one sentence for the operator."""

from collections.abc import Iterator

from django.conf import settings

from payments.ledger.models import Account, Posting
from payments.tax import turnover
from payments.tax.models import TurnoverYear
from sellers.accounts.models import Seller
from sellers.kit import clock


def differences() -> Iterator[str]:
    """Nothing while the module is off."""
    if not settings.PPH22:
        return
    counted = set()
    for row in TurnoverYear.objects.select_related("seller").order_by("year", "seller_id", "currency"):
        counted.add((row.seller_id, row.year, row.currency))
        zone = turnover.zone_of(row.seller.village_code)
        books = turnover.in_year(seller_id=row.seller_id, currency=row.currency, year=row.year, zone=zone)
        if (row.turnover_minor, row.withheld_minor) != (books.turnover, books.withheld):
            yield (
                f"seller {row.seller_id}, {row.year}, {row.currency}: counted {row.turnover_minor}, withheld "
                f"{row.withheld_minor}; the books say {books.turnover}, {books.withheld} (manage.py pph22 recount)"
            )
    yield from _uncounted(counted)


def _uncounted(counted: set[tuple[int, int, str]]) -> Iterator[str]:
    """Who sold this year and has no counter: the module was switched on since."""
    sold = Posting.objects.filter(kind="sale", source__kind=Account.Kind.SELLER, at__year__gte=clock.now().year)
    for seller_id, currency in sold.order_by().values_list("source__seller_id", "currency").distinct():
        seller = Seller.objects.get(pk=seller_id)
        year = turnover.year_of(clock.now(), turnover.zone_of(seller.village_code))
        if (seller.pk, year, currency) not in counted:
            yield f"seller {seller.pk}, {year}: sold in {currency} and is not counted (manage.py pph22 recount)"
