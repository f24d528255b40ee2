"""Paints soft-lit shapes on a square picture with Pillow alone. Coordinates run from 0 to 1000.

Every shape is drawn on a mask of its own bounding box at twice the size and reduced, so edges are smooth and a
small shape costs little; blurs are made on a tenth of the size, so light and shadow are nearly free.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from storefront.demo.drawing.colours import Colour, Paint, ramp, rgb
from storefront.demo.drawing.shapes import Path, Point, ellipse

FINER = 2
Box = tuple[int, int, int, int]
INK = (52, 28, 16)


class Canvas:
    def __init__(self, size: int) -> None:
        self.size = size
        self.image = Image.new("RGB", (size, size), "#FBF6EC")
        self.clips: list[Image.Image] = []

    def pen(self) -> "Pen":
        k = self.size / 1000
        return Pen(self, (k, 0, 0, k, 0, 0))

    def bounds(self, points: Path, spare: float = 0) -> Box | None:
        """The whole pixels around the points, inside the picture."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        x0, y0 = max(int(min(xs) - spare) - 1, 0), max(int(min(ys) - spare) - 1, 0)
        x1, y1 = min(int(max(xs) + spare) + 2, self.size), min(int(max(ys) + spare) + 2, self.size)
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def clipped(self, mask: Image.Image, box: Box) -> Image.Image:
        return ImageChops.multiply(mask, self.clips[-1].crop(box)) if self.clips else mask

    def paste(self, what: Colour | Image.Image, box: Box, mask: Image.Image) -> None:
        self.image.paste(what, box, mask)


@dataclass(frozen=True)
class Pen:
    """A canvas and where on it to draw; `at` gives a pen that is moved, turned and scaled."""

    canvas: Canvas
    matrix: tuple[float, float, float, float, float, float]

    def at(self, x: float, y: float, scale: float = 1, turn: float = 0, flip: bool = False) -> "Pen":
        a, b, c, d, e, f = self.matrix
        co, si = scale * cos(turn * pi / 180), scale * sin(turn * pi / 180)
        m = -1 if flip else 1
        return Pen(
            self.canvas,
            (
                (a * co + c * si) * m,
                (b * co + d * si) * m,
                c * co - a * si,
                d * co - b * si,
                a * x + c * y + e,
                b * x + d * y + f,
            ),
        )

    def px(self, points: Path) -> list[Point]:
        a, b, c, d, e, f = self.matrix
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]

    @property
    def scale(self) -> float:
        return hypot(self.matrix[0], self.matrix[1])

    def fill(
        self, path: Path, *stops: Paint, angle: float = 90, light: float = 0, dark: float = 0, alpha: float = 1
    ) -> None:
        """Fill with one colour or a gradient of several (90: top to bottom, 0: left to right).

        `light` brightens the upper left inside edge, `dark` shades the lower right one.
        """
        points = self.px(path)
        box = self.canvas.bounds(points)
        if box is None:
            return
        mask = _polygon(points, box)
        self._paint(mask, box, stops, angle, light, dark, alpha)

    def line(self, path: Path, width: float, *stops: Paint, angle: float = 90, light: float = 0, dark: float = 0,
             alpha: float = 1) -> None:
        """A stroke with round ends."""
        points, thick = self.px(path), max(width * self.scale, 0.6)
        box = self.canvas.bounds(points, thick / 2)
        if box is None:
            return
        self._paint(_stroke(points, thick, box), box, stops, angle, light, dark, alpha)

    def dot(self, x: float, y: float, r: float, *stops: Paint, light: float = 0, dark: float = 0,
            alpha: float = 1) -> None:
        self.fill(ellipse(x, y, r, r, n=24 if r < 12 else 48), *stops, light=light, dark=dark, alpha=alpha)

    def blur(self, path: Path, reach: float, paint: Paint = INK, alpha: float = 0.4) -> None:
        """A soft-edged patch: a cast shadow, a glow, a cheek."""
        points, soft = self.px(path), reach * self.scale
        box = self.canvas.bounds(points, soft * 2)
        if box is None:
            return
        shrink = max(1.0, soft / 4)
        size = (max(int((box[2] - box[0]) / shrink), 2), max(int((box[3] - box[1]) / shrink), 2))
        fx, fy = size[0] / (box[2] - box[0]), size[1] / (box[3] - box[1])
        small = Image.new("L", size, 0)
        ImageDraw.Draw(small).polygon([((x - box[0]) * fx, (y - box[1]) * fy) for x, y in points], fill=255)
        small = small.filter(ImageFilter.GaussianBlur(soft / shrink))
        mask = _faded(small.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BICUBIC), alpha)
        self.canvas.paste(rgb(paint), box, self.canvas.clipped(mask, box))

    def word(self, text: str, x: float, y: float, size: float, paint: Paint, alpha: float = 1) -> None:
        """A word centred on (x, y); it moves and scales with the pen but does not turn."""
        font = ImageFont.load_default(max(size * self.scale, 6))
        if not isinstance(font, ImageFont.FreeTypeFont):
            return  # a Pillow without FreeType draws the rest all the same
        (cx, cy), half = self.px([(x, y)])[0], font.getlength(text) / 2
        box = self.canvas.bounds([(cx - half, cy - font.size), (cx + half, cy + font.size)], 4)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        ImageDraw.Draw(mask).text(
            (cx - box[0], cy - box[1]), text, fill=255, font=font, anchor="mm", stroke_width=size * self.scale * 0.03
        )
        self.canvas.paste(rgb(paint), box, self.canvas.clipped(_faded(mask, alpha), box))

    @contextmanager
    def inside(self, path: Path) -> Iterator[None]:
        """What is drawn meanwhile shows only within `path`."""
        canvas = self.canvas
        whole: Box = (0, 0, canvas.size, canvas.size)
        mask = Image.new("L", (canvas.size, canvas.size), 0)
        points = self.px(path)
        box = canvas.bounds(points)
        if box is not None:
            mask.paste(_polygon(points, box), box)
        canvas.clips.append(canvas.clipped(mask, whole))
        try:
            yield
        finally:
            canvas.clips.pop()

    def _paint(
        self, mask: Image.Image, box: Box, stops: Sequence[Paint], angle: float, light: float, dark: float, alpha: float
    ) -> None:
        mask = self.canvas.clipped(mask, box)
        whole = mask if alpha >= 1 else _faded(mask, alpha)
        colours = [rgb(s) for s in stops]
        what = colours[0] if len(colours) == 1 else _gradient(colours, angle, mask.size)
        self.canvas.paste(what, box, whole)
        if dark:
            self.canvas.paste(INK, box, _faded(_edge(mask, -1), dark * alpha))
        if light:
            self.canvas.paste((255, 250, 232), box, _faded(_edge(mask, 1), light * alpha))


