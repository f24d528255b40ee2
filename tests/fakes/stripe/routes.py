"""Which endpoints the fake models, and which of their parameters. What it does not model it says, and never ignores."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes.stripe import schema
from tests.fakes.stripe.refusal import Refusal
from tests.fakes.stripe.world import Object, World, expanded

Work = Callable[..., Object]  # (world, params, *names in the address)

MODELLED: dict[tuple[str, str], tuple[Work, frozenset[str]]] = {}


def endpoint(verb: str, address: str, *params: str) -> Callable[[Work], Work]:
    """Register the work of an endpoint of the SDK. `params` are dotted, without list indexes: "line_items.quantity";
    one that is named covers all below it."""

    def register(work: Work) -> Work:
        schema.params_of(verb, address)  # the SDK has to know it
        MODELLED[verb, address] = (work, frozenset([*params, "expand"]))
        return work

    return register


def find(verb: str, path: str) -> tuple[str, list[str]]:
    """The address as the SDK writes it, and the names in it. Raises Refusal."""
    for known_verb, address in MODELLED:
        match = re.fullmatch(re.sub(r"\{\w+\}", r"([^/]+)", address), path)
        if known_verb == verb and match:
            return address, list(match.groups())
    for known_verb, address in schema.endpoints():
        if known_verb == verb and re.fullmatch(re.sub(r"\{\w+\}", r"([^/]+)", address), path):
            raise _not_modelled(f"{verb} {address}")
    raise Refusal(f"Unrecognized request URL ({verb}: {path}).", status=404, is_kept=False)


def check(verb: str, address: str, params: Object) -> Object:
    """The parameters with their types. Raises Refusal for what the SDK does not know, and for what we do not model."""
    typed = schema.check(verb, address, params)
    modelled = MODELLED[verb, address][1]
    for path in _paths(typed):
        if path and not any(path == one or path.startswith(one + ".") for one in modelled):
            raise _not_modelled(f"{path} of {verb} {address}")
    return typed


def perform(world: World, verb: str, address: str, names: list[str], params: Object) -> Object:
    work = MODELLED[verb, address][0]
    wanted = {name: value for name, value in params.items() if name != "expand"}
    return expanded(world, work(world, wanted, *names), params.get("expand", []))


def _paths(value: Any, at: str = "") -> Iterator[str]:
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from _paths(one, f"{at}.{name}" if at else name)
    elif isinstance(value, list) and value:
        for one in value:
            yield from _paths(one, at)
    else:
        yield at


def _not_modelled(what: str) -> Refusal:
    return Refusal(f"The fake does not model {what}.", status=501, kind="api_error", is_kept=False)
