"""Keeps Documents and spellings in step with goods, in the transaction that changes them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import F

from catalog.products.models import Product
from catalog.search.models import Document, Spelling
from catalog.search.spelling import LONGEST, SHORTEST, forms
from catalog.search.words import index_words, words
from sellers.regions import places

_AT_ONCE = 500
_COLUMNS = (
    "id", "name", "name_en", "maker", "category__name_id", "category__name_en", "category__slug", "seller__name",
    "seller__village_code",
)  # fmt: skip


def index(product_ids: Iterable[int]) -> None:
    """Read these products again: published ones are found by their new words, others no more."""
    remaining = iter(dict.fromkeys(product_ids))
    while chunk := list(islice(remaining, _AT_ONCE)):
        _index_chunk(chunk)


def index_seller(seller_id: int) -> None:
    """A stall has another name or place: all its goods are found by the new one."""
    index(Product.objects.filter(seller_id=seller_id).values_list("pk", flat=True))


def index_all() -> int:
    """Everything anew, with the vocabulary; for a change of the rules of words. Answers how many products."""
    Spelling.objects.all().delete()
    Document.objects.all().delete()
    product_ids = list(Product.objects.filter(state=Product.State.PUBLISHED).values_list("pk", flat=True))
    index(product_ids)
    return len(product_ids)


def _index_chunk(product_ids: Sequence[int]) -> None:
    rows = list(Product.objects.filter(pk__in=product_ids, state=Product.State.PUBLISHED).values(*_COLUMNS))
    Document.objects.filter(product_id__in=set(product_ids) - {row["id"] for row in rows}).delete()
    documents = [_document(row) for row in rows]
    Document.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["product"], update_fields=["title", "about"]
    )
    _learn({word for document in documents for word in f"{document.title} {document.about}".split()})


def _document(row: dict[str, Any]) -> Document:
    place = places.names(row["seller__village_code"])
    about = [row["category__name_id"], row["category__name_en"], row["category__slug"], row["maker"]]
    return Document(
        product_id=row["id"],
        title=" ".join(index_words(row[name]) for name in ("name", "name_en")).strip(),
        about=" ".join(
            [*(index_words(text) for text in about), index_words(row["seller__name"]), *words(place)]
        ).strip(),
    )


def _learn(vocabulary: set[str]) -> None:
    fit = {word for word in vocabulary if SHORTEST <= len(word) <= LONGEST and word.isalpha()}
    for chunk in _chunks(sorted(fit)):
        known = set(Spelling.objects.filter(form=F("word"), word__in=chunk).values_list("word", flat=True))
        fresh = sorted((form, word) for word in chunk if word not in known for form in forms(word))
        rows = (Spelling(form=form, word=word) for form, word in fresh)
        Spelling.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_AT_ONCE)


def _chunks(ordered: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
