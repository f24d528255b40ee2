"""Draws pictures to WebP files and keeps them, so that a demo that starts over need not draw again.

Knows nothing of Django: the drawing runs in processes of its own while the market is loaded.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from storefront.demo.drawing import background
from storefront.demo.drawing.canvas import Canvas
from storefront.demo.drawing.emblems import EMBLEMS

SIZE = 800  # and half of it for lists; more would cost the newcomer's first minute and show no more
QUALITY = (76, 52)
ZOOM = 1.05


@dataclass(frozen=True)
class Drawing:
    """What to draw: an emblem on a hue and a motif; `name` names its files."""

    name: str
    emblem: str
    hue: int
    motif: str
    size: int = SIZE

    @property
    def sizes(self) -> tuple[int, int]:
        return self.size, self.size // 2


@cache
def edition() -> str:
    """Changes with the drawing code, so that old files are not taken for new ones."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:10]


def picture(drawing: Drawing) -> Image.Image:
    canvas = Canvas(drawing.size)
    background.lay(canvas, drawing.hue, drawing.motif)
    EMBLEMS[drawing.emblem](canvas.pen().at(500, 505, ZOOM).at(-500, -505))
    return canvas.image


def files(drawing: Drawing, folder: Path) -> dict[int, Path]:
    return {size: folder / edition() / f"{drawing.name}-{size}.webp" for size in drawing.sizes}


def draw(drawing: Drawing, folder: Path) -> dict[int, Path]:
    """The files by size: those that are kept, else drawn now. A file is whole or not there."""
    paths = files(drawing, folder)
    if all(path.exists() for path in paths.values()):
        return paths
    next(iter(paths.values())).parent.mkdir(parents=True, exist_ok=True)
    image = picture(drawing)
    for (size, path), quality in zip(paths.items(), QUALITY, strict=True):
        if image.width != size:
            image = image.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=2)
        unfinished = path.with_suffix(f".{os.getpid()}")
        image.save(unfinished, "WEBP", quality=quality, method=4)
        unfinished.replace(path)
    return paths


class Studio:
    """Draws in the background, in as many processes as there are cores to spare (two at most)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pool: ProcessPoolExecutor | None = None
        self._orders: dict[str, Future[dict[int, Path]]] = {}

    def order(self, drawings: Sequence[Drawing]) -> None:
        missing = [d for d in drawings if not all(path.exists() for path in files(d, self.folder).values())]
        if not missing:
            return
        self._pool = ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1))
        self._orders = {d.name: self._pool.submit(draw, d, self.folder) for d in missing}

    def collect(self, drawing: Drawing) -> dict[int, Path]:
        waiting = self._orders.get(drawing.name)
        return waiting.result() if waiting else draw(drawing, self.folder)

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown()
