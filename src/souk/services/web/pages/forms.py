"""Forms: what people type, checked before anybody is asked. Every field says its own fault."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from souk.kernel.ids import new_id
from souk.kernel.web.media import PHOTO_BYTES
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Problem

#: Our words for Django's, by the code of the fault; a field that says something of its own keeps it.
WORDS = {
    "required": "Please fill this in.",
    "invalid": "We cannot read this. Please look at it again.",
    "invalid_choice": "Please choose one of the list.",
    "invalid_list": "Please choose from the list.",
    "min_value": "This has to be at least %(limit_value)s.",
    "max_value": "This can be at most %(limit_value)s.",
    "min_length": "Please use at least %(limit_value)d characters.",
    "max_length": "Please use at most %(limit_value)d characters; these are %(show_value)d.",
    "max_digits": "Please use at most %(max)s digits.",
    "max_decimal_places": "Please use at most %(max)s digits after the point.",
    "max_whole_digits": "Please use at most %(max)s digits before the point.",
    "null_characters_not_allowed": "There is a character in this that cannot be kept.",
    "missing": "Please choose a file.",
    "empty": "This file is empty.",
}
_DAY = "Please give a day, such as 2026-03-21."
_INVALID: list[tuple[type[forms.Field], str]] = [
    (forms.EmailField, "That does not look like an email address."),
    (forms.URLField, "Please give an address that begins with https://."),
    (forms.DecimalField, "Please give a number, such as 12.50."),
    (forms.IntegerField, "Please give a whole number."),
    (forms.DateField, _DAY),
    (forms.DateTimeField, _DAY),
]
STALE = "The page stood open for too long, or was sent in part. Please try again."


def _is_djangos(field: forms.Field, code: str) -> bool:
    """Whether the field says what Django says, or nothing."""
    of_class: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        of_class |= getattr(kind, "default_error_messages", {})
    return field.error_messages.get(code) == of_class.get(code)


class Select(forms.Select):
    """As Django writes it, without a template for each of its options: a page of forms has a hundred."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        options = format_html_join(
            "\n", '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) in chosen else "", word) for key, word in self.choices),
        )  # fmt: skip
        about = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, about, options)


class StreetForm(forms.Form):
    """The look and the words all our forms share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.add(name, field)

    def add(self, name: str, field: forms.Field) -> None:
        """A field with our look and words."""
        self.fields[name] = field
        if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
            field.widget.attrs["class"] = "select" if isinstance(field.widget, forms.Select) else "input"
        words = WORDS | {
            "invalid": next((said for kind, said in _INVALID if isinstance(field, kind)), WORDS["invalid"])
        }
        if isinstance(field, forms.BooleanField):
            words["required"] = "Please tick this to go on."
        field.error_messages |= {code: said for code, said in words.items() if _is_djangos(field, code)}

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every fault in a sentence, with the field it leads to; fields that nobody sees have no name and say one thing together."""
        found = [{"text": str(fault), "at": ""} for fault in self.non_field_errors()]
        for field in self:
            if field.is_hidden and field.errors:
                found += [{"text": STALE, "at": ""}] if STALE not in [one["text"] for one in found] else []
                continue
            found += [{"text": f"{field.label}: {fault}", "at": field.id_for_label} for fault in field.errors]
        return found

    def take_problem(self, problem: Problem, **names: str) -> None:
        """Puts a refusal beside the fields it is about; `names` maps a pointer's last part to our field."""
        placed = False
        for error in problem.errors:
            last = error.pointer.rstrip("/").rsplit("/", 1)[-1]
            field = names.get(last, last)
            if field in self.fields:
                self.add_error(field, error.detail)
                placed = True
        if not placed:
            self.add_error(None, problem.detail)


def _text(
    label: str, longest: int, autocomplete: str = "", *, required: bool = True, **more: Any
) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": autocomplete} if autocomplete else {})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, **more)


def _email(label: str = "Email", **more: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label, max_length=254, widget=forms.EmailInput({"autocomplete": "email"}), **more
    )


def _password(label: str, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=256, strip=False, widget=widget, **more)


