"""Things that several pictures share: shadows, leaves, pouches, jars, bottles, bowls, weaving."""

from collections.abc import Callable
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter, mix
from storefront.demo.drawing.shapes import Path, arc, box, ellipse, lathe, leaf, moved, smooth

Label = Callable[[Pen], None]


def ground(pen: Pen, x: float, y: float, width: float, height: float = 26) -> None:
    """The shadow of something that stands at (x, y)."""
    pen.blur(ellipse(x, y, width * 1.12, height * 1.5), 40, alpha=0.28)
    pen.blur(ellipse(x, y, width * 0.94, height * 0.8), 12, alpha=0.42)


def green_leaf(pen: Pen, x: float, y: float, length: float, turn: float, paint: Paint = "#3E8E41",
    width: float = 0.42) -> None:
    path = leaf(x, y, length, length * width, turn)
    pen.blur(moved(path, 6, 12), 8, alpha=0.22)
    pen.fill(path, lighter(paint, 0.25), paint, darker(paint, 0.25), angle=turn + 60, light=0.35, dark=0.25)
    spine = moved([(0.03 * length, 0), (0.9 * length, 0)], x, y, turn)
    pen.line(spine, length * 0.018, lighter(paint, 0.5), alpha=0.7)
    for i in range(2, 8):
        for side in (-1, 1):
            at = i * 0.105 * length
            vein = moved([(at, 0), (at + 0.1 * length, side * width * length * 0.26)], x, y, turn)
            pen.line(vein, length * 0.009, lighter(paint, 0.45), alpha=0.4)


def pouch(pen: Pen, paper: Paint, band: Paint, label: Label, word: str = "", shine: bool = True) -> None:
    """A standing pouch with a crimped top and a round label."""
    ground(pen, 500, 838, 226)
    body = smooth(
        [(302, 218), (500, 208), (698, 218), (716, 420), (726, 640), (716, 822), (610, 846), (500, 852), (390, 846),
            (284, 822), (274, 640), (284, 420)]
    )
    pen.fill(body, darker(paper, 0.18), lighter(paper, 0.16), lighter(paper, 0.28), paper, darker(paper, 0.3),
        angle=0, dark=0.25)
    with pen.inside(body):
        pen.fill(box(250, 196, 750, 262), band, darker(band, 0.25))
        for x in range(262, 750, 16):
            pen.line([(x, 200), (x, 258)], 3, darker(band, 0.35), alpha=0.45)
        pen.fill(box(250, 716, 750, 860), band, darker(band, 0.18), alpha=0.95)
        pen.fill(box(250, 706, 750, 714), lighter(band, 0.55), alpha=0.9)
        for side in (1, -1):
            fold = smooth([(500 - side * 235, 280), (500 - side * 200, 420), (500 - side * 214, 620),
                (500 - side * 240, 830)], closed=False)
            pen.blur([*fold, (500 - side * 260, 830), (500 - side * 260, 280)], 18, alpha=0.20)
        if shine:
            pen.blur([(352, 285), (384, 285), (372, 690), (336, 690)], 14, "#FFFFFF", 0.38)
    pen.blur(ellipse(504, 496, 172, 172), 12, alpha=0.26)
    pen.fill(ellipse(500, 486, 170, 170), "#FFFBF0", "#F6E9CF", dark=0.1)
    pen.line([*ellipse(500, 486, 155, 155), (655, 486)], 5, band)
    with pen.inside(ellipse(500, 486, 152, 152)):
        label(pen.at(500, 486, 0.26).at(-500, -500))
    if word:
        pen.word(word, 500, 778, min(62, 430 / len(word)), "#FFF8E7")


def jar(pen: Pen, filling: Label, lid: Paint, label: Label | None = None, band: Paint = "#7A4426") -> None:
    """A glass jar whose content is painted by `filling`."""
    ground(pen, 500, 836, 200)
    body = smooth([(322, 330), (300, 420), (296, 600), (304, 790), (350, 842), (500, 852), (650, 842), (696, 790),
        (704, 600), (700, 420), (678, 330), (500, 318)])
    pen.fill(body, "#F4EFE2", "#FFFDF6", "#E3DCCB", angle=0)
    with pen.inside(smooth([(316, 400), (310, 600), (318, 780), (360, 826), (500, 836), (640, 826), (682, 780),
        (690, 600), (684, 400), (500, 380)])):
        filling(pen)
    with pen.inside(body):
        pen.blur([(290, 320), (330, 320), (330, 860), (290, 860)], 22, alpha=0.28)
        pen.blur([(676, 320), (712, 320), (712, 860), (676, 860)], 22, alpha=0.34)
        pen.blur([(350, 360), (378, 360), (372, 790), (346, 790)], 9, "#FFFFFF", 0.62)
        pen.blur([(646, 380), (656, 380), (654, 700), (646, 700)], 6, "#FFFFFF", 0.5)
    if label:
        paper = box(372, 520, 628, 742, 26)
        pen.blur(moved(paper, 4, 8), 10, alpha=0.3)
        pen.fill(paper, "#FFFBF0", "#F3E5C8", dark=0.1)
        pen.line([*box(384, 532, 616, 730, 18), (384 + 214, 532)], 4, band)
        label(pen.at(500, 630, 0.19).at(-500, -500))
    cap = lathe(500, [(228, 196), (250, 204), (322, 204), (336, 200)], rim=34, foot=32)
    pen.fill(cap, darker(lid, 0.35), lid, lighter(lid, 0.35), lid, darker(lid, 0.42), angle=0, dark=0.15)
    for x in range(306, 700, 15):
        pen.line([(x, 262), (x, 340)], 3, darker(lid, 0.4), alpha=0.35)
    pen.fill(ellipse(500, 230, 196, 36), lighter(lid, 0.32), lid, light=0.3)


