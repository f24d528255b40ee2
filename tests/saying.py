"""What a page says in words. A token on it is random letters, and spells any short name sooner or later."""

import re


def says(page: str, word: str) -> bool:
    """Whether `word` stands there by itself, not inside other letters or digits."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", page) is not None
