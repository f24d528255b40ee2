"""One request to /graphql/ as text and a token: its HTTP status and its answer."""

from tests.fakes.saleor.apps import App
from tests.fakes.saleor.cost import MAXIMUM, cost_of
from tests.fakes.saleor.documents import Document, prepare
from tests.fakes.saleor.faults import Refused
from tests.fakes.saleor.people import User
from tests.fakes.saleor.projecting import Answering, Unknown
from tests.fakes.saleor.telling import caller_of_app
from tests.fakes.saleor.things import Ask, Caller, Json
from tests.fakes.saleor.world import World


def caller_of(world: World, token: str) -> Caller:
    """Rule 26: a token nobody knows is a stranger's, not an error."""
    if not token:
        return Caller()
    app = world.get(App, world.tokens.get(token))
    if app is not None:
        return caller_of_app(app) if app.is_active else Caller()
    claims = world.keys.claims(token)
    user = world.get(User, claims["user_id"]) if claims and claims["type"] == "access" else None
    if claims is None or user is None:
        return Caller()
    kind = "staff" if user.is_staff else "customer"
    issued, now = claims["iat"], world.now().timestamp()
    cut = world.expired_before.timestamp() if world.expired_before else 0
    if claims["exp"] <= now or issued <= cut:
        return Caller("customer", is_expired=True)
    return Caller(kind, user.id, frozenset(user.granted))


def execute(
    world: World, text: str, variables: Json | None, token: str = "", *, ip: str = "127.0.0.1",
    operation_name: str | None = None,
) -> tuple[int, Json, Document | None]:  # fmt: skip
    document = None
    try:
        document = prepare(text, variables, operation_name)
        cost = cost_of(document)
        if cost > MAXIMUM:
            said = f"The query exceeds the maximum cost of {MAXIMUM}. Actual cost is {cost}"
            raise Refused(said, code="QueryCostError", cost=cost)
        ask = Ask(world, caller_of(world, token), ip=ip)
        answering = Answering(ask, document)
        data = answering.run()
    except Refused as refused:
        return 400, _refusal(refused), document
    except Unknown as hole:
        return 501, {"errors": [{"message": f"the stand-in has no {hole}"}]}, document
    answer: Json = {"errors": answering.errors} if answering.errors else {}
    answer["data"] = data
    answer["extensions"] = {"cost": {"requestedQueryCost": cost, "maximumAvailable": MAXIMUM}}
    return 200, answer, document


def _refusal(refused: Refused) -> Json:
    rows: list[Json] = []
    cost = {"requestedQueryCost": refused.cost, "maximumAvailable": MAXIMUM}
    extensions: Json = {"cost": cost} if refused.cost else {}
    extensions["exception"] = {"code": refused.code}
    for message in refused.args:
        row: Json = {"message": message}
        if refused.locations:
            row["locations"] = refused.locations
        rows.append({**row, "extensions": extensions})
    return {"errors": rows, **({"extensions": {"cost": cost}} if refused.has_cost else {})}


def traffic_refused() -> Json:
    said = "Storefront traffic is not allowed."
    return {"errors": [{"message": said, "extensions": {"exception": {"code": "STOREFRONT_TRAFFIC_NOT_ALLOWED"}}}]}
