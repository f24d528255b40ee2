"""Root fields by name: `@query("orders", "MANAGE_ORDERS")`, `@mutation("orderCancel", "MANAGE_ORDERS")`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Resolver = Callable[..., Any]


@dataclass(frozen=True)
class Root:
    resolve: Resolver
    needs: tuple[str, ...]


QUERIES: dict[str, Root] = {}
MUTATIONS: dict[str, Root] = {}


def query(name: str, *needs: str) -> Callable[[Resolver], Resolver]:
    def keep(resolve: Resolver) -> Resolver:
        QUERIES[name] = Root(resolve, needs)
        return resolve

    return keep


def mutation(name: str, *needs: str) -> Callable[[Resolver], Resolver]:
    def keep(resolve: Resolver) -> Resolver:
        MUTATIONS[name] = Root(resolve, needs)
        return resolve

    return keep
