"""The addresses of Lapak, walked from its URL patterns: what tests of every page go by."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

NOT_OURS = ("admin", "i18n")  # Django's own


def patterns() -> list[tuple[str, tuple[str, ...]]]:
    """Name and parts of each address that is ours."""

    def walk(rows: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
        for row in rows:
            if isinstance(row, URLResolver):
                if str(row.pattern).strip("/") not in NOT_OURS:
                    yield from walk(row.url_patterns, f"{row.namespace}:" if row.namespace else space)
            elif row.name:
                yield f"{space}{row.name}", tuple(row.pattern.converters)

    return list(walk(get_resolver().url_patterns))
