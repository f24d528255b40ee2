"""Reads one stranger's picture and writes it anew, small and without what it says about its owner.

Run as a program of its own (`python decode.py <job as JSON>`), never imported by the server: whatever a picture does
to a decoder it does to this process, which may use little memory and time, holds no secret and ends. It imports
nothing of ours. The job is {"source": path, "target": folder, "sizes": {"400": most bytes, …}, "most_pixels": n},
and for a picture of ours that is edited "edit": {"quarters": n, "crop": [left, top, width, height] or null};
the answer is one line of JSON: {"width", "height", "format", "sizes": {"400": path}} or {"error": why}.
"""

import importlib
import io
import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

MEMORY_BYTES = 768 * 1024**2  # every 48 MP photo, and 64 MP of all but WebP
CPU_S = 30
FILE_BYTES = 64 * 1024**2
QUALITIES = (80, 70, 60, 48)
TURNED = (5, 6, 7, 8)  # EXIF orientations that swap width and height
ORIENTATION = 0x0112


class TooLarge(Exception):
    """More pixels than the job allows."""


def limit_this_process() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


limit_this_process()  # before the decoders are loaded

from PIL import (  # noqa: E402  the limits come first
    AvifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

KNOWN = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    AvifImagePlugin.AvifImageFile,
)
FORMATS = tuple(kind.format for kind in KNOWN)  # and HEIF where the file says so


def main(job: dict[str, Any]) -> dict[str, Any]:
    sizes = {int(size): most_bytes for size, most_bytes in job["sizes"].items()}
    picture, facts = read(Path(job["source"]), most_pixels=job["most_pixels"], largest=max(sizes))
    if edit := job.get("edit"):
        picture = edited(picture, quarters=edit["quarters"], crop=edit["crop"])
        facts |= {"width": picture.width, "height": picture.height}
    return facts | {"sizes": write(picture, sizes, Path(job["target"]))}


def read(source: Path, *, most_pixels: int, largest: int) -> tuple[Image.Image, dict[str, Any]]:
    """The whole picture decoded, upright, in sRGB on white, at most `largest` wide and high, with no metadata."""
    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    picture = Image.open(source, formats=("HEIF",) if know_heif(source) else FORMATS)
    width, height = picture.size
    if width * height > most_pixels:
        raise TooLarge
    kind = picture.format
    orientation = picture.getexif().get(ORIENTATION, 1)
    profile = picture.info.get("icc_profile")
    picture.draft("RGB", (largest, largest))  # a JPEG is decoded at a fraction of its size, but to its end
    picture.load()
    small = shrink(picture, largest)
    small = ImageOps.exif_transpose(small)
    facts = {"width": width, "height": height, "format": "JPEG" if kind == "MPO" else kind}
    if orientation in TURNED and kind != "HEIF":
        facts |= {"width": height, "height": width}
    return flatten(in_srgb(small, profile)), facts


def edited(picture: Image.Image, *, quarters: int, crop: list[int] | None) -> Image.Image:
    """The part `crop` keeps (left, top, width, height in thousandths), turned so many quarters to the right."""
    if crop:
        left, top, width, height = crop
        across, down = picture.width / 1000, picture.height / 1000
        picture = picture.crop((
            round(left * across), round(top * down),
            max(round((left + width) * across), round(left * across) + 1),
            max(round((top + height) * down), round(top * down) + 1),
        ))  # fmt: skip
    turns = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
    turned = turns[quarters % 4]
    return picture if turned is None else picture.transpose(turned)


def know_heif(source: Path) -> bool:
    """Whether the file says it is a HEIC; only then is that decoder loaded."""
    with source.open("rb") as file:
        head = file.read(12)
    if head[4:8] != b"ftyp" or head[8:12] in (b"avif", b"avis"):
        return False
    pillow_heif = importlib.import_module("pillow_heif")
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)
    return True


def shrink(picture: Image.Image, largest: int) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode not in ("RGB", "RGBA", "L", "CMYK"):
        picture = picture.convert("RGB")
    picture.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken profile: the colours may be a little off
        if converted is not None:
            return converted
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")


def flatten(picture: Image.Image) -> Image.Image:
    """On white, in a fresh image: nothing of the upload's metadata can come along."""
    canvas = Image.new("RGB", picture.size, "white")
    canvas.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return canvas


def write(picture: Image.Image, sizes: dict[int, int], target: Path) -> dict[str, str]:
    """A WebP for each size, none larger than the picture but for the smallest; as good as its bytes allow."""
    made: dict[str, str] = {}
    for size in sorted(sizes):
        if made and size > max(picture.size) and int(max(made, key=int)) >= max(picture.size):
            continue
        copy = picture.copy()
        copy.thumbnail((size, size), Image.Resampling.LANCZOS)
        path = target / f"{size}.webp"
        path.write_bytes(encoded(copy, sizes[size]))
        made[str(size)] = str(path)
    return made


def encoded(picture: Image.Image, most_bytes: int) -> bytes:
    data = b""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=4)
        data = buffer.getvalue()
        if len(data) <= most_bytes:
            break
    return data


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    try:
        answer = main(json.loads(sys.argv[1]))
    except (TooLarge, MemoryError, Image.DecompressionBombError):
        answer = {"error": "too_large"}
    except Exception as error:  # whatever a decoder says of a stranger's bytes, it is not a picture
        answer = {"error": "not_a_picture", "why": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.write(json.dumps(answer) + "\n")
