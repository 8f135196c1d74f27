"""Emails: what one looks like, and when two are the same."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from souk.vocabulary.problems import Invalid, invalid

LONGEST = 254


@dataclass(frozen=True)
class Email:
    """`shown` is written to; `key` is compared: case folded, the domain in its ASCII form."""

    shown: str
    key: str


def read_email(text: str, pointer: str = "/email") -> Email:
    """Raises Invalid for anything a letter could not be addressed to. International domains and names are welcome."""
    try:
        if len(text) > LONGEST:
            raise EmailNotValidError("An email may have at most 254 characters.")
        # Development installations live at names such as shop.test and intranet ones at names nobody else resolves.
        found = validate_email(
            text.strip(), check_deliverability=False, globally_deliverable=False, test_environment=True
        )
        if "." not in (found.ascii_domain or ""):
            raise EmailNotValidError("The part after the @-sign is not a full domain.")
    except (EmailNotValidError, UnicodeError) as wrong:
        raise invalid(pointer, str(wrong) or "This is not an email.", "email") from wrong
    key = unicodedata.normalize("NFKC", found.local_part).casefold() + "@" + str(found.ascii_domain).lower()
    return Email(found.normalized, key)


def key_of(text: str) -> str | None:
    """The key of an email somebody typed; None when it cannot be one, so that nobody has it."""
    try:
        return read_email(text).key
    except Invalid:
        return None


def hash_of(text: str) -> str:
    """A name for an email that does not tell it, also for what is no email at all."""
    return hashlib.sha256((key_of(text) or text.casefold()).encode(errors="replace")).hexdigest()
