"""Loads the market, saying each step. What stands already stays as people left it; a second run changes nothing."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation

from sellers.kit import clock
from storefront.demo.drawing.pictures import Studio
from storefront.demo.history.past import write_past
from storefront.demo.market import goods, ground, live, photos, stalls

OPERATOR = "+6281200000091"
Say = Callable[[str], None]


def load(say: Say, *, past: bool = True) -> None:
    """The whole market; without `past` only its people, goods and pictures, for a quick test."""
    began, now = time.monotonic(), clock.now()
    studio = Studio(Path(settings.VAR) / "drawn")
    try:
        with translation.override("id"):
            _load(say, studio, now, past)
    finally:
        studio.close()
    say(f"market ready in {time.monotonic() - began:.1f} s")


def _load(say: Say, studio: Studio, now: datetime, past: bool) -> None:
    with transaction.atomic():
        ground.categories()
        cooperatives = ground.cooperatives(now)
        people = ground.people(now)
        sellers = stalls.stalls(people, cooperatives, now)
        stalls.waiting(people, cooperatives, now)
    say(f"{len(cooperatives)} cooperatives, {len(sellers)} stalls, {len(people)} people")
    drawings = photos.drawings()
    studio.order(list(drawings.values()))
    with transaction.atomic():
        products = goods.goods(sellers, people[OPERATOR], now)
    say(f"{len(products)} products listed")
    if past:
        written = write_past(sellers=sellers, products=products, cooperatives=cooperatives, people=people, now=now)
        say(f"{written} past purchases written" if written else "the past stands")
        played = live.play_scenes(sellers=sellers, products=products, people=people, operator=people[OPERATOR], now=now)
        say(f"{played} purchases under way" if played else "purchases go their way")
    bare = photos.bare(products)
    with transaction.atomic():
        photos.hang(bare, studio)
    say(f"{len(bare)} pictures hung" if bare else "pictures hang")

