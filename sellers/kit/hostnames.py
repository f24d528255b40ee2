"""Names of machines in other letters than a to z, as browsers send them."""

from django.utils.module_loading import import_string

CHANGED = frozenset("ß\u1e9eς\u200c\u200d")  # letters of which 2008 makes another name than 2003 did


def as_sent(host: str) -> str:
    """lapak-désa.id as xn--lapak-dsa-h4a.id, straße.example as xn--strae-oqa.example; plain ones in small letters.

    By IDNA 2008 with UTS 46, as browsers do. Python's own codec keeps to IDNA 2003, where ß is ss: another's name.
    What IDNA 2008 has no word for and browsers take all the same (☕.example) is as it was in 2003.
    Raises UnicodeError for what no machine can be called.
    """
    labels = host.split(".")
    if "" in labels[:-1] and not host.isascii():
        raise UnicodeError("a name without a name in it")
    return ".".join(_label(label) for label in labels)


def _label(label: str) -> str:
    if label.isascii():
        return label.lower()
    encode = import_string("idna.encode")  # a megabyte, for the few who need it
    try:
        return str(encode(label, uts46=True), "ascii")
    except UnicodeError:
        if CHANGED.intersection(label):
            raise
        return str(label.encode("idna"), "ascii")


def origin(scheme: str, host: str, port: int | None) -> str:
    """What browsers send as Origin, of a host as they send it: without the usual port."""
    usual = {"https": 443, "http": 80}.get(scheme)
    named = f"[{host}]" if ":" in host else host
    return f"{scheme}://{named}:{port}" if port and port != usual else f"{scheme}://{named}"
