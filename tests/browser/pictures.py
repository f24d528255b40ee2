"""Pictures as phones make them."""

from io import BytesIO

from PIL import Image, ImageChops, ImageDraw

RED, BLUE = (196, 62, 40), (40, 70, 150)


def phone_photo() -> bytes:
    """12 megapixels held upright: stored lying on its side, with the EXIF note that turns it. Top red, bottom blue."""
    upright = Image.new("RGB", (3024, 4032), RED)
    draw = ImageDraw.Draw(upright)
    draw.rectangle((0, 2016, 3024, 4032), fill=BLUE)
    draw.ellipse((700, 1100, 2300, 2900), fill=(240, 200, 90))
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to show
    exif[0x010F] = "Telepon"
    target = BytesIO()
    lying.save(target, "JPEG", quality=88, exif=exif)
    return target.getvalue()


def market_photo() -> bytes:
    """12 megapixels, rough at every size as things on a market table are, so that it weighs what a photo does."""
    width, height = 4000, 3000
    rough = Image.new("L", (width, height), 128)
    for step in range(9):
        grain = Image.effect_noise((width >> step, height >> step), 1 + 3 * step)
        rough = ImageChops.add(rough, grain.resize((width, height), Image.Resampling.BICUBIC), scale=1, offset=-128)
    held = BytesIO()
    Image.merge("RGB", (rough, rough, Image.new("L", rough.size, 120))).save(held, "JPEG", quality=88)
    return held.getvalue()


def receipt() -> bytes:
    picture = Image.new("RGB", (720, 1280), (250, 250, 245))
    draw = ImageDraw.Draw(picture)
    for row in range(8):
        draw.rectangle((60, 120 + row * 90, 660 - row % 3 * 120, 150 + row * 90), fill=(90, 90, 90))
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def is_red(dot: object) -> bool:
    return isinstance(dot, tuple) and dot[0] > 150 > dot[2] + 40


def is_blue(dot: object) -> bool:
    return isinstance(dot, tuple) and dot[2] > 110 > dot[0] + 30
