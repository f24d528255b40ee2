"""Batik: cloth, shawl and shirt, and the motifs on them."""

from collections.abc import Callable
from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.fish import koi
from storefront.demo.drawing.shapes import arc, box, ellipse, leaf, moved, smooth

Motif = Callable[[Pen], None]


def cloth(pen: Pen, motif: Motif, base: Paint, edge: Paint) -> None:
    """A folded length of batik, a corner turned to show the back."""
    p = pen.at(500, 500, 1, -7).at(-500, -500)
    p.blur(box(232, 250, 800, 872, 30), 40, alpha=0.38)
    for i in range(4, 0, -1):
        layer = smooth([(250 + i * 2, 270 + i * 16), (500, 262 + i * 16), (752 + i * 5, 270 + i * 16),
            (760 + i * 5, 540 + i * 15), (756 + i * 5, 800 + i * 15), (500, 808 + i * 15), (246 + i * 2, 800 + i * 15)])
        p.fill(layer, lighter(edge, 0.1) if i % 2 else darker(edge, 0.25), darker(edge, 0.4), light=0.2)
    face = smooth([(248, 222), (370, 214), (500, 220), (630, 214), (752, 222), (758, 400), (752, 620), (757, 806),
        (630, 814), (500, 808), (370, 814), (244, 806), (248, 620), (243, 400)])
    p.fill(face, base)
    with p.inside(face):
        motif(p)
        p.fill(box(230, 726, 770, 830), edge, darker(edge, 0.2))
        for i in range(19):
            x = 250 + i * 28
            p.fill([(x, 808), (x + 14, 742), (x + 28, 808)], lighter(base, 0.35), alpha=0.9)
            p.dot(x + 14, 790, 4, darker(edge, 0.4))
        p.line([(230, 728), (770, 728)], 7, lighter(base, 0.5))
        for x, w in ((372, 26), (500, 34), (632, 26)):
            p.blur([(x - w, 200), (x, 200), (x - 4, 830), (x - w, 830)], 16, alpha=0.30)
            p.blur([(x + 4, 200), (x + w, 200), (x + w, 830), (x + 4, 830)], 14, "#FFFFFF", 0.24)
    corner = smooth([(752, 222), (740, 300), (690, 330), (622, 318), (660, 270), (700, 236)])
    p.blur(moved(corner, -10, 14), 14, alpha=0.4)
    p.fill(corner, lighter(base, 0.55), lighter(edge, 0.2), angle=130, light=0.4, dark=0.2)


def shawl(pen: Pen, motif: Motif, base: Paint, edge: Paint) -> None:
    """A shawl in two hanging falls with fringes."""
    pen.blur(box(300, 240, 740, 860, 40), 44, alpha=0.26)
    pen.line([(200, 206), (800, 206)], 26, "#8A5A32", "#54301A", light=0.4)
    for x0, x1, low, shade in ((500, 716, 700, 0.22), (290, 540, 770, 0.0)):
        for i in range(int((x1 - x0) / 13)):
            x = x0 + 10.0 + i * 13
            pen.line(smooth([(x, low - 8), (x + sin(i) * 6, low + 40), (x + cos(i * 2) * 8, low + 84)], closed=False),
                6, edge, darker(edge, 0.3))
        fall = smooth([(x0 + 8, 190), ((x0 + x1) / 2, 182), (x1 - 8, 190), (x1, 300), (x1 - 6, 520), (x1, low),
            ((x0 + x1) / 2, low + 8), (x0, low), (x0 + 6, 520), (x0, 300)])
        pen.blur(moved(fall, 12, 12), 16, alpha=0.34)
        pen.fill(fall, base)
        with pen.inside(fall):
            motif(pen.at((x0 + x1) / 2 - 500, low - 800))
            pen.fill(box(x0 - 20, low - 70, x1 + 20, low + 20), edge)
            for i in range(10):
                pen.fill(ellipse(x0 + 14 + i * 28, low - 32, 9, 18), lighter(base, 0.5))
            for k in (0.25, 0.55, 0.8):
                x = x0 + (x1 - x0) * k
                pen.blur([(x - 18, 180), (x, 180), (x, low + 10), (x - 18, low + 10)], 12, alpha=0.28)
                pen.blur([(x + 4, 180), (x + 18, 180), (x + 18, low + 10), (x + 4, low + 10)], 10, "#FFFFFF", 0.2)
            pen.blur(box(x0 - 10, 180, x1 + 10, 236), 14, "#FFFFFF", 0.25)
            if shade:
                pen.blur(box(x0 - 20, 180, x0 + 60, low + 20), 26, alpha=0.45)


