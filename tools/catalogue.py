"""Collect every sentence of pages and rules into the catalogue of a language (English by itself), and compile it.

The sentences themselves are Indonesian. English has them all; any other language may have some, and begins with
`tools/catalogue.py jv`, which makes its empty catalogue. With --check nothing is written; it fails when a sentence has
no English, or when the compiled file is older than its source.
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
LOCALE = ROOT / "storefront" / "locale"
PACKAGES = ("sellers", "catalog", "payments", "storefront")
METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "_t": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
            "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}  # fmt: skip


def folder_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


FOLDER = folder_of("en")


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


def merged(language: str = "en") -> Catalog:
    """What is collected, with the translations that stand already."""
    path = folder_of(language) / "django.po"
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


def po_bytes(catalog: Catalog, language: str = "en") -> bytes:
    target = io.BytesIO()
    write_po(target, catalog, width=120, no_location=True, omit_header=True, sort_output=True)
    header = b'msgid ""\nmsgstr ""\n"Language: ' + language.encode() + b'\\n"\n"MIME-Version: 1.0\\n"\n'
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
    language = next((word for word in sys.argv[1:] if not word.startswith("-")), "en")
    folder = folder_of(language)
    catalog = merged(language)
    missing = list(untranslated(catalog))
    po = po_bytes(catalog, language)
    current = (folder / "django.mo").exists() and (folder / "django.mo").read_bytes() == mo_bytes(po)
    if "--check" in sys.argv:
        for sentence in missing:
            print("no English for:", sentence)
        if not current:
            print("django.mo is older than the sentences. Run: make messages-en")
        return 1 if missing or not current else 0
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_bytes(po)
    (folder / "django.mo").write_bytes(mo_bytes(po))
    print(f"{len(catalog)} sentences, {len(missing)} not yet in {language}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
