"""The words that pages of the desk share: what their templates say whoever looks, in one text that a phone keeps.

A page is then packed against this text (see packing.py) and weighs what is new in it. A text that fits its pages badly
packs them badly, never wrongly.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import cast

from csp.utils import build_policy
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from jinja2 import Environment, nodes

from storefront.desk import spoken as screens

Call = Callable[[str], str]
MOST = 32_000  # bytes: further back than this nothing can be pointed at
HEADS = (
    "Content-Type: text/html; charset=utf-8\nX-Desk: \nX-Desk-Mark: \nX-Frame-Options: DENY\nContent-Language: id\n"
    "X-Content-Type-Options: nosniff\nReferrer-Policy: same-origin\nCross-Origin-Opener-Policy: same-origin\n"
    "Cache-Control: max-age=0, no-cache, no-store, must-revalidate, private\nExpires: \nContent-Security-Policy: "
)
TEMPLATES = (  # in about the order of a page: from its end the beginning of this text is out of reach
    "_page.html", "desk/_app.html", "desk/_layout.html", "desk/_listen.html", "_components/mark.html",
    "desk/_link.html", "desk/_bar.html", "desk/today.html", "desk/products.html", "desk/_product_row.html",
    "desk/orders.html", "_components/money.html", "desk/_deed.html", "desk/_act.html", "desk/_order_photo.html",
    "desk/_order_until.html", "desk/_order_row.html", "desk/_when.html", "_components/field.html",
    "_components/button.html", "_components/notice.html", "desk/_order_act.html", "desk/_order_goods.html",
    "desk/order.html", "desk/_order_scan.html", "desk/_buyer.html", "desk/_order_label.html",
    "desk/_order_money.html", "desk/_order_cancel.html",
)  # fmt: skip


@cache
def words() -> bytes:
    env: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # of Django's engine for Jinja
    sources = [env.loader.get_source(env, name)[0] for name in TEMPLATES if env.loader]
    with override("id"):  # whoever asked first: it is one text for all
        said = [str(screens.SCREENS[name]) for name in TEMPLATES if name in screens.SCREENS]
    drawn = partial(_drawn, cast(Call, env.globals["icon"]))
    calls: dict[str, Call] = {"_": str, "icon": drawn, "static": _there, "url": reverse}
    pieces = dict.fromkeys((*said, *(piece for source in sources for piece in _literals(env.parse(source), calls))))
    policy = "; ".join(sorted(build_policy().split("; ")))  # its own order is another in each process
    return "".join((*pieces, HEADS, policy)).encode()[-MOST:]


@cache
def version() -> str:
    return hashlib.sha256(words()).hexdigest()[:12]


def _literals(node: nodes.Node, calls: dict[str, Call]) -> Iterator[str]:
    """What stands in a template as it will stand on the page, in its order."""
    match node:
        case nodes.TemplateData(data=text):
            yield text
        case nodes.Call(node=nodes.Name(name=called), args=[nodes.Const(value=str(word))]) if called in calls:
            yield calls[called](word)
        case nodes.Const(value=str(word)):
            yield calls["icon"](word) or word
        case _:
            for child in node.iter_child_nodes():
                yield from _literals(child, calls)


def _drawn(icon: Call, word: str) -> str:
    """A word that a macro is given may be the name of a drawing."""
    try:
        return icon(word) if word.isascii() and word.islower() else ""
    except KeyError:
        return ""


def _there(name: str) -> str:
    try:
        return static(name)
    except ValueError:
        return ""  # added after this run's files were collected
