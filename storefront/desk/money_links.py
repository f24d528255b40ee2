"""Where the page Uang leads: one row for each thing about money, for those who may open it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from sellers.accounts.access import Verb
from storefront.desk.gate import Desk


@dataclass(frozen=True)
class MoneyLink:
    """`url` is a URL name of the desk; `verb` is what one must be allowed."""

    url: str
    icon: str
    words: str | Promise
    explains: str | Promise
    verb: Verb = Verb.MONEY


LINKS: list[MoneyLink] = []


def links_for(desk: Desk) -> list[MoneyLink]:
    return [link for link in LINKS if desk.may(link.verb)]
