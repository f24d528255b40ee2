"""Loads the market, saying each step. What stands already stays as people left it; a second run changes nothing."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation

from sellers.kit import clock
from storefront.demo.drawing.pictures import SIZE, Drawing, Studio
from storefront.demo.history.past import write_past
from storefront.demo.history.plan import DAYS
from storefront.demo.market import goods, ground, live, photos, sharing, stalls

OPERATOR = "+6281200000091"
Say = Callable[[str], None]


def load(say: Say, *, days: int = DAYS, picture_size: int = SIZE) -> None:
    """The whole market; a test asks for fewer days and smaller pictures."""
    began, now = time.monotonic(), clock.now()
    studio = Studio(Path(settings.VAR) / "drawn")
    try:
        with translation.override("id"):
            _load(say, studio, photos.drawings(size=picture_size), now, days)
    finally:
        studio.close()
    say(f"market ready in {time.monotonic() - began:.1f} s")


def _load(say: Say, studio: Studio, drawn: Mapping[str, Drawing], now: datetime, days: int) -> None:
    with transaction.atomic():
        ground.categories()
        cooperatives = ground.cooperatives(now)
        people = ground.people(now)
        sellers = stalls.stalls(people, cooperatives, now)
        stalls.waiting(people, cooperatives, now)
    say(f"{len(cooperatives)} cooperatives, {len(sellers)} stalls, {len(people)} people")
    studio.order(list(drawn.values()))
    with transaction.atomic():
        products = goods.goods(sellers, people[OPERATOR], now)
    say(f"{len(products)} products listed")
    written = write_past(
        sellers=sellers, products=products, cooperatives=cooperatives, people=people, now=now, days=days
    )
    say(f"{written} past purchases written" if written else "the past stands")
    played = live.play_scenes(sellers=sellers, products=products, people=people, operator=people[OPERATOR], now=now)
    say(f"{played} purchases under way" if played else "purchases go their way")
    weeks = sharing.share_out(sellers=sellers, people=people, cooperatives=cooperatives, now=now, days=days)
    say(f"{weeks} weeks of a group's contributions written" if weeks else "shares stand")
    bare = photos.bare(products)
    with transaction.atomic():
        photos.hang(bare, drawn, studio)
    say(f"{len(bare)} pictures hung" if bare else "pictures hang")
