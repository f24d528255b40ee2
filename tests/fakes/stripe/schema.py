"""What the SDK itself knows: its endpoints with their parameters, and the fields of its resources.

Both are read from the installed SDK, not written down here: the services' sources say which TypedDict belongs to which
address, and the TypedDicts say what is allowed, required, and of what type. What they do not know is refused.
"""

import re
import types
import typing
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NotRequired, Required

import stripe
from stripe import _request_options
from stripe._object_classes import OBJECT_CLASSES
from typing_extensions import is_typeddict

from tests.fakes.stripe.refusal import Refusal

SDK = Path(stripe.__file__).parent
OPTIONS = frozenset(_request_options.RequestOptions.__annotations__)  # they travel as headers, never as parameters
_METHOD = re.compile(
    r'params: (?:Optional\[)?"(?P<params>\w+)"\]?.*?'
    r'self\._request\(\s*"(?P<verb>\w+)",\s*"(?P<address>/v1/[^"]*)"',
    re.DOTALL,
)
_IMPORT = re.compile(r"from (stripe\.params[\w.]*) import \(?\s*(\w+)")


@cache
def endpoints() -> dict[tuple[str, str], tuple[str, str]]:
    """(verb, address with {names}) → (module, TypedDict), of every v1 service of the SDK."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for path in sorted(SDK.rglob("_*_service.py")):
        source = path.read_text()
        modules = {name: module for module, name in _IMPORT.findall(source)}
        for block in source.split("\n    def ")[1:]:
            match = _METHOD.search(block)
            if match and match["params"] in modules:
                found[match["verb"].upper(), match["address"]] = (modules[match["params"]], match["params"])
    return found


@cache
def params_of(verb: str, address: str) -> Any:
    """The TypedDict of an endpoint. Raises KeyError for one that the SDK does not call."""
    module, name = endpoints()[verb, address]
    return getattr(import_module(module), name)


@cache
def hints(typed: Any) -> dict[str, Any]:
    module = vars(import_module(typed.__module__))
    inherited = {**vars(_request_options), "StripeContext": object}  # imported there for type checkers only
    return typing.get_type_hints(typed, module, inherited, include_extras=True)


@cache
def fields_of(kind: str) -> dict[str, bool]:
    """The fields of a resource as the SDK annotates them: name → whether it may be null or absent."""
    module, name = OBJECT_CLASSES[kind]
    own = getattr(import_module(module), name).__annotations__
    found = {field: hint for field, hint in own.items() if "ClassVar" not in str(hint) and field != "deleted"}
    return {field: type(None) in typing.get_args(hint) or "NoneType" in str(hint) for field, hint in found.items()}


def check(verb: str, address: str, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters with their types. Raises Refusal for what the SDK's TypedDict does not know or misses."""
    typed: dict[str, Any] = _check(params, params_of(verb, address), "")
    return typed


def _check(value: Any, hint: Any, at: str) -> Any:
    hint = _bare(hint)
    if is_typeddict(hint):
        return _check_dict(value, hint, at)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _check_union(value, inner, at)
    if origin is typing.Literal:
        if value in inner:
            return value
        raise _bad(f"Invalid {at}: must be one of {', '.join(map(str, inner))}", at)
    if origin is list:
        if not isinstance(value, list):
            raise _bad(f"Invalid array: {at}", at)
        return [_check(one, inner[0], f"{at}[{i}]") for i, one in enumerate(value)]
    return _check_plain(value, hint, at)


def _check_dict(value: Any, typed: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _bad(f"Invalid object: {at}", at)
    known = {name: hint for name, hint in hints(typed).items() if at or name not in OPTIONS}
    for name in value:
        if name not in known:
            param = f"{at}[{name}]" if at else name
            raise _bad(f"Received unknown parameter: {param}", param, "parameter_unknown")
    for name in sorted(typed.__required_keys__):
        if name in known and name not in value:
            param = f"{at}[{name}]" if at else name
            raise _bad(f"Missing required param: {param}.", param, "parameter_missing")
    return {name: _check(one, known[name], f"{at}[{name}]" if at else name) for name, one in value.items()}


def _check_union(value: Any, options: tuple[Any, ...], at: str) -> Any:
    """Any option that fits. `Literal[...] | str` keeps the words it names: the bare `str` is for words to come."""
    bare = [_bare(one) for one in options]
    named = [one for one in bare if typing.get_origin(one) is typing.Literal]
    structured = [one for one in bare if is_typeddict(one)]
    tried = [one for one in bare if not (named and one is str)]
    refusals = []
    for option in tried:
        try:
            return _check(value, option, at)
        except Refusal as refusal:
            refusals.append((option in structured and isinstance(value, dict), refusal))
    raise max(refusals, key=lambda pair: pair[0])[1]


def _check_plain(value: Any, hint: Any, at: str) -> Any:
    if hint is bool:
        if value not in ("true", "false"):
            raise _bad(f"Invalid boolean: {value}", at)
        return value == "true"
    if hint is int:
        if not re.fullmatch(r"-?\d+", str(value)):
            raise _bad(f"Invalid integer: {value}", at, "parameter_invalid_integer")
        return int(value)
    if hint is float:
        return float(value)
    if hint is str:
        if not isinstance(value, str):
            raise _bad(f"Invalid string: {at}", at)
        return value
    if _is_words(hint):
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise _bad(f"Invalid hash: {at}", at)
        return value
    raise _bad(f"Invalid {at}", at)


def _is_words(hint: Any) -> bool:
    """Dict[str, str], or the SDK's own name for an object without fields."""
    return typing.get_origin(hint) is dict or "UntypedStripeObject" in str(hint)


def _bare(hint: Any) -> Any:
    while typing.get_origin(hint) in (NotRequired, Required, typing.Annotated):
        hint = typing.get_args(hint)[0]
    return hint


def _bad(message: str, param: str, code: str = "parameter_invalid") -> Refusal:
    return Refusal(message, code=code, param=param, is_kept=False)
