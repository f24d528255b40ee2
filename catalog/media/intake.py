"""Takes in files that strangers call photos: nothing of theirs is decoded in this process, or stored as it came."""

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage

from catalog.media.errors import NotAPicture, PhotoTooLarge, PicturesBusy
from sellers.kit import child

MOST_BYTES = 30 * 1024 * 1024
MOST_PIXELS = 64_000_000
PROOF_SIZE, PROOF_BYTES = 1600, 400_000
_DECODER = Path(__file__).with_name("decode.py")
_TIMEOUT_S = 40
_WAIT_S = 20
_AT_ONCE = threading.BoundedSemaphore(2)  # decoders a server process runs beside each other


@dataclass(frozen=True)
class Picture:
    """What the decoder made: upright width and height of the upload, and a WebP file per size."""

    width: int
    height: int
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Upload:
    """A stranger's bytes in a folder of their own, which is gone after the `with` block."""

    path: Path
    folder: Path
    sha256: str


def store_image(file: "File[bytes] | IO[bytes]", *, folder: str = "proofs") -> str:
    """Check a picture, store it anew as one WebP without metadata, and return its storage name.

    Raises NotAPicture or PhotoTooLarge. Only names under photos/ are served to everybody.
    """
    with received(file) as upload:
        picture = decoded(upload.path, into=upload.folder, sizes={PROOF_SIZE: PROOF_BYTES})
        return save(f"{folder}/{new_stem()}.webp", next(iter(picture.files.values())))


@contextmanager
def received(file: "File[bytes] | IO[bytes]") -> Iterator[Upload]:
    """The upload copied to disk while it is counted; raises PhotoTooLarge as soon as it is too long."""
    with TemporaryDirectory(prefix="lapak-photo-") as name:
        folder = Path(name)
        path = folder / "upload"
        yield Upload(path, folder, _copy(file if isinstance(file, File) else File(file), path))


def decoded(source: Path, *, into: Path, sizes: Mapping[int, int], edit: Mapping[str, Any] | None = None) -> Picture:
    """Run the decoder on a file. `sizes` maps each size to the bytes aimed at; `edit` turns and crops (decode.py)."""
    job = {"source": str(source), "target": str(into), "sizes": sizes, "most_pixels": MOST_PIXELS, "edit": edit}
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        raise PicturesBusy
    try:
        answer = _run(json.dumps(job))
    finally:
        _AT_ONCE.release()
    if answer.get("error") == "too_large":
        raise PhotoTooLarge
    if "sizes" not in answer:
        raise NotAPicture
    # whatever the decoder says, only files of this folder are taken from it
    files = {size: into / Path(path).name for size, path in answer["sizes"].items()}
    return Picture(answer["width"], answer["height"], files)


def new_stem() -> str:
    """A name nobody can guess, in one of 256 folders."""
    stem = secrets.token_hex(16)
    return f"{stem[:2]}/{stem}"


def save(name: str, path: Path) -> str:
    with path.open("rb") as content:
        return default_storage.save(name, File(content))


def _copy(file: "File[bytes]", path: Path) -> str:
    digest = hashlib.sha256()
    length = 0
    with path.open("wb") as out:
        for chunk in file.chunks():
            length += len(chunk)
            if length > MOST_BYTES:
                raise PhotoTooLarge
            digest.update(chunk)
            out.write(chunk)
    if not length:
        raise NotAPicture
    return digest.hexdigest()


def _run(job: str) -> dict[str, Any]:
    """The decoder's answer; a decoder that crashed, ran out of time or said nothing answers nothing."""
    try:
        answer = json.loads(child.run(_DECODER, job, timeout_s=_TIMEOUT_S) or b"{}")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
