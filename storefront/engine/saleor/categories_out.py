"""Our categories in Saleor, found or made by their slug and remembered; another name is followed."""

import logging
from collections.abc import Iterable

from catalog.products.models import Category
from storefront.engine import saleor
from storefront.engine.saleor import connection
from storefront.engine.saleor.errors import Denied, SaleorError, problems, raise_for
from storefront.engine.saleor.mapping import Json, pairs

log = logging.getLogger("lapak.saleor")
_TAKEN = frozenset({"UNIQUE"})


def categories(slugs: Iterable[str]) -> dict[str, str]:
    """Saleor's id of each of our categories, by our slug; one that Saleor refuses is missing."""
    known = connection.current().ids
    found: dict[str, str] = {}
    for category in Category.objects.filter(slug__in=set(slugs)).order_by("slug"):
        name, said = f"category:{category.slug}", f"category_said:{category.slug}"
        id = known.get(name, "")
        try:
            if not id or known.get(said) != _said(category):
                id = _brought(category, id)
                connection.remember_ids(**{name: id, said: _said(category)})
        except Denied:
            raise
        except SaleorError as error:
            log.warning("category %s: %s", category.slug, error)
            continue
        found[category.slug] = id
    return found


def _brought(category: Category, id: str) -> str:
    wanted = _input(category)
    if not id:
        answer = saleor.api().ask("CreateCategory", {"input": {**wanted, "slug": category.slug}})["categoryCreate"]
        if not any(one.code in _TAKEN for one in problems(answer)):
            return str(raise_for(answer)["category"]["id"])
        # it was there, or our first answer was lost
        found = saleor.api().ask("CategoryOfSlug", {"slug": category.slug}, safe=True)["category"]
        id = str((found or raise_for(answer))["id"])
    answer = saleor.api().ask("UpdateCategory", {"id": id, "input": wanted}, safe=True)["categoryUpdate"]
    return str(raise_for(answer)["category"]["id"])


def _input(category: Category) -> Json:
    words = {"lapak.name_en": category.name_en, "lapak.emblem": category.emblem}
    return {"name": category.name_id, "metadata": pairs(words)}


def _said(category: Category) -> str:
    return f"{category.name_id}|{category.name_en}|{category.emblem}"
