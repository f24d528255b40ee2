"""Files on the local disk: what a market of one machine needs."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from catalog.media.storage.port import PUBLIC, NotPublic, PostForm, Stored


class Local(FileSystemStorage):
    """MEDIA_ROOT; photos are served by storefront/config/pictures.py, or by the web server in front."""

    def url(self, name: str | None) -> str:
        if not (name or "").startswith(PUBLIC):
            raise NotPublic(name)
        return super().url(name)

    def listed(self, prefix: str) -> Iterator[Stored]:
        root = Path(self.base_location)
        for folder, _folders, files in os.walk(root / prefix):
            for file in files:
                path = Path(folder, file)
                try:
                    facts = path.stat()
                except FileNotFoundError:  # deleted while we walked
                    continue
                yield Stored(str(path.relative_to(root)), facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def post_form(self, name: str, *, size: int, content_type: str, lives_s: int) -> PostForm | None:
        return None
