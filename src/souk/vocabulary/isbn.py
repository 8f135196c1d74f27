"""ISBN: the number of a book (ISO 2108), with its check digit."""

from __future__ import annotations


def isbn13(text: str) -> str:
    """The thirteen digits of an ISBN written in either length, with or without hyphens. Raises ValueError."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if len(digits) == 13 and digits.isascii() and digits.isdigit() and digits[:3] in ("978", "979"):
        if check_digit_13(digits[:12]) != digits[12]:
            raise ValueError(f"the check digit of ISBN {text} is wrong")
        return digits
    if (
        len(digits) == 10
        and digits.isascii()
        and digits[:9].isdigit()
        and (digits[9].isdigit() or digits[9] == "X")
    ):
        if check_digit_10(digits[:9]) != digits[9]:
            raise ValueError(f"the check digit of ISBN {text} is wrong")
        return f"978{digits[:9]}{check_digit_13(f'978{digits[:9]}')}"
    raise ValueError("an ISBN has 13 digits that begin with 978 or 979, or 10 (the last may be X)")


def is_isbn(text: str) -> bool:
    """Whether a number that may be any barcode is that of a book."""
    try:
        return bool(isbn13(text))
    except ValueError:
        return False


def check_digit_13(twelve: str) -> str:
    """Weights 1 and 3 in turn must sum to a multiple of ten."""
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve)) % 10)


def check_digit_10(nine: str) -> str:
    """Weights 10 down to 2, and the check digit itself, must sum to a multiple of eleven."""
    rest = -sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return "X" if rest == 10 else str(rest)