def _polygon(points: Path, box: Box) -> Image.Image:
    mask = Image.new("L", ((box[2] - box[0]) * FINER, (box[3] - box[1]) * FINER), 0)
    ImageDraw.Draw(mask).polygon([((x - box[0]) * FINER, (y - box[1]) * FINER) for x, y in points], fill=255)
    return mask.reduce(FINER)


def _stroke(points: Path, thick: float, box: Box) -> Image.Image:
    mask = Image.new("L", ((box[2] - box[0]) * FINER, (box[3] - box[1]) * FINER), 0)
    draw = ImageDraw.Draw(mask)
    fine = [((x - box[0]) * FINER, (y - box[1]) * FINER) for x, y in points]
    width = max(round(thick * FINER), 1)
    draw.line(fine, fill=255, width=width, joint="curve")
    r = width / 2
    for x, y in (fine[0], fine[-1]):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return mask.reduce(FINER)


def _faded(mask: Image.Image, alpha: float) -> Image.Image:
    return mask.point([round(i * alpha) for i in range(256)])


def _gradient(colours: list[Colour], angle: float, size: tuple[int, int]) -> Image.Image:
    """A small picture of the ramp, stretched over the shape."""
    n = 14
    across, down = cos(angle * pi / 180), sin(angle * pi / 180)
    reach = abs(across) + abs(down)
    width, height = (n if abs(across) > 0.01 else 1), (n if abs(down) > 0.01 else 1)
    small = Image.new("RGB", (width, height))
    small.putdata(
        [
            ramp(colours, 0.5 + (((i + 0.5) / width - 0.5) * across + ((j + 0.5) / height - 0.5) * down) / reach)
            for j in range(height)
            for i in range(width)
        ]
    )
    return small.resize(size, Image.Resampling.BICUBIC)


def _edge(mask: Image.Image, side: int) -> Image.Image:
    """The inside of the mask near its upper left (1) or lower right (-1) edge, softly."""
    most = 72
    factor = max(max(mask.size) / most, 1)
    small = mask.resize((max(int(mask.width / factor), 3), max(int(mask.height / factor), 3)), Image.Resampling.BOX)
    reach = max(min(small.size) * 0.16, 1.2)
    spare = int(reach * 3) + 2
    outside = ImageOps.invert(ImageOps.expand(small, spare, 0))
    step = round(reach * 0.9) * side
    soft = ImageChops.offset(outside, step, step).filter(ImageFilter.GaussianBlur(reach))
    inner = soft.crop((spare, spare, spare + small.width, spare + small.height))
    return ImageChops.multiply(inner.resize(mask.size, Image.Resampling.BICUBIC), mask)
