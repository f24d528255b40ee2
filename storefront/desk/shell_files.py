"""The files of the app's shell, and the service worker made of its own pieces: one classic script, no build step."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from storefront.desk import dictionary

PIECES = ("store.js", "sending.js", "unpacking.js", "worker.js")  # each needs only those before it
OF_WORKER = ("unpacking.js", "worker.js")
SCRIPTS = Path(settings.STATICFILES_DIRS[0]) / "js" / "desk"
ALWAYS = ("css/desk.css", "img/mark.svg", "js/page.js", "django_htmx/htmx-2.min.js")
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function\*?) (\w+))", re.MULTILINE)


@cache
def shell() -> tuple[str, ...]:
    """Addresses of what every page of the desk may need, and of the page that says there is no signal."""
    own = sorted(f"js/desk/{script.name}" for script in SCRIPTS.glob("*.js") if script.name not in OF_WORKER)
    found = (_address(name) for name in (*ALWAYS, *own))
    return (*filter(None, found), reverse("desk:words", args=[dictionary.version()]), reverse("desk:no_signal"))


def _address(name: str) -> str:
    """Nothing for a file that was added after this run's files were collected: no page names it yet."""
    try:
        return static(name)
    except ValueError:
        return ""


@cache
def version() -> str:
    """Changes with any file of the shell and any piece of the service worker."""
    return hashlib.sha256("\n".join((*shell(), _pieces())).encode()).hexdigest()[:12]


def worker() -> str:
    return f'"use strict";\nconst VERSION = "{version()}";\nconst SHELL = {json.dumps(shell())};\n{_pieces()}'


@cache
def _pieces() -> str:
    return "\n".join(_closed(name, (SCRIPTS / name).read_text()) for name in PIECES)


def _closed(name: str, text: str) -> str:
    """One module as a function of its own, so that two modules may use the same name."""
    given = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(lambda found: f"const {found[1]} = {_piece(found[2])};", text))
    return f"const {_piece(name)} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();"


def _piece(name: str) -> str:
    return f"{name.removesuffix('.js')}Piece"
