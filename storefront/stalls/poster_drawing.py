"""Draws the poster of a stall. Loaded by the first poster, because the library weighs 24 MB."""

import io
from pathlib import Path

import segno
from font_source_sans_pro import font_directory as sans
from font_source_serif_pro import font_directory as serif
from fpdf import FPDF
from fpdf.enums import Align

WIDTH, HEIGHT, EDGE = 210.0, 297.0, 22.0  # mm
CODE_SIDE = 120.0
SOGA, KUNYIT, INK, SOFT, PAPER = (122, 68, 38), (233, 168, 32), (34, 26, 20), (95, 82, 72), (251, 246, 236)
LARGEST, SMALLEST = 40.0, 20.0  # points


def poster(name: str, place: str, link: str, call: str, how: str) -> bytes:
    """`name` of the stall, where it is, what its code opens, and two lines that say what to do."""
    page = FPDF(format="A4")
    page.set_title(name)
    page.set_auto_page_break(False)
    page.add_font("title", fname=str(Path(serif) / "SourceSerifPro-Bold.ttf"))
    page.add_font("bold", fname=str(Path(sans) / "SourceSansPro-Bold.ttf"))
    page.add_font("plain", fname=str(Path(sans) / "SourceSansPro-Regular.ttf"))
    page.add_page()
    page.set_fill_color(*PAPER)
    page.rect(0, 0, WIDTH, HEIGHT, style="F")
    _awning(page)
    page.set_xy(EDGE, 62)
    _centred(page, name, "title", _size(page, name), INK)
    _centred(page, place, "plain", 20, SOFT)
    top = page.get_y() + 10
    _code(page, link, top)
    page.set_xy(EDGE, top + CODE_SIDE + 10)
    _centred(page, call, "bold", 26, SOGA)
    _centred(page, how, "plain", 18, SOFT)
    page.set_xy(EDGE, HEIGHT - 24)
    _centred(page, link.split("://")[-1], "plain", 13, SOFT)
    return bytes(page.output())


def _awning(page: FPDF) -> None:
    step = WIDTH / 10
    for index in range(10):
        page.set_fill_color(*(SOGA if index % 2 else KUNYIT))
        page.rect(index * step, 0, step, 34, style="F")
        page.ellipse(index * step, 26, step, 16, style="F")


def _size(page: FPDF, name: str) -> float:
    """As large as two lines allow."""
    for points in range(int(LARGEST), int(SMALLEST), -2):
        page.set_font("title", size=points)
        if page.get_string_width(name) <= 2 * (WIDTH - 2 * EDGE) * 0.85:
            return points
    return SMALLEST


def _centred(page: FPDF, words: str, font: str, points: float, ink: tuple[int, int, int]) -> None:
    page.set_font(font, size=points)
    page.set_text_color(*ink)
    page.set_x(EDGE)
    page.multi_cell(WIDTH - 2 * EDGE, points * 0.45, words, align=Align.C, new_x="LMARGIN", new_y="NEXT")


def _code(page: FPDF, link: str, top: float) -> None:
    made = io.BytesIO()
    segno.make(link, error="q", micro=False).save(made, kind="png", scale=16, border=4)
    left = (WIDTH - CODE_SIDE) / 2
    page.set_fill_color(255, 255, 255)
    page.set_draw_color(*KUNYIT)
    page.set_line_width(1.5)
    page.rect(left, top, CODE_SIDE, CODE_SIDE, style="DF", round_corners=True, corner_radius=6)
    made.seek(0)
    page.image(made, left + 4, top + 4, CODE_SIDE - 8, CODE_SIDE - 8)
