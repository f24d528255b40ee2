"""Pictures as strangers send them, made here so that none has to be kept."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 200)


def photo(width: int = 1600, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """A gradient whose top left quarter is red, so that a turn shows."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.paste(RED, (0, 0, width // 2, height // 2))
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(width: int = 1600, height: int = 1200, mode: str = "RGB", **options: Any) -> bytes:
    return encoded(photo(width, height, mode), "JPEG", quality=85, **options)


def turned_jpeg_with_gps() -> bytes:
    """As a phone held upright writes it: pixels lying, orientation 6, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Pabrik Kamera"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (8.0, 5.0, 30.0)
    return jpeg(exif=exif.tobytes())


def heic(width: int = 1600, height: int = 1200) -> bytes:
    buffer = io.BytesIO()
    pillow_heif.from_pillow(photo(width, height)).save(buffer, quality=70)
    return buffer.getvalue()


def turned_heic(orientation: int) -> bytes:
    """As a phone writes it: pixels as the sensor lay, and how to turn them, beside where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Pabrik Kamera"
    exif.get_ifd(0x8825)[1] = "S"
    picture = photo(1_600, 1_200)
    buffer = io.BytesIO()
    pillow_heif.from_pillow(picture).save(buffer, quality=70, exif=exif.tobytes())
    return buffer.getvalue()


def palette_png_with_a_hole() -> bytes:
    picture = photo(640, 480).quantize(32)
    picture.info["transparency"] = 0
    return encoded(picture, "PNG", transparency=0)


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that is `width` × `height` pixels of nothing once decoded."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
