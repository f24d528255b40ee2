"""Values put into a request and read out of an answer, without knowing either. Pure."""

from collections.abc import Mapping
from typing import Any

LONGEST = 200


def fill(template: Any, values: Mapping[str, str]) -> Any:
    """`template` with {name} replaced in every text of it. A value is never read as a template itself."""
    if isinstance(template, str):
        return _filled(template, values)
    if isinstance(template, Mapping):
        return {name: fill(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [fill(value, values) for value in template]
    return template


def _filled(text: str, values: Mapping[str, str]) -> str:
    done = []
    while text:
        before, opening, rest = text.partition("{")
        name, closing, after = rest.partition("}")
        known = bool(closing) and name in values
        done += [before, values[name] if known else opening]
        text = after if known else rest
    return "".join(done)


def text_at(told: Any, path: str) -> str:
    """What stands at "messages.0.id" in a decoded answer, as text; "" where there is nothing of the kind."""
    for step in path.split("."):
        if isinstance(told, Mapping):
            told = told.get(step)
        elif isinstance(told, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(told):
            told = told[int(step[:6])]
        else:
            return ""
    if isinstance(told, bool) or not isinstance(told, str | int):
        return ""
    return str(told)[:LONGEST]
