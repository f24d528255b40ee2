"""Saleor behind the port. The shelves are our own in both modes: pages ask them, and so does placing, first.

Only place, retake, release, confirm and tell talk to Saleor.
"""

import functools
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import ParamSpec, TypeVar

from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import (
    BackLine,
    EngineUnavailable,
    LineProblem,
    News,
    Offer,
    PlaceLine,
    PlacePart,
    Placing,
)
from storefront.engine.saleor import closing, telling
from storefront.engine.saleor import placing as steps
from storefront.engine.saleor.errors import SaleorError

log = logging.getLogger("lapak.saleor")
P = ParamSpec("P")
T = TypeVar("T")


def _or_later(call: Callable[P, T]) -> Callable[P, T]:
    """A lost permission or an answer nobody foresaw is an operator's trouble: the caller asks again later."""

    @functools.wraps(call)
    def asking(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except SaleorError as error:
            log.exception("saleor answered what nobody foresaw")
            raise EngineUnavailable(str(error)) from error

    return asking


class SaleorEngine:
    name = "saleor"
    wants_news = True

    def __init__(self) -> None:
        self._shelves = EmbeddedEngine()

    def offers(self, variant_ids: Sequence[int]) -> Mapping[int, Offer]:
        return self._shelves.offers(variant_ids)

    def check(self, lines: Sequence[PlaceLine]) -> tuple[LineProblem, ...]:
        return self._shelves.check(lines)

    @_or_later
    def place(self, placing: Placing) -> None:
        begun, fresh = steps.begin(placing=placing, shelves=self._shelves)
        if begun is not None:
            steps.carry(begun, shelves=self._shelves, fresh=fresh)

    @_or_later
    def confirm(self, order_ref: str) -> None:
        self._shelves.confirm(order_ref)
        closing.confirm(order_ref, shelves=self._shelves)

    @_or_later
    def release(self, order_ref: str) -> None:
        self._shelves.release(order_ref)
        closing.release(order_ref, shelves=self._shelves)

    def give_back(self, *, order_ref: str, ref: str, lines: Sequence[BackLine]) -> None:
        self._shelves.give_back(order_ref=order_ref, ref=ref, lines=lines)

    @_or_later
    def retake(self, part: PlacePart) -> None:
        closing.retake(part, shelves=self._shelves)

    def take_sold(self, part: PlacePart) -> tuple[LineProblem, ...]:
        return self._shelves.take_sold(part)

    def take_found(self, *, order_ref: str, ref: str, line: PlaceLine) -> None:
        self._shelves.take_found(order_ref=order_ref, ref=ref, line=line)

    def weigh(self, *, order_ref: str, ref: str, more: Mapping[int, int]) -> None:
        self._shelves.weigh(order_ref=order_ref, ref=ref, more=more)

    @_or_later
    def tell(self, *, order_ref: str, news: News) -> None:
        telling.tell(order_ref=order_ref, news=news)
