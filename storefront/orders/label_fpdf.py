"""Draws labels with fpdf2: A6, one a page or four on an A4. Loaded by the first label.

Everything is at a known place of a label of 105 × 148 mm; what is long is wrapped, and cut at the end of its place
rather than printed over something else. Measures are millimetres, text sizes points.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from fpdf import FPDF

from storefront.orders.barcode import QUIET, bars
from storefront.orders.labels import Label, Sheet
from storefront.orders.paper_fpdf import INK, SOFT, mark, printable, wide, wrap
from storefront.orders.weighing import weight

WIDTH, HEIGHT, MARGIN = 105.0, 148.0, 6.0
INSIDE = WIDTH - 2 * MARGIN
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
CODE_TOP, CODE_TALL, MODULE = 36.5, 16.0, 0.5
TO_TOP, FROM_TOP = 61.0, 118.0


def draw(labels: Sequence[Label], sheet: Sheet) -> bytes:
    """The PDF of these labels; one page that says so when there are none."""
    pdf = FPDF("P", "mm", (WIDTH, HEIGHT) if sheet == "a6" else "A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(_("Label kirim"))
    pdf.set_creator("Lapak")
    for number, label in enumerate(labels):
        corner = number % 4 if sheet == "a4" else 0
        if not corner:
            pdf.add_page()
            if sheet == "a4":
                _cuts(pdf)
        _Drawn(pdf, corner % 2 * WIDTH, corner // 2 * (HEIGHT + 0.5)).label(label)
    if not labels:
        pdf.add_page()
    return bytes(pdf.output())


def _cuts(pdf: FPDF) -> None:
    pdf.set_draw_color(*SOFT)
    pdf.set_line_width(0.1)
    pdf.set_dash_pattern(dash=2, gap=2)
    pdf.line(WIDTH, 4, WIDTH, pdf.h - 4)
    pdf.line(4, pdf.h / 2, pdf.w - 4, pdf.h / 2)
    pdf.set_dash_pattern()


class _Drawn:
    """One label whose upper left corner is at (x, y) of the page."""

    def __init__(self, pdf: FPDF, x: float, y: float) -> None:
        self.pdf, self.x, self.y = pdf, x + MARGIN, y

    def label(self, label: Label) -> None:
        self._head(label)
        self._money(label)
        self._code(label.code)
        self._to(label)
        self._from(label)

    def _head(self, label: Label) -> None:
        mark(self.pdf, self.x, self.y + 3.5, 12)
        end = self._lines(label.sender, 15, 8, INSIDE / 2 - 12, 12, bold=True, most=2)
        self._text("Lapak", 15, end + 3.6, 8, colour=SOFT)
        carrier = wrap(printable(label.carrier), INSIDE / 2 - 4, 16, True)[:2]
        for number, line in enumerate(carrier):
            self._text(line, INSIDE - wide(line, 16, True), 9 + number * 6.4, 16, bold=True)
        self._rule(18.5)

    def _money(self, label: Label) -> None:
        """What must be collected cannot be overlooked: white on black."""
        top = self.y + 20.5
        if label.collect:
            self.pdf.set_fill_color(*BLACK)
            self.pdf.rect(self.x, top, INSIDE, 13, style="F")
            self._text("COD", 4, 29.6, 20, bold=True, colour=WHITE)
            amount = printable(label.collect)
            self._text(amount, INSIDE - 4 - wide(amount, 22, True), 29.8, 22, bold=True, colour=WHITE)
            return
        self.pdf.set_draw_color(*INK)
        self.pdf.set_line_width(0.4)
        self.pdf.rect(self.x, top, INSIDE, 13)
        self._text(printable(_("SUDAH DIBAYAR")), 4, 28.7, 14, bold=True)
        nothing = printable(_("Jangan menagih apa pun"))
        self._text(nothing, INSIDE - 4 - wide(nothing, 9), 28.5, 9)

    def _code(self, code: str) -> None:
        modules, drawn = bars(code)
        module = min(MODULE, INSIDE / (modules + 2 * QUIET))
        left = self.x + (INSIDE - modules * module) / 2
        self.pdf.set_fill_color(*BLACK)
        for at, span in drawn:
            self.pdf.rect(left + at * module, self.y + CODE_TOP, span * module, CODE_TALL, style="F")
        spaced = " ".join((code[: len(code) // 2], code[len(code) // 2 :]))
        self._text(spaced, (INSIDE - wide(spaced, 13, True)) / 2, CODE_TOP + CODE_TALL + 5, 13, bold=True)
        self._rule(TO_TOP - 2)

    def _to(self, label: Label) -> None:
        self._text(printable(_("Kepada")), 0, TO_TOP + 3, 9, colour=SOFT)
        end = self._lines(label.receiver, 0, TO_TOP + 9.5, INSIDE, 17, bold=True, most=2)
        if label.phone:
            self._text(printable(label.phone), 0, end + 6.4, 14, bold=True)
            end += 6.4
        for part in label.address:
            most = int((FROM_TOP - 2 - end) // 4.5)
            if most > 0:
                end = self._lines(part, 0, end + 4.9, INSIDE, 11, most=most)

    def _from(self, label: Label) -> None:
        self._rule(FROM_TOP)
        self._text(printable(_("Dari")), 0, FROM_TOP + 4.4, 9, colour=SOFT)
        half = INSIDE / 2 - 2
        end = self._lines(label.sender, 0, FROM_TOP + 9.2, half, 10.5, bold=True, most=2)
        for part in (label.sender_phone, label.sender_place):
            end = self._lines(part, 0, end + 4.4, half, 9, most=2) if part else end
        self._text(f"{printable(_('Berat'))} {weight(label.weight_g)}", half + 4, FROM_TOP + 4.6, 10.5, bold=True)
        end = FROM_TOP + 5
        for part in (*label.goods, label.note and _("Catatan: %(note)s") % {"note": label.note}):
            most = int((HEIGHT - 4 - end) // 3.9)
            if part and most > 0:
                end = self._lines(part, half + 4, end + 4, half, 8.5, most=most)

    def _lines(
        self, text: str, x: float, y: float, width: float, size: float, *, bold: bool = False, most: int = 9
    ) -> float:
        """Wrapped, at most so many lines; answers where the last one stands."""
        lines = wrap(printable(text), width, size, bold)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1][:-3]}..."]
        step = size * 0.41
        for number, line in enumerate(lines):
            self._text(line, x, y + number * step, size, bold=bold)
        return y + (len(lines) - 1) * step

    def _text(
        self, text: str, x: float, y: float, size: float, *, bold: bool = False,
        colour: tuple[int, int, int] = BLACK,
    ) -> None:  # fmt: skip
        self.pdf.set_font("helvetica", "B" if bold else "", size)
        self.pdf.set_text_color(*colour)
        self.pdf.text(self.x + x, self.y + y, text)

    def _rule(self, y: float) -> None:
        self.pdf.set_draw_color(*INK)
        self.pdf.set_line_width(0.3)
        self.pdf.line(self.x, self.y + y, self.x + INSIDE, self.y + y)
