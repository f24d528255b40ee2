"""The category of a new product, guessed: from its name, else from the goods or the kind of the stall."""

from collections import Counter

from catalog.products.listing import cards, categories
from catalog.products.models import Product
from catalog.search import find
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller
from storefront.desk.defaults import of_kind

LOOKED_AT = 8


def guess_category(*, name: str, scope: Scope, seller: Seller) -> str:
    """The slug of a category: of goods with such a name, of the stall's newest, of its kind, else the first.

    The first word says what a thing is ("manisan pepaya kering" is no dried fish), so only goods that have it count.
    """
    alike = cards(ids=find(text=name, limit=LOOKED_AT), first=LOOKED_AT)
    first_word = name.casefold().split()[:1]
    votes = Counter(card.category_slug for card in alike.items if card.name.casefold().split()[:1] == first_word)
    if votes:
        return votes.most_common(1)[0][0]
    goods = Product.objects.within(scope).filter(seller=seller).order_by("-pk")
    own = goods.values_list("category__slug", flat=True).first()
    if own:
        return own
    known = [category.slug for category in categories()]
    wanted = of_kind(seller).category
    return wanted if wanted in known or not known else known[0]
