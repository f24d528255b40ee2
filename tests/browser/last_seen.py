"""What stood on every open page when a test failed: on a machine that is gone afterwards nobody can look."""

from collections.abc import Iterator

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.pocket import Pocket

WORDS, AT_MOST_MS = 1_500, 2_000


def told(fixtures: dict[str, object]) -> str:
    """Address and first words of each page that these fixtures have open."""
    return "\n\n".join(dict.fromkeys(_words(page) for page in _pages(fixtures)))


def _pages(fixtures: dict[str, object]) -> Iterator[Page]:
    for fixture in fixtures.values():
        if isinstance(fixture, Pocket):
            yield fixture.page
        elif isinstance(fixture, Page):
            yield fixture
        elif isinstance(fixture, Browser):
            for context in fixture.contexts:
                yield from context.pages
        elif isinstance(fixture, BrowserContext):
            yield from fixture.pages


def _words(page: Page) -> str:
    try:
        return f"{page.url}\n{page.locator('body').inner_text(timeout=AT_MOST_MS)[:WORDS]}"
    except Error as error:
        return f"a page that cannot be read any more: {error.message}"
