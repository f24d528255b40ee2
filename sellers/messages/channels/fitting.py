"""A text within what a channel carries. Pure."""

CUT = "…"
_SAID_PLAINLY = str.maketrans({
    "•": "-", "·": "-", "–": "-", "—": "-", "…": "...", "×": "x", "’": "'", "“": '"', "”": '"', "\u00a0": " ",
})  # fmt: skip


def fit(text: str, limit: int) -> str:
    """At most `limit` characters. The opening and the last paragraph stay: there stand the next step and its link."""
    if len(text) <= limit:
        return text
    head, gap, tail = text.rpartition("\n\n")
    if not gap or len(tail) > limit // 2:
        return text[: limit - len(CUT)].rstrip() + CUT
    room = limit - len(CUT) - len(gap) - len(tail)
    return f"{head[:room].rstrip()}{CUT}{gap}{tail}"


def one_line(text: str) -> str:
    """Paragraphs and lines in a row, for fields that take no line break."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """With the signs of a simple phone: one odd sign more than doubles the price of a whole SMS."""
    return text.translate(_SAID_PLAINLY)