def bottle(pen: Pen, liquid: Paint, cap: Paint, label: Label, x: float = 500, band: Paint = "#7A4426",
    word: str = "") -> None:
    """A slim bottle with a label."""
    p = pen.at(x - 500, 0)
    ground(p, 500, 852, 138, 22)
    body = lathe(500, [(226, 50), (300, 52), (352, 62), (420, 118), (480, 136), (640, 138), (800, 136), (846, 124)],
        rim=10, foot=18)
    p.fill(body, "#EFE9DB", "#FFFEF8", "#DCD4C2", angle=0)
    inner = lathe(500, [(318, 44), (360, 58), (424, 108), (484, 126), (640, 128), (800, 126), (838, 114)], rim=10,
        foot=14)
    p.fill(inner, darker(liquid, 0.3), liquid, lighter(liquid, 0.28), liquid, darker(liquid, 0.35), angle=0)
    with p.inside(body):
        p.fill(box(350, 530, 650, 760), "#FFFBF0", "#F3E5C8")
        p.fill(box(350, 520, 650, 534), band)
        p.fill(box(350, 756, 650, 770), band)
        label(p.at(500, 624 if word else 645, 0.2).at(-500, -500))
        p.blur([(350, 300), (388, 300), (388, 870), (350, 870)], 16, alpha=0.3)
        p.blur([(622, 300), (650, 300), (650, 870), (622, 870)], 16, alpha=0.34)
        p.blur([(402, 440), (424, 430), (420, 820), (398, 820)], 8, "#FFFFFF", 0.55)
    if word:
        p.word(word, 500, 728, 34, darker(band, 0.1))
    lid = lathe(500, [(150, 58), (158, 61), (226, 61), (234, 58)], rim=11, foot=12)
    p.fill(lid, darker(cap, 0.35), cap, lighter(cap, 0.4), cap, darker(cap, 0.4), angle=0)
    for i in range(-5, 6):
        p.line([(500 + i * 11, 168), (500 + i * 11, 232)], 2.5, darker(cap, 0.45), alpha=0.5)
    p.fill(ellipse(500, 151, 58, 11), lighter(cap, 0.3))


def bowl_back(pen: Pen, paint: Paint, y: float = 560, width: float = 330) -> None:
    """The far rim and the inside; draw the content, then `bowl_front`."""
    ground(pen, 500, y + 268, width * 0.62)
    pen.fill(ellipse(500, y, width, width * 0.26), darker(paint, 0.35), darker(paint, 0.12))


def bowl_front(pen: Pen, paint: Paint, y: float = 560, width: float = 330, stripe: Paint | None = None) -> None:
    outside = arc(500, y, width, width * 0.26, 180, 0, n=40)
    body = [*outside, *smooth([(500 + width, y), (500 + width * 0.9, y + 130), (500 + width * 0.52, y + 250),
        (500, y + 272), (500 - width * 0.52, y + 250), (500 - width * 0.9, y + 130), (500 - width, y)], closed=False)]
    pen.fill(body, darker(paint, 0.25), lighter(paint, 0.12), lighter(paint, 0.3), paint, darker(paint, 0.38),
        angle=0, dark=0.22)
    with pen.inside(body):
        if stripe:
            pen.line(arc(500, y + 46, width * 0.98, width * 0.26, 0, 180), 20, stripe, alpha=0.85)
            pen.line(arc(500, y + 78, width * 0.95, width * 0.26, 0, 180), 7, stripe, alpha=0.85)
        pen.blur([(500 - width * 0.72, y + 70), (500 - width * 0.56, y + 80), (500 - width * 0.42, y + 200),
            (500 - width * 0.52, y + 190)], 12, "#FFFFFF", 0.4)
    pen.line(outside, 10, lighter(paint, 0.35))


