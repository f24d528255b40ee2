"""The languages of the pages: they are written in Indonesian; every other is a folder of locale/ with its catalogue.

A new one needs no code: `make messages LANGUAGE=jv`, fill in the sentences, run it again. What is not translated yet
stays Indonesian, so a catalogue of the forty words of the seller's buttons is of use already.
"""

from pathlib import Path

WRITTEN_IN = ("id", "Bahasa Indonesia")
NAMES = {
    "en": "English",
    "jv": "Basa Jawa",
    "mad": "Bhâsa Madhurâ",
    "su": "Basa Sunda",
    "bjn": "Basa Banjar",
}


def offered(locale: Path) -> list[tuple[str, str]]:
    """(code, its own name) of each language with a compiled catalogue, Indonesian first, then as NAMES has them."""
    ready = {file.parent.parent.name for file in locale.glob("*/LC_MESSAGES/django.mo")}
    return [WRITTEN_IN, *((code, name) for code, name in NAMES.items() if code in ready)]
