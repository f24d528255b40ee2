"""Search by PostgreSQL's full text index over our own words: its `simple` configuration changes nothing in them."""

from collections.abc import Sequence

from django.db import connection

from catalog.search.port import Alternative, Group, Match

_SQL = """
    SELECT document.product_id, document.title, document.about
    FROM search_document document
    JOIN products_product product ON product.id = document.product_id AND product.state = 'published'
    JOIN accounts_seller seller ON seller.id = product.seller_id
    LEFT JOIN accounts_cooperative cooperative ON cooperative.id = seller.cooperative_id
    WHERE document.words @@ to_tsquery('simple', %s)
      AND (seller.state = 'approved' OR seller.state = 'pending' AND cooperative.pending_orders IS NOT NULL)
    ORDER BY ts_rank(document.words, to_tsquery('simple', %s)) DESC
    LIMIT %s
"""


class PostgresqlIndex:
    def matching(self, groups: Sequence[Group], *, every: bool, limit: int) -> list[Match]:
        between = " & " if every else " | "
        query = between.join("(" + " | ".join(_term(alternative) for alternative in group) + ")" for group in groups)
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [query, query, limit])
            return [
                Match(product_id, frozenset(title.split()), frozenset(about.split()))
                for product_id, title, about in cursor.fetchall()
            ]


def _term(alternative: Alternative) -> str:
    return f"'{alternative.word}'" + (":*" if alternative.prefix else "")