def shirt(pen: Pen, motif: Motif, base: Paint, edge: Paint) -> None:
    """A short-sleeved shirt laid flat."""
    body = smooth([(410, 214), (352, 236), (290, 276), (196, 420), (180, 462), (270, 522), (318, 470), (322, 640),
        (312, 836), (400, 852), (500, 856), (600, 852), (688, 836), (678, 640), (682, 470), (730, 522), (820, 462),
            (804, 420), (710, 276), (648, 236), (590, 214), (500, 250)], n=8)
    pen.blur(moved(body, 12, 24), 30, alpha=0.38)
    pen.fill(body, base)
    with pen.inside(body):
        motif(pen.at(-60, -40, 1.1))
        for path in ([(318, 470), (330, 380), (352, 300)], [(682, 470), (670, 380), (648, 300)]):
            pen.blur([*path, (path[0][0] + 30, 470)], 12, alpha=0.38)
            pen.line(smooth(path, closed=False), 4, darker(edge, 0.4), alpha=0.7)
        pen.fill([(484, 240), (518, 240), (518, 870), (484, 870)], edge, alpha=0.85)
        pen.line([(484, 240), (484, 870)], 3, darker(edge, 0.5))
        for y in range(330, 860, 104):
            pen.dot(501, y, 10, "#FFF6E3", "#C9AE86", dark=0.4)
        pen.fill(box(566, 420, 652, 520, 10), edge, alpha=0.4)
        pen.line([*box(566, 420, 652, 520, 10)], 3.5, darker(edge, 0.4))
        for x in (400, 600):
            pen.blur([(x - 10, 560), (x + 14, 540), (x + 8, 850), (x - 16, 850)], 18, alpha=0.26)
        for path in ([(186, 444), (270, 505)], [(814, 444), (730, 505)], [(310, 824), (690, 824)]):
            pen.line(path, 9, edge)
        pen.blur([(300, 260), (420, 230), (400, 640), (330, 640)], 44, "#FFFFFF", 0.18)
        pen.blur([(620, 300), (700, 300), (700, 860), (630, 860)], 40, alpha=0.25)
    pen.fill(smooth([(420, 206), (500, 190), (580, 206), (540, 236), (500, 244), (460, 236)]), darker(edge, 0.55))
    for flip in (False, True):
        q = pen.at(500, 0, flip=flip).at(-500, 0)
        wing = smooth([(418, 196), (440, 214), (500, 262), (486, 318), (450, 302), (392, 232)], n=6)
        q.blur(moved(wing, 0, 10), 8, alpha=0.35)
        q.fill(wing, lighter(edge, 0.3), edge, light=0.3, dark=0.2)


def koi_motif(*, ground_dots: Paint, fish: Paint, patch: Paint, line: Paint, rows: int = 3) -> Motif:
    """Koi among water curls."""

    def paint(pen: Pen) -> None:
        _dots(pen, ground_dots, 26)
        for r in range(4):
            for c in range(3):
                x, y = 300 + c * 190 + r % 2 * 95, 276 + r * 140
                pen.line(arc(x + 66, y + 62, 40, 40, 150, 400), 6, line, alpha=0.8)
                pen.line(arc(x + 66, y + 62, 22, 22, 150, 400), 5, line, alpha=0.8)
                koi(pen.at(x, y, 0.20, 25 if (r + c) % 2 else -155).at(-500, -500), fish, (patch,), seed=r * rows + c,
                    shadow=False)

    return paint


