"""Colours by hexadecimal text or by hue; mixing them."""

import colorsys

Colour = tuple[int, int, int]
Paint = str | Colour


def rgb(paint: Paint) -> Colour:
    if isinstance(paint, tuple):
        return paint
    return int(paint[1:3], 16), int(paint[3:5], 16), int(paint[5:7], 16)


def hsl(hue: float, saturation: float, lightness: float) -> Colour:
    """Hue 0-360, the others 0-1."""
    r, g, b = colorsys.hls_to_rgb((hue % 360) / 360, lightness, saturation)
    return round(r * 255), round(g * 255), round(b * 255)


def mix(a: Paint, b: Paint, share: float) -> Colour:
    """`share` of b in a."""
    one, two = rgb(a), rgb(b)
    return (
        round(one[0] + (two[0] - one[0]) * share),
        round(one[1] + (two[1] - one[1]) * share),
        round(one[2] + (two[2] - one[2]) * share),
    )


def lighter(paint: Paint, share: float = 0.3) -> Colour:
    return mix(paint, "#FFF6E3", share)


def darker(paint: Paint, share: float = 0.3) -> Colour:
    return mix(paint, "#2A140C", share)


def ramp(stops: list[Colour], t: float) -> Colour:
    """The colour at `t` (0-1) of evenly spaced stops."""
    place = min(max(t, 0.0), 1.0) * (len(stops) - 1)
    at = min(int(place), len(stops) - 2)
    return mix(stops[at], stops[at + 1], place - at)
