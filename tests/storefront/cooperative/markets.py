"""Prices of a market as Dewi notes them."""

from datetime import date, timedelta

from django.utils import timezone

from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.people.models import Person
from sellers.regions import market_prices, places
from sellers.regions.market_prices import Noting
from sellers.regions.models import MarketPrice
from tests.cast import SENTUL, Cast


def today() -> date:
    """In Blitar, where the cooperative and its markets are."""
    return timezone.localdate(clock.now(), places.zone_of(SENTUL))


def noting(good: str = "Telur ayam", price: int = 26_000, *, ago: int = 0, market: str = "Pasar Legi") -> Noting:
    return Noting(good, "kg", "g", 1000, price, market, today() - timedelta(days=ago))


def note(
    *rows: Noting, person: Person, cooperative: Cooperative, key: str = "kunci", source: str = MarketPrice.Source.FORM
) -> list[int]:
    return market_prices.note(
        scope=scope_of(person), person=person, cooperative_id=cooperative.pk, rows=rows, source=source, key=key
    )


def noted(cast: Cast, *rows: Noting, key: str = "kunci") -> int:
    """The id of the first."""
    return note(*(rows or (noting(),)), person=cast.dewi, cooperative=cast.cooperative, key=key)[0]
