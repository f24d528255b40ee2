"""Who somebody is, carried from one browser to another."""

from collections.abc import Iterable

from playwright.sync_api import BrowserContext, Cookie


def put(context: BrowserContext, cookies: Iterable[Cookie]) -> None:
    """Playwright reads and sets cookies by two types; these are the fields they share."""
    context.add_cookies(
        [
            {
                "name": cookie["name"],
                "value": cookie["value"],
                "domain": cookie["domain"],
                "path": cookie["path"],
                "expires": cookie["expires"],
                "httpOnly": cookie["httpOnly"],
                "secure": cookie["secure"],
                "sameSite": cookie["sameSite"],
            }
            for cookie in cookies
        ]
    )


def session(context: BrowserContext) -> list[Cookie]:
    return [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