def weave(pen: Pen, outline: Path, paint: Paint, step: float = 34, seed: int = 1) -> None:
    """Basket work inside the outline: strips over and under each other."""
    dice = Random(seed)
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    with pen.inside(outline):
        pen.fill(box(min(xs), min(ys), max(xs), max(ys)), darker(paint, 0.55))
        for row in range(int((max(ys) - min(ys)) / step) + 2):
            for column in range(int((max(xs) - min(xs)) / step) + 2):
                x, y = min(xs) + (column - 0.5) * step, min(ys) + (row - 0.5) * step
                tone = mix(paint, "#FFE9B8" if dice.random() < 0.5 else "#6B3A18", dice.random() * 0.18)
                if (row + column) % 2:
                    strip = box(x - step * 0.18, y + step * 0.06, x + step * 1.18, y + step * 0.94, step * 0.3)
                    pen.fill(strip, darker(tone, 0.1), lighter(tone, 0.34), darker(tone, 0.3))
                else:
                    strip = box(x + step * 0.06, y - step * 0.14, x + step * 0.94, y + step * 1.14, step * 0.3)
                    pen.fill(strip, darker(tone, 0.42), darker(tone, 0.12), darker(tone, 0.5), angle=0)


def cubes(pen: Pen, places: list[tuple[float, float]], paint: Paint, size: float, seeds: Paint | None = None) -> None:
    """Soft sweets cut in blocks, drawn back to front."""
    dice = Random(len(places))
    for x, y in places:
        tone = mix(paint, "#FFFFFF" if dice.random() < 0.5 else "#000000", dice.random() * 0.08)
        w, h = size, size * 0.5
        pen.blur(box(x - w * 0.5, y + h * 0.4, x + w * 0.62, y + h * 1.35, 10), 8, alpha=0.35)
        top = [(x - w / 2, y), (x, y - h / 2), (x + w / 2, y), (x, y + h / 2)]
        left = [(x - w / 2, y), (x, y + h / 2), (x, y + h * 1.3), (x - w / 2, y + h * 0.8)]
        right = [(x, y + h / 2), (x + w / 2, y), (x + w / 2, y + h * 0.8), (x, y + h * 1.3)]
        pen.fill(left, tone, darker(tone, 0.12))
        pen.fill(right, darker(tone, 0.25), darker(tone, 0.4))
        pen.fill(top, lighter(tone, 0.34), lighter(tone, 0.14), angle=45)
        if seeds:
            for _ in range(9):
                a, b = dice.uniform(-0.4, 0.4), dice.uniform(-0.4, 0.4)
                pen.fill(ellipse(x + (a - b) * w / 2, y + (a + b) * h / 2, 5, 3, dice.uniform(0, 180), n=10), seeds)


def peanut(pen: Pen, x: float, y: float, scale: float, turn: float, paint: Paint = "#D9A55B") -> None:
    p = pen.at(x, y, scale, turn)
    shell = smooth([(-60, 0), (-42, -26), (-14, -24), (0, -18), (18, -26), (46, -26), (62, 0), (46, 26), (18, 26),
        (0, 18), (-14, 24), (-42, 26)])
    p.blur(moved(shell, 4, 10), 7, alpha=0.35)
    p.fill(shell, lighter(paint, 0.3), paint, darker(paint, 0.22), light=0.35, dark=0.3)
    for dx in (-40, -26, 22, 38):
        p.line([(dx, -16), (dx + 3, 0), (dx, 16)], 2.6, darker(paint, 0.35), alpha=0.6)
    p.line([(-52, 0), (54, 0)], 2, darker(paint, 0.35), alpha=0.45)


def chilli(pen: Pen, x: float, y: float, length: float, turn: float, paint: Paint = "#C8281E",
    shadow: bool = True) -> None:
    p = pen.at(x, y, length / 100, turn)
    body = smooth([(0, -9), (14, -13), (44, -12), (78, -4), (102, 6), (78, 7), (44, 10), (14, 12), (0, 9)])
    if shadow:
        p.blur(moved(body, 2, 8), 6, alpha=0.32)
    p.fill(body, lighter(paint, 0.22), paint, darker(paint, 0.3), light=0.3, dark=0.25)
    p.blur(smooth([(14, -7), (40, -7), (66, -2), (40, -3), (14, -3)]), 2, "#FFFFFF", 0.75)
    p.fill(smooth([(6, -10), (-6, -9), (-10, 0), (-6, 9), (6, 10), (2, 0)]), "#6FA03A", "#3E7A2C")
    p.line([(-8, 0), (-20, -3), (-28, -8)], 4.5, "#4E8432")
