"""Asking for help from where one is stuck, also where there is no link."""

from collections.abc import Mapping

from sellers.kit import limits
from storefront.desk.acts.port import Act, Done, Sent
from storefront.stalls.calling_help import LONGEST, call_for_help

LIMIT, PER_S = 20, 24 * 60 * 60  # of one stall; what is over the limit waits on the phone


def ask(sent: Sent) -> Done:
    """Counted within the act's transaction: a message sent again, or on many connections at once, is one try."""
    limits.check(what="desk.help", key=str(sent.desk.seller.pk), limit=LIMIT, per_s=PER_S)
    page = sent.given.text("page", most=200)
    told = call_for_help(
        seller=sent.desk.seller,
        person=sent.desk.person,
        text=sent.given.text("text", most=LONGEST),
        page=page if page.startswith("/") and not page.startswith("//") else "",
        key=str(sent.key),
    )
    return Done({"told": told})


HELP: Mapping[str, Act] = {"help.ask": Act(None, ask)}
