"""A zip of pictures that rows name. Nothing of it is unpacked by name: a picture is read as bytes, one by one."""

import lzma
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from tempfile import TemporaryFile
from typing import IO

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from catalog.media.intake import MOST_BYTES
from catalog.products.sheets.errors import SheetRefused
from catalog.products.sheets.reading import LIMITS
from sellers.kit import zips

MOST_ZIP_BYTES = 200 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_DIRECTORY = 1024 * 1024  # bytes that name them; it is read whole
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "bmp", "tif", "tiff", "avif"})
PACKED = frozenset({"zip", "rar", "7z", "tar", "gz", "bz2", "xz", "tgz"})
LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
SHEETS = frozenset({"xlsx", "csv", "xlsm", "txt", "tsv"})
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, OSError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class Packed:
    """What lies in a zip, by the names of its entries."""

    pictures: tuple[str, ...]
    sheets: tuple[str, ...]
    odd: tuple[str, ...]  # neither


def is_zip(file: IO[bytes]) -> bool:
    """Whether it is a zip and no workbook, which is one too."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start[:2] != b"PK":
        return False
    if not _names_few(file):
        return True  # look() refuses it unread
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except _BROKEN:
        return True  # look() says what is wrong with it
    finally:
        file.seek(0)
    return not names.intersection({"xl/workbook.xml", "[Content_Types].xml", "mimetype"})


def look(file: IO[bytes]) -> Packed:
    """Raises SheetRefused for what is broken, locked, too large, packed twice or wants to lie elsewhere."""
    if not _names_few(file):
        raise _too_large()
    with _opened(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise _too_large()
        kept = [one for one in entries if not one.is_dir() and not _is_litter(one.filename)]
        for one in kept:
            _demand_plain(one)
    names = [one.filename for one in kept]
    pictures = tuple(name for name in names if _ending(name) in PICTURES)
    sheets = tuple(name for name in names if _ending(name) in SHEETS)
    return Packed(pictures, sheets, tuple(name for name in names if name not in {*pictures, *sheets}))


def chosen(name: str, pictures: tuple[str, ...]) -> str | None:
    """The entry a row means: case does not count, nor the ending where only one picture is called so."""
    exact, stems = _by_name(pictures)
    wanted = _plain(name)
    return exact.get(wanted) or stems.get(_stem(wanted))


@lru_cache(maxsize=2)  # every row of a sheet asks about the same pictures
def _by_name(pictures: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str | None]]:
    """Entries by their names, and by their names without the ending: None where several are called so."""
    exact: dict[str, str] = {}
    stems: dict[str, str | None] = {}
    for entry in pictures:
        plain = _plain(entry)
        exact.setdefault(plain, entry)
        stem = _stem(plain)
        stems[stem] = None if stem in stems else entry
    return exact, stems


def sheet_in(file: IO[bytes], packed: Packed) -> bytes:
    """The one sheet of the zip. Raises SheetRefused where there is none, or more."""
    if not packed.sheets:
        raise _refused(_("Tidak ada Excel atau CSV di ZIP ini. Pilih berkasnya juga."))
    if len(packed.sheets) > 1:
        raise _refused(_("Ada beberapa daftar di ZIP ini. Sisakan satu saja."))
    return picture(file, packed.sheets[0], most=LIMITS.size)


def picture(file: IO[bytes], entry: str, *, most: int = MOST_BYTES) -> bytes:
    """The bytes of one entry. Raises SheetRefused when it is larger than `most`, or broken."""
    with _opened(file) as archive:
        try:
            with archive.open(entry) as held:
                data = held.read(most + 1)
        except (*_BROKEN, KeyError) as error:
            raise _refused(_("Berkas %(name)s di ZIP rusak.") % {"name": _base(entry)[:60]}) from error
    if len(data) > most:
        raise _refused(_("Berkas %(name)s terlalu besar.") % {"name": _base(entry)[:60]}, status=413)
    return data


@contextmanager
def unpacked(file: IO[bytes], entry: str) -> Iterator[IO[bytes]]:
    """One picture as a file on the disk, gone after the block. Raises SheetRefused."""
    with TemporaryFile(prefix="lapak-sheet-") as held:
        held.write(picture(file, entry))
        held.seek(0)
        yield held


@contextmanager
def kept(name: str) -> Iterator[Callable[[], IO[bytes]]]:
    """A zip in the storage: fetched when it is first asked for, and once, for a bucket gives it whole."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(default_storage.open(name)))


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise _refused(_("ZIP ini rusak. Buat lagi, lalu pilih lagi.")) from error
    with archive:
        yield archive


def _names_few(file: IO[bytes]) -> bool:
    return zips.is_within(file, entries=MOST_ENTRIES, directory=MOST_DIRECTORY)


def _demand_plain(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x1:
        raise _refused(_("ZIP ini bersandi. Buat lagi tanpa sandi."))
    if name.startswith("/") or ".." in name.split("/") or ":" in name or stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused(_("ZIP ini berisi jalan berkas yang aneh. Buat lagi dari folder foto."))
    if _ending(name) in PACKED:
        raise _refused(_("Ada ZIP di dalam ZIP. Buka dulu, lalu padatkan semua fotonya."))


def _is_litter(name: str) -> bool:
    """What computers put into zips by themselves."""
    base = _base(name)
    return name.startswith("__MACOSX/") or base.startswith("._") or base.casefold() in LITTER


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _base(name)).casefold().split())


def _ending(name: str) -> str:
    return _plain(name).rpartition(".")[2] if "." in _base(name) else ""


def _stem(plain: str) -> str:
    stem, dot, ending = plain.rpartition(".")
    return stem if dot and ending in PICTURES else plain


def _too_large() -> SheetRefused:
    return _refused(_("ZIP ini terlalu besar. Bagi menjadi beberapa ZIP."), status=413)


def _refused(sentence: str, *, status: int = 422) -> SheetRefused:
    refused = SheetRefused(sentence, field="foto")
    refused.status = status
    return refused
