"""Writes down what does not fit between Saleor and us, once until a person settles it."""

from sellers.kit import clock
from storefront.engine.saleor.models import Difference


def note(*, kind: str, subject: str, ours: str = "", theirs: str = "", done: str = "", about: str = "") -> Difference:
    """The open row of this kind about this subject, made now or found; what both sides say is kept up to date.

    Never put a Saleor order's id in it: the row is shown, and the id is a secret. Its number says which one it is.
    """
    fields = {"ours": ours[:200], "theirs": theirs[:200], "done": done[:200]}
    standing = Difference.objects.filter(kind=kind, subject=subject[:160], settled_at=None).order_by("pk").first()
    if standing is None:
        return Difference.objects.create(kind=kind, subject=subject[:160], about=about, **fields)
    if (standing.ours, standing.theirs, standing.done) != tuple(fields.values()):
        Difference.objects.filter(pk=standing.pk).update(**fields)
    return standing


def repaired(*, kind: str, subject: str, ours: str = "", theirs: str = "", done: str) -> Difference:
    """What was put right by itself: told once, nobody has to decide."""
    fields = {"ours": ours[:200], "theirs": theirs[:200], "done": done[:200]}
    return Difference.objects.create(kind=kind, subject=subject[:160], settled_at=clock.now(), **fields)


def settle(*, kind: str, about: str, done: str) -> int:
    """A person decided, or it went away: the open rows about this."""
    rows = Difference.objects.filter(kind=kind, about=about, settled_at=None)
    return rows.update(settled_at=clock.now(), done=done[:200])
