"""Search by SQLite's FTS5, kept up by triggers on search_document."""

from collections.abc import Sequence

from django.db import connection

from catalog.search.port import Alternative, Group, Match

_SQL = """
    SELECT document.product_id, document.title, document.about
    FROM search_fts
    JOIN search_document document ON document.product_id = search_fts.rowid
    JOIN products_product product ON product.id = document.product_id AND product.state = 'published'
    JOIN accounts_seller seller ON seller.id = product.seller_id
    LEFT JOIN accounts_cooperative cooperative ON cooperative.id = seller.cooperative_id
    WHERE search_fts MATCH %s
      AND (seller.state = 'approved' OR seller.state = 'pending' AND cooperative.pending_orders IS NOT NULL)
    ORDER BY bm25(search_fts, 8.0, 1.0)
    LIMIT %s
"""


class SqliteIndex:
    def matching(self, groups: Sequence[Group], *, every: bool, limit: int) -> list[Match]:
        between = " AND " if every else " OR "
        query = between.join("(" + " OR ".join(_term(alternative) for alternative in group) + ")" for group in groups)
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [query, limit])
            return [
                Match(product_id, frozenset(title.split()), frozenset(about.split()))
                for product_id, title, about in cursor.fetchall()
            ]


def _term(alternative: Alternative) -> str:
    return f'"{alternative.word}"' + ("*" if alternative.prefix else "")
