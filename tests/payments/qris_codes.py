"""The fictional codes of qris_vectors.json by name, and pictures of codes as a phone takes them."""

import io
import json
from pathlib import Path
from typing import Any

import segno
from PIL import Image, ImageFilter

VECTORS: dict[str, dict[str, Any]] = {
    one["id"]: one for one in json.loads(Path(__file__).with_name("qris_vectors.json").read_text())["vectors"]
}
MAWAR: str = VECTORS["static_min"]["payload"]
PAGUNTAKA: str = VECTORS["static_with_62"]["payload"]


def photo_of(*texts: str, width: int = 1600, turned: float = 0, blurred: float = 0, kind: str = "JPEG") -> bytes:
    """Codes side by side on a grey wall, as one picture file."""
    wall = Image.new("RGB", (width, width * 3 // 4), (148, 142, 131))
    room = width // max(2, len(texts) + 1)
    for index, text in enumerate(texts):
        out = io.BytesIO()
        segno.make(text, error="m").save(out, kind="png", scale=6, border=4)
        code = Image.open(io.BytesIO(out.getvalue())).convert("RGB")
        code = code.resize((room, room), Image.Resampling.LANCZOS)
        wall.paste(code, (room // 3 + index * (room + room // 8), width // 6))
    if turned:
        wall = wall.rotate(turned, expand=True, fillcolor=(120, 110, 100), resample=Image.Resampling.BICUBIC)
    if blurred:
        wall = wall.filter(ImageFilter.GaussianBlur(blurred))
    out = io.BytesIO()
    wall.save(out, kind, quality=85)
    return out.getvalue()
