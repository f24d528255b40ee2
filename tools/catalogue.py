"""Collect every sentence of pages and rules into the English catalogue, and compile it.

The sentences themselves are Indonesian, so only English needs a catalogue. With --check nothing is written; it fails
when a sentence has no English, or when the compiled file is older than its source.
"""

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "storefront" / "locale" / "en" / "LC_MESSAGES"
PACKAGES = ("sellers", "catalog", "payments", "storefront")
METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
            "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}  # fmt: skip


def collected() -> Catalog:
    """Every msgid in the tree, in the order of files."""
    catalog = Catalog(locale="en", project="Lapak", charset="utf-8", fuzzy=False)
    options = {"**/templates/**": {"trimmed": "true", "newstyle_gettext": "true"}}
    for package in PACKAGES:
        found = extract_from_dir(
            ROOT / package, METHODS, options, KEYWORDS, strip_comment_tags=True, directory_filter=_not_hidden
        )
        for file, _line, message, _comments, context in found:
            before = catalog.get(message, context=context)
            if before and isinstance(before.id, str) != isinstance(message, str):
                raise SystemExit(f"{package}/{file}: {before.id!r} is counted in one place and plain in another")
            catalog.add(message, context=context)
    return catalog


def _not_hidden(folder: str | os.PathLike[str]) -> bool:
    """Babel alone would leave out folders that begin with an underscore, and so the parts every page is made of."""
    return not Path(folder).name.startswith(".")


def merged() -> Catalog:
    """What is collected, with the translations that stand already."""
    path = FOLDER / "django.po"
    standing = read_po(io.BytesIO(path.read_bytes()), locale="en") if path.exists() else Catalog(locale="en")
    new = collected()
    for message in new:
        old = standing.get(message.id, context=message.context) if message.id else None
        if old and old.string and isinstance(old.id, str) == isinstance(message.id, str):
            message.string = old.string  # one form does for one form, two for two
    return new


def untranslated(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            yield message.id if isinstance(message.id, str) else message.id[0]


def po_bytes(catalog: Catalog) -> bytes:
    target = io.BytesIO()
    write_po(target, catalog, width=120, no_location=True, omit_header=True, sort_output=True)
    header = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
    header += b'"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return header + target.getvalue()


def mo_bytes(po: bytes) -> bytes:
    """The compiled file. Its date never moves: Babel would write the minute it ran, and no two files were equal."""
    target = io.BytesIO()
    catalog = read_po(io.BytesIO(po), locale="en")
    catalog.creation_date = datetime.fromtimestamp(0, UTC)
    write_mo(target, catalog)
    return target.getvalue()


def main() -> int:
    catalog = merged()
    missing = list(untranslated(catalog))
    po = po_bytes(catalog)
    current = (FOLDER / "django.mo").exists() and (FOLDER / "django.mo").read_bytes() == mo_bytes(po)
    if "--check" in sys.argv:
        for sentence in missing:
            print("no English for:", sentence)
        if not current:
            print("django.mo is older than the sentences. Run: make messages-en")
        return 1 if missing or not current else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "django.po").write_bytes(po)
    (FOLDER / "django.mo").write_bytes(mo_bytes(po))
    print(f"{len(catalog)} sentences, {len(missing)} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
