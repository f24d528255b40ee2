"""The Jinja2 environment of our pages."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from storefront.config import formats
from storefront.desk import display
from storefront.desk import spoken as screens
from storefront.orders import closed_words
from storefront.shop.basket_cookie import basket_count

_INSIDE = re.compile(r"<svg[^>]*>\s*(.*?)\s*</svg>", re.DOTALL)
_BETWEEN_TAGS = re.compile(r">\s+")
FILTERS = (
    "rupiah", "angka", "tanggal", "hari", "jam", "saat", "lama", "berat", "isi", "satuan", "per", "named", "desa",
    "tempat", "zona", "phone", "wa", "contact",
)  # fmt: skip


def environment(**options: Any) -> Environment:
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext
    )
    env.globals.update(static=static, url=url, icon=icon, language=language, basket_count=basket_count)
    env.globals.update(languages=settings.LANGUAGES)
    env.globals.update(spoken=spoken, look=display.html_class, phone_look=display.chosen)
    env.filters.update({name: getattr(formats, name) for name in FILTERS} | {"tutup": closed_words.short})
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def language() -> str:
    return (get_language() or "id").split("-")[0]


@pass_context
def spoken(context: Context) -> dict[str, str]:
    """What "Dengarkan" says on the page that is being drawn, and its sound file."""
    template = context.name or ""
    return {"words": screens.of(template), "sound": screens.sound_of(template)}


@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> Markup:
    """An inline drawing of Lucide beside a word; screen readers skip it. KeyError where there is none of that name.

    Stroke and size are the stylesheet's (.icon), not repeated in each.
    """
    inner = _INSIDE.search(_drawings().read(f"{name}.svg").decode())
    if inner is None:
        raise ValueError(f"the drawing {name} has nothing inside")
    shapes = _BETWEEN_TAGS.sub(">", inner[1]).replace(" />", "/>")
    return Markup(f'<svg class="{f"icon {extra}".strip()}" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>')


@cache
def _drawings() -> ZipFile:
    """Opened once: its table of contents takes longer than a page, and Lucide reads it anew for each drawing."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))
