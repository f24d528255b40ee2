"""Why a file is no table that can be read. What to do about it is said by whoever asked for the file."""

from enum import StrEnum


class Why(StrEnum):
    EMPTY = "empty"
    PDF = "pdf"
    OLD_EXCEL = "old_excel"  # or one with a password
    WEB = "web"
    PHOTO = "photo"
    PACKED = "packed"
    ZIP = "zip"
    LIBREOFFICE = "libreoffice"
    BROKEN = "broken"
    TOO_LARGE = "too_large"


class NotASheet(ValueError):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
