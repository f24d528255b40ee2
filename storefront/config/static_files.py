"""Hashed, compressed static files, where each surface's entry stylesheet is one file: one request, one cache entry."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'@import\s+"(?P<path>[^"]+)"\s+layer\((?P<layer>[\w.-]+)\);')
# one of our modules names the hashed file of what it imports
_MODULES = (
    (r"""(?P<matched>import (?P<names>\{[^}]*\}) from "(?P<url>\./[^"]+)";)""", 'import %(names)s from "%(url)s";'),
    (r"""(?P<matched>import "(?P<url>\./[^"]+)";)""", 'import "%(url)s";'),
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")


class LapakStaticStorage(CompressedManifestStaticFilesStorage):
    """Inlines `@import "…" layer(…)` of the stylesheets before they are hashed."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _MODULES))

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        bundled = {
            name: (_Inlined(paths), path) if name.endswith(".css") and name.startswith("css/") else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(bundled, dry_run, **options)


class _Inlined:
    """Reads a stylesheet with its imports in place; a file store only as far as post-processing needs one."""

    def __init__(self, paths: dict[str, Any]) -> None:
        self.paths = paths

    def open(self, path: str) -> "ContentFile[bytes]":
        return ContentFile(inlined(_name_of(path, self.paths), self._read).encode())

    def _read(self, name: str) -> str:
        storage, path = self.paths[name]
        with storage.open(path) as file:
            content: bytes = file.read()
        return content.decode()


def inlined(name: str, read: Any) -> str:
    """The text of stylesheet `name` with every imported file wrapped in its layer, comments and padding left out."""

    def replace(match: re.Match[str]) -> str:
        inner = inlined(normpath(join(dirname(name), match["path"])), read)
        return f"@layer {match['layer']}{{{inner}}}"

    return _SPACE.sub(" ", _IMPORT.sub(replace, _COMMENT.sub("", read(name)))).strip()


def _name_of(path: str, paths: dict[str, Any]) -> str:
    return next(name for name, (_storage, stored) in paths.items() if stored == path and name.endswith(".css"))
