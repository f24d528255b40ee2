"""The calm ground behind every picture: a light of the category's hue, the kawung or parang motif, a vignette."""

from functools import lru_cache

from PIL import Image, ImageDraw

from storefront.demo.drawing.canvas import Canvas
from storefront.demo.drawing.colours import Colour, hsl, mix
from storefront.demo.drawing.shapes import ellipse, leaf, moved, smooth

TILE = 4  # the motif is drawn this many times finer


def lay(canvas: Canvas, hue: int, motif: str) -> None:
    """Wall, motif, light, table edge and vignette."""
    canvas.image.paste(_wall(canvas.size, hue))
    mask = _motif(canvas.size, motif)
    canvas.image.paste(hsl(hue, 0.45, 0.47), (0, 0), mask)
    pen = canvas.pen()
    pen.blur(ellipse(500, 470, 330, 330), 120, "#FFFBF0", 0.62)
    pen.blur(ellipse(500, 860, 360, 60), 70, hsl(hue, 0.45, 0.3), 0.28)


@lru_cache(maxsize=40)
def _wall(size: int, hue: int) -> Image.Image:
    """A soft radial gradient from a lit centre to deeper corners."""
    n = 40
    light, deep = mix(hsl(hue, 0.62, 0.88), "#FFF8EA", 0.35), mix(hsl(hue, 0.42, 0.63), "#E8D2B0", 0.25)
    small = Image.new("RGB", (n, n))
    colours: list[Colour] = []
    for j in range(n):
        for i in range(n):
            x, y = (i + 0.5) / n - 0.5, (j + 0.5) / n - 0.44
            far = min((x * x + y * y) ** 0.5 / 0.74, 1)
            colours.append(mix(light, deep, far * far * 0.92 + far * 0.08))
    small.putdata(colours)
    return small.resize((size, size), Image.Resampling.BICUBIC)


@lru_cache(maxsize=6)
def _motif(size: int, motif: str) -> Image.Image:
    """The repeated motif as a mask that fades towards the middle."""
    step = round(size * (0.1 if motif == "kawung" else 0.12))
    tile = (_kawung(step) if motif == "kawung" else _parang(step)).resize((step, step), Image.Resampling.BOX)
    whole = Image.new("L", (size, size), 0)
    for x in range(0, size, step):
        for y in range(0, size, step):
            whole.paste(tile, (x, y))
    n = 30
    fade = Image.new("L", (n, n))
    fade.putdata([round(255 * _strength((i + 0.5) / n - 0.5, (j + 0.5) / n - 0.5)) for j in range(n) for i in range(n)])
    shown = Image.new("L", (size, size), 0)
    shown.paste(whole, (0, 0), fade.resize((size, size), Image.Resampling.BICUBIC))
    return shown


def _strength(x: float, y: float) -> float:
    return float(0.05 + 0.33 * min((x * x + y * y) ** 0.5 / 0.68, 1) ** 1.6)


def _kawung(step: int) -> Image.Image:
    """Four petals around a diamond, with a seed in each."""
    s = step * TILE
    tile = Image.new("L", (s, s), 0)
    draw = ImageDraw.Draw(tile)
    for turn in (45, 135, 225, 315):
        petal = moved(leaf(0.07, 0, 0.57, 0.30), 0.5, 0.5, turn)
        draw.polygon([(x * s, y * s) for x, y in petal], fill=255)
        seed = moved(leaf(0.22, 0, 0.26, 0.07), 0.5, 0.5, turn)
        draw.polygon([(x * s, y * s) for x, y in seed], fill=0)
    r = s * 0.035
    draw.ellipse((s / 2 - r, s / 2 - r, s / 2 + r, s / 2 + r), fill=255)
    return tile


def _parang(step: int) -> Image.Image:
    """Slanting rows of waves with a dotted line between."""
    s = step * TILE
    tile = Image.new("L", (s, s), 0)
    draw = ImageDraw.Draw(tile)
    wave = smooth([(0.10, 0.52), (0.30, 0.30), (0.52, 0.36), (0.50, 0.52), (0.40, 0.50), (0.36, 0.62), (0.20, 0.66)])
    for dx in (-0.5, 0, 0.5, 1):
        for dy in (-0.5, 0, 0.5, 1):
            if round((dx - dy) * 2) % 2 == 0:
                draw.polygon([((x + dx) * s, (y + dy) * s) for x, y in wave], fill=255)
    for i in range(8):
        x = (i + 0.5) / 8
        for y in ((1.25 - x) % 1, (0.75 - x) % 1):
            draw.ellipse((x * s - s * 0.018, y * s - s * 0.018, x * s + s * 0.018, y * s + s * 0.018), fill=255)
    return tile