def hornbill_motif(pen: Pen) -> None:
    """Hornbills between climbing curls."""
    _dots(pen, "#E9A820", 30)
    for r in range(3):
        for c in range(3):
            x, y = 320 + c * 210 + r % 2 * 60 - 60, 290 + r * 180
            hornbill(pen.at(x, y, 0.30, flip=(r + c) % 2 == 1).at(-500, -500))
            for k in (-1, 1):
                pen.line(smooth([(x + 100, y + 90), (x + 100 + k * 30, y + 60), (x + 100 + k * 44, y + 20),
                    (x + 100 + k * 20, y + 6), (x + 100 + k * 12, y + 30)], closed=False), 7, "#E9A820")


def hornbill(pen: Pen) -> None:
    """The head of a hornbill with its casque, looking left."""
    pen.fill(smooth([(560, 380), (680, 420), (730, 560), (720, 760), (600, 800), (560, 640), (500, 520)]), "#FFF6E3",
        "#D9C6A0")
    pen.fill(smooth([(470, 330), (560, 280), (660, 330), (700, 440), (640, 520), (540, 540), (470, 470)]), "#1B1512",
        "#3A2A22")
    pen.fill(smooth([(520, 390), (430, 360), (320, 380), (220, 470), (180, 580), (260, 520), (380, 480), (510, 470)]),
        "#FFE7A3", "#E9A820", light=0.3)
    pen.line(smooth([(190, 565), (280, 490), (400, 440), (515, 430)], closed=False), 10, "#8A4A12")
    pen.fill(smooth([(540, 330), (470, 300), (390, 260), (330, 270), (340, 310), (420, 370), (520, 390)]), "#E0492E",
        "#A8231A", light=0.35)
    pen.dot(570, 390, 26, "#D8402B")
    pen.dot(570, 390, 13, "#140C08")


def flower_motif(pen: Pen) -> None:
    """Hands of many colours as petals: drawn freely by many makers."""
    paints = ("#E9A820", "#D8402B", "#F6F0E2", "#2F8F83")
    _dots(pen, "#F3D9A0", 24)
    for r in range(4):
        for c in range(4):
            x, y = 280 + c * 150 + r % 2 * 70 - 30, 280 + r * 130
            paint = paints[(r + 2 * c) % 4]
            for k in range(6):
                pen.fill(leaf(x, y, 60, 34, k * 60 + r * 20), paint, lighter(paint, 0.3))
            pen.dot(x, y, 13, "#5A2312")
            pen.line(smooth([(x + 14, y + 30), (x + 50, y + 70), (x + 96, y + 62)], closed=False), 6, "#F3D9A0",
                alpha=0.9)
            pen.fill(leaf(x + 52, y + 70, 46, 22, 40), "#7FB069")


def parang_motif(line: Paint, dots: Paint) -> Motif:
    def paint(pen: Pen) -> None:
        q = pen.at(500, 500, 1, -42).at(-500, -500)
        for r in range(-3, 14):
            y = 60 + r * 74
            for c in range(-2, 22):
                x = -60 + c * 56 + r % 2 * 18
                q.fill(smooth([(x, y), (x + 30, y - 26), (x + 58, y - 16), (x + 52, y + 6), (x + 38, y),
                    (x + 30, y + 20), (x + 8, y + 22)], n=4), line)
                q.dot(x + 24, y + 42, 6, dots)

    return paint


def belimbing_motif(pen: Pen) -> None:
    """Star fruit slices and leaves, the sign of the town."""
    _dots(pen, "#F6D98B", 30)
    for r in range(4):
        for c in range(4):
            x, y = 270 + c * 150 + r % 2 * 76 - 30, 270 + r * 136
            points = [(x + (52 if i % 2 == 0 else 22) * cos(pi * i / 5 + r),
                y + (52 if i % 2 == 0 else 22) * sin(pi * i / 5 + r)) for i in range(10)]
            pen.fill(smooth(points, n=5), "#F4C542", "#E39B1C")
            pen.dot(x, y, 9, "#7A3B14")
            pen.fill(leaf(x + 46, y + 40, 66, 28, 30), "#8FBF7A", "#3E8E41")


def _dots(pen: Pen, paint: Paint, step: int) -> None:
    dice = Random(step)
    for y in range(190, 860, step):
        for x in range(220, 800, step):
            pen.dot(x + dice.uniform(-4, 4), y + dice.uniform(-4, 4), 2.6, paint, alpha=0.75)

