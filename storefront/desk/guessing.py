"""The category of a new product, guessed: from its name, else from the goods or the kind of the stall."""

from collections import Counter

from catalog.products.models import Category, Product
from catalog.search.finding import find
from sellers.accounts.models import Seller

LOOKED_AT = 8

_BY_ARCHETYPE = {
    "pengrajin_sentra": "kerajinan",
    "kub_kerajinan": "kerajinan",
    "kwt_olahan": "camilan",
    "poktan": "sayur",
    "peternak": "telur",
    "nelayan_olahan": "olahan_laut",
    "kopdes_mp": "sembako",
}


def guess_category(*, name: str, seller: Seller) -> str:
    """The slug of a category: of goods with such a name, of the stall's newest, of its kind, else the first."""
    alike = find(text=name, limit=LOOKED_AT)
    slugs = Product.objects.filter(pk__in=alike).values_list("category__slug", flat=True)
    votes = Counter(slugs)
    if votes:
        return votes.most_common(1)[0][0]
    own = Product.objects.filter(seller=seller).order_by("-pk").values_list("category__slug", flat=True).first()
    if own:
        return own
    known = list(Category.objects.order_by("position", "pk").values_list("slug", flat=True))
    wanted = _BY_ARCHETYPE.get(seller.archetype, "")
    return wanted if wanted in known or not known else known[0]
