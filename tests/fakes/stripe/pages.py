"""The pages a person would see at Stripe: to pay, and to register an account. Plain forms, for browsers and tests."""

from html import escape

from tests.fakes.stripe import checkout
from tests.fakes.stripe.connect import finish_onboarding, use_link
from tests.fakes.stripe.refusal import Refusal, missing
from tests.fakes.stripe.world import World

STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:26rem;margin:0 auto;padding:1.5rem;background:#f6f8fb}"
    "main{background:#fff;border-radius:12px;padding:1.5rem}button,a.b{display:block;width:100%;box-sizing:border-box;"
    "min-height:48px;margin:.75rem 0;font:inherit;border-radius:8px;border:1px solid #3a3f87;text-align:center;"
    "line-height:48px;background:#fff;color:#2a2f77;text-decoration:none}button.p{background:#3a3f87;color:#fff}"
)
Page = tuple[int, str, str]  # status, html, where to go instead


def show(world: World, path: str) -> Page:
    match path.strip("/").split("/"):
        case ["c", "pay", name]:
            return _to_pay(world, name)
        case ["setup", token]:
            return _to_set_up(world, token)
    return 404, _page("Not found", "<p>Nothing here.</p>"), ""


def act(world: World, path: str) -> Page:
    """What a press of a button does. Raises Refusal."""
    match path.strip("/").split("/"):
        case ["c", "pay", name, ("now" | "slowly") as how]:
            try:
                session = checkout.pay(world, name, slowly=how == "slowly")
            except ValueError as error:
                raise Refusal(str(error), status=409) from error
            return 303, "", str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", name)
        case ["setup", account, "done", token]:
            finish_onboarding(world, world.get("account", account))
            return 303, "", str(world.links[token]["return_url"])
    raise missing("page", path)


def _to_pay(world: World, name: str) -> Page:
    checkout.end_old(world)
    session = world.get("checkout.session", name)
    if session["status"] != "open":
        return 200, _page("Session ended", f"<p>This session is {session['status']}.</p>"), ""
    amount = f"{session['amount_total'] / 100:,.2f} {session['currency'].upper()}"
    line = escape(world.links[name]["line"])
    back = escape(session["cancel_url"] or session["success_url"])
    return (
        200,
        _page(
            "Pretend card payment",
            f"<p>{line}</p><p><strong>{amount}</strong></p>"
            f'<form method="post" action="/c/pay/{name}/now"><button class="p">Pay</button></form>'
            f'<form method="post" action="/c/pay/{name}/slowly"><button>Pay by slow transfer</button></form>'
            f'<a class="b" href="{back}">Cancel</a>',
        ),
        "",
    )


def _to_set_up(world: World, token: str) -> Page:
    where, account = use_link(world, token)
    if account is None:
        return 303, "", where
    return (
        200,
        _page(
            "Pretend registration",
            f"<p>{escape(account['id'])} · {escape(account['country'])}</p>"
            f'<form method="post" action="/setup/{account["id"]}/done/{token}"><button class="p">Finish</button></form>'
            f'<a class="b" href="{escape(where)}">Later</a>',
        ),
        "",
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style><main><h1>{title}</h1>{body}"
        f"<p><small>A stand-in for Stripe, for tests. No money moves.</small></p></main></html>"
    )
