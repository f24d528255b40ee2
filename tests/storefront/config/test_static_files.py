"""Stylesheets are one file a surface; what is written in parts is served as a whole."""

from storefront.config.static_files import inlined

FILES = {
    "css/shop.css": '@layer tokens, base; @import "tokens.css" layer(tokens); @import "shop/home.css" layer(base);',
    "css/tokens.css": "/* the palette */\n:root {\n  --ink: #221a14;\n}\n",
    "css/shop/home.css": ".hero { color: red; }",
}


def test_imports_are_put_in_place_each_in_its_layer() -> None:
    text = inlined("css/shop.css", FILES.__getitem__)
    assert "@import" not in text
    assert text.startswith("@layer tokens, base; @layer tokens{:root { --ink: #221a14; }}")
    assert "@layer base{.hero { color: red; }}" in text


def test_comments_are_left_out() -> None:
    assert "palette" not in inlined("css/shop.css", FILES.__getitem__)
