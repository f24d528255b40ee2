"""A sheet somebody brought, with a row of each kind."""

import io

from catalog.products.models import SheetImport, Variant
from catalog.products.sheets import bringing
from catalog.products.sheets.bringing import Brought
from sellers.accounts.asking import scope_of
from tests.cast import Cast
from tests.catalog.sheets.making import HEAD, OPAK, csv


def sheet_of(cast: Cast, *rows: list[str], key: str = "lembar") -> SheetImport:
    """New goods, a wrong price, and a changed price of what stands; or the rows given, under the headings of HEAD."""
    own = (OPAK, ["Opak Asin", *OPAK[1:4], "murah", "5"], ["Opak Gambir", "", "kg", "", "45000", ""])
    data = csv(HEAD, *(rows or own))
    return bringing.bring(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, key=key, currency="IDR",
        brought=Brought("barang.csv", io.BytesIO(data)), guess=lambda name: "camilan",
    )  # fmt: skip


def packs_of(cast: Cast, many: int) -> list[Variant]:
    """So many packs of Sari's opak, 1 g, 2 g and so on, at Rp10.000 each."""
    return Variant.objects.bulk_create(
        Variant(
            product=cast.saris.product, pool=cast.saris.pool, label=f"{n} g", unit="bungkus", pack_size=n, weight_g=n,
            price_minor=10_000, position=n,
        )
        for n in range(1, many + 1)
    )  # fmt: skip
