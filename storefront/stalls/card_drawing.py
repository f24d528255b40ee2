"""Draws one share card. Run as a program of its own (`python card_drawing.py '<job>' < photo > card.jpg`).

What drawing needs of memory goes with the process. The job is JSON: the shape and the words; the photo on standard
input is one of our own stored sizes, or nothing.
"""

import io
import json
import sys
from itertools import product
from pathlib import Path
from typing import Any

import segno
from font_source_sans_pro import font_directory as sans
from font_source_serif_pro import font_directory as serif
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

PAPER, INK, SOFT, SOGA, KUNYIT, DAUN, WHITE = (
    "#FBF6EC",
    "#221A14",
    "#5F5248",
    "#7A4426",
    "#E9A820",
    "#1F6B3B",
    "#FFFFFF",
)
SHAPES = {"square": (1080, 1080), "story": (1080, 1920), "link": (1200, 630)}
QUALITY = 86
LIGHTER = (QUALITY, 76, 64, 52)  # until a link's preview is light: it is fetched by everybody who gets the link
LINK_BYTES = 100_000
MOST_CUT = 1.4  # a photo may lose so much of one side before it is shown whole
EDGE = 56

Font = ImageFont.FreeTypeFont


def face(kind: str, size: int) -> Font:
    files = {
        "title": Path(serif) / "SourceSerifPro-Bold.ttf",
        "bold": Path(sans) / "SourceSansPro-Bold.ttf",
        "plain": Path(sans) / "SourceSansPro-Regular.ttf",
    }
    return ImageFont.truetype(str(files[kind]), size)


def drawn(job: dict[str, Any], photo: bytes) -> bytes:
    width, height = SHAPES[job["shape"]]
    card = Image.new("RGB", (width, height), PAPER)
    if job["shape"] == "link":
        _beside(card, job, photo)
    else:
        _below(card, job, photo)
    qualities = LIGHTER if job["shape"] == "link" else (QUALITY,)
    content = b""
    for quality in qualities:
        content = written(card, quality)
        if len(content) <= LINK_BYTES:
            break
    return content


def written(card: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    card.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _below(card: Image.Image, job: dict[str, Any], photo: bytes) -> None:
    """The photo over the whole width, the words and the code under it; a story has room for larger ones."""
    width, height = card.size
    tall = job["shape"] == "story"
    big, side = (1.25, 300) if tall else (1.0, 230)
    split = height - (690 if tall else 430)
    _picture(card, photo, (0, 0, width, split))
    pen = ImageDraw.Draw(card)
    _roof(pen, width, split)
    top = split + 60
    room = width - 2 * EDGE - side - 36
    below = _lines(pen, job["name"], "title", round(62 * big), (EDGE, top), room, 2, INK)
    below = _lines(pen, job["price"], "bold", round(68 * big), (EDGE, below + 6 * big), room, 1, DAUN)
    below = _lines(pen, job["stall"], "bold", round(38 * big), (EDGE, below + 16 * big), room, 1, SOGA)
    _lines(pen, job["place"], "plain", round(32 * big), (EDGE, below), room, 1, SOFT)
    _code(card, job["link"], (width - EDGE - side, top + 8), side)
    scan = face("plain", round(30 * big))
    pen.text((width - EDGE - side / 2, top + side + 20), job["scan"], SOFT, scan, anchor="ma")


def _beside(card: Image.Image, job: dict[str, Any], photo: bytes) -> None:
    """For the preview of a link: the photo left, the words right, no code, since the link stands beside it."""
    width, height = card.size
    _picture(card, photo, (0, 0, height, height))
    pen = ImageDraw.Draw(card)
    left, room = height + 48, width - height - 96
    top = _lines(pen, job["name"], "title", 60, (left, 90), room, 3, INK)
    _lines(pen, job["price"], "bold", 66, (left, top + 12), room, 1, DAUN)
    _lines(pen, job["stall"], "bold", 38, (left, height - 168), room, 1, SOGA)
    _lines(pen, job["place"], "plain", 32, (left, height - 116), room, 1, SOFT)


def _picture(card: Image.Image, photo: bytes, box: tuple[int, int, int, int]) -> None:
    size = (box[2] - box[0], box[3] - box[1])
    if photo:
        with Image.open(io.BytesIO(photo), formats=["WEBP"]) as opened:
            card.paste(_filled(opened.convert("RGB"), size), box[:2])
        return
    card.paste(_kawung(size), box[:2])


def _filled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The photo over the whole room; one of another shape stands whole before its own blur, so nothing is cut off."""
    whole = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    shape = (picture.width / picture.height) / (size[0] / size[1])
    if 1 / MOST_CUT < shape < MOST_CUT:
        return whole
    ground = whole.resize((size[0] // 8, size[1] // 8)).filter(ImageFilter.GaussianBlur(6)).resize(size)
    front = ImageOps.contain(picture, size, Image.Resampling.LANCZOS)
    ground.paste(front, ((size[0] - front.width) // 2, (size[1] - front.height) // 2))
    return ground


def _kawung(size: tuple[int, int]) -> Image.Image:
    """Where there is no photo: four petals round each crossing, as on the cloth."""
    ground = Image.new("RGB", size, SOGA)
    petal = Image.new("L", (64, 160), 0)
    ImageDraw.Draw(petal).ellipse((14, 26, 50, 134), outline=255, width=4)
    leaning = [petal.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC) for turn in (45, -45)]
    step = 150
    for row, column in product(range(size[1] // step + 2), range(size[0] // step + 2)):
        lean = leaning[(row + column) % 2]
        at = (column * step - lean.width // 2, row * step - lean.height // 2)
        ground.paste(KUNYIT, (*at, at[0] + lean.width, at[1] + lean.height), lean.point(lambda light: light // 2))
    return ground


def _roof(pen: ImageDraw.ImageDraw, width: int, top: int) -> None:
    """The stall's awning between photo and words."""
    step = width // 12
    for index in range(12):
        box = (index * step, top - 34, (index + 1) * step, top + 34)
        pen.pieslice(box, 0, 180, fill=SOGA if index % 2 else KUNYIT)
        pen.rectangle((box[0], top - 14, box[2], top), fill=SOGA if index % 2 else KUNYIT)


def _lines(
    pen: ImageDraw.ImageDraw,
    words: str,
    kind: str,
    size: int,
    at: tuple[float, float],
    room: float,
    most: int,
    ink: str,
) -> float:
    """Write the words in at most `most` lines, smaller when they do not fit, cut only when still too long."""
    font, lines = face(kind, size), [words]
    for smaller in range(size, int(size * 0.55), -4):
        font = face(kind, smaller)
        lines = _wrapped(words, font, room)
        if len(lines) <= most and all(font.getlength(line) <= room for line in lines):
            break
    shown = lines if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]
    for line in shown:
        pen.text(at, _cut(line, font, room), ink, font)
        at = (at[0], at[1] + font.size * 1.16)
    return at[1]


def _wrapped(words: str, font: Font, room: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(line: str, font: Font, room: float) -> str:
    if font.getlength(line) <= room:
        return line
    while line and font.getlength(f"{line}…") > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _code(card: Image.Image, link: str, at: tuple[int, int], side: int) -> None:
    made = io.BytesIO()
    segno.make(link, error="m", micro=False).save(made, kind="png", scale=8, border=2, dark=INK, light=WHITE)
    with Image.open(made, formats=["PNG"]) as code:
        card.paste(code.convert("RGB").resize((side, side), Image.Resampling.NEAREST), at)


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(json.loads(sys.argv[1]), sys.stdin.buffer.read()))
