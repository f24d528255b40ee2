"""Numbers in Indonesian words, as receipts carry them. The library is loaded by the first number, not by the server."""

from collections.abc import Callable
from functools import cache

from django.utils.module_loading import import_string


def in_words(number: int) -> str:
    """87500 as "delapan puluh tujuh ribu lima ratus"; for whole numbers that are not negative."""
    if number < 0:
        raise ValueError("only numbers from nought up are spelled")
    return _speller()(number)


@cache
def _speller() -> Callable[[int], str]:
    speller: Callable[[int], str] = import_string("lokal.terbilang")
    return speller
