"""In what a stall prices its goods: its cooperative's currency, else the one a new row starts with."""

from catalog.products.models import Variant
from sellers.accounts.models import Seller


def currency_of(seller: Seller) -> str:
    if seller.cooperative is not None:
        return seller.cooperative.currency
    return str(Variant._meta.get_field("currency").default)
