"""Postal addresses: what can be delivered to."""

from __future__ import annotations

from souk.services.users.rules.names import is_one_line
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.countries import COUNTRIES, no_country
from souk.vocabulary.problems import FieldError, Invalid, field_error


def check_address(address: PostalAddress, pointer: str = "/address") -> None:
    """Raises Invalid with every field that is wrong."""
    errors: list[FieldError] = []
    if address.country not in COUNTRIES:
        errors.append(field_error(f"{pointer}/country", "country", no_country(address.country)))
    for name, value in address.model_dump().items():
        if not is_one_line(value):
            errors.append(
                field_error(f"{pointer}/{name}", "characters", "Control characters are not allowed here.")
            )
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
