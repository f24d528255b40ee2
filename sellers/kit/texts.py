"""What can be kept as text by every database: PostgreSQL takes no NUL, and nobody writes half a surrogate pair."""


def is_text(value: str) -> bool:
    if "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