class BirthdayForm(StreetForm):
    date_of_birth = forms.DateField(
        label="Date of birth", widget=forms.DateInput({"type": "date", "autocomplete": "bday"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].error_messages["invalid"] = "Please give a day, such as 1990-03-21."


class AddressForm(StreetForm):
    name = _text("Full name", 120, "name")
    line1 = _text("Street and number", 200, "address-line1")
    line2 = _text("Apartment, floor, door", 200, "address-line2", required=False)
    postal_code = _text("Postal code", 20, "postal-code")
    city = _text("City", 120, "address-level2")
    region = _text("State or province", 120, "address-level1", required=False)
    country = forms.ChoiceField(label="Country", widget=forms.Select({"autocomplete": "country"}))
    phone = _text("Phone", 40, "tel", required=False)

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries  # type: ignore[attr-defined]
        self.fields["country"].error_messages["invalid_choice"] = "We do not ship there yet."

    def address(self) -> PostalAddress:
        return PostalAddress(**{name: self.cleaned_data[name] for name in PostalAddress.model_fields})


class SavedAddressForm(AddressForm):
    is_default = forms.BooleanField(label="Make it my default address", required=False)


class CheckoutAddressForm(AddressForm):
    email = _email(help_text="For the confirmation and the tracking number")
    save = forms.BooleanField(label="Save this address in my account", required=False)
    field_order = ["email"]


class PaymentForm(StreetForm):
    cart_version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    terms = forms.BooleanField(label="I accept the terms and the right to return")


class SignInForm(StreetForm):
    email = _email()
    password = _password("Password", "current-password")
    remember = forms.BooleanField(label="Remember me", required=False)


class SignUpForm(StreetForm):
    name = _text("Full name", 120, "name")
    email = _email()
    password = _password(
        "Password", "new-password", help_text="At least 10 characters; a short sentence is best."
    )
    wants_newsletter = forms.BooleanField(label="Send me the monthly newsletter", required=False)


class EmailForm(StreetForm):
    email = _email()


class NewPasswordForm(StreetForm):
    token = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    password = _password(
        "New password", "new-password", help_text="At least 10 characters; a short sentence is best."
    )


class ChangePasswordForm(StreetForm):
    old_password = _password("Present password", "current-password")
    new_password = _password(
        "New password", "new-password", help_text="At least 10 characters; a short sentence is best."
    )


class ErasureForm(StreetForm):
    password = _password("Your password", "current-password")


class ProfileForm(StreetForm):
    name = _text("Full name", 120, "name")
    picture = forms.FileField(
        label="Picture",
        required=False,
        help_text="JPEG, PNG or WebP, up to 5 MB",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp", "data-most": PHOTO_BYTES}),
    )
    remove_picture = forms.BooleanField(label="Remove my picture", required=False)

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture and picture.size > PHOTO_BYTES:
            raise forms.ValidationError("This file is larger than 5 MB.")
        return picture


class LettersForm(StreetForm):
    wants_newsletter = forms.BooleanField(label="The monthly newsletter", required=False)


class TrackForm(StreetForm):
    number = _text("Order number", 40, "off")
    email = _email("Email of the order")


class CancelForm(StreetForm):
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="It helps the shops.",
    )


class PointsForm(StreetForm):
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    points = forms.IntegerField(
        label="Points", help_text="A minus takes them.", min_value=-100_000, max_value=100_000
    )
    reason = _text("Why?", 150, help_text="The customer reads it in the ledger.")

    @classmethod
    def fresh(cls) -> PointsForm:
        """With a key of its own: pressing twice gives the points once."""
        return cls(initial={"key": new_id("adj")})


class TierForm(StreetForm):
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    tier = forms.ChoiceField(label="Tier")
    why = _text("Why this tier?", 150)

    def __init__(self, *args: Any, tiers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = tiers  # type: ignore[attr-defined]

    @classmethod
    def fresh(cls, tiers: list[tuple[str, str]]) -> TierForm:
        return cls(initial={"key": new_id("adj")}, tiers=tiers)


def _reason(label: str, help_text: str, longest: int = 500, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, help_text=help_text)


class StaffCancelForm(StreetForm):
    reason = _reason("Why?", "The buyer reads it in the order’s history.", longest=200, rows=3)


class RejectForm(StreetForm):
    reason = _reason("Why not?", "The owner reads it beside the application.")


class CloseShopForm(StreetForm):
    reason = _reason(
        "Why does the market close it?", "The owner reads it in a letter; it is kept in the audit trail."
    )


class QuantityForm(forms.Form):
    """A quantity as a browser sends it."""

    quantity = forms.IntegerField(min_value=0, max_value=99)
