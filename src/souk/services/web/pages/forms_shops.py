"""Forms about shops: applying for one, and what its owner says of it."""

from __future__ import annotations

from typing import Any

from django import forms

from souk.contracts.shops.fronts import Branch, BranchDraft, OpeningHours, SocialLink
from souk.kernel.web.media import PHOTO_BYTES
from souk.services.web.pages.forms import StreetForm
from souk.services.web.rules import places
from souk.services.web.use_cases.shop_pages import NETWORKS


def _line(label: str, longest: int, *, required: bool = False, hint: str = "", **attributes: str) -> Any:
    widget = forms.TextInput(attributes)
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint, widget=widget)


def _text(label: str, longest: int, hint: str = "", rows: int = 5) -> Any:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=False, help_text=hint, widget=widget)


def _picture(label: str, *, required: bool = False) -> Any:
    widget = forms.FileInput({"accept": "image/jpeg,image/png,image/webp", "data-most": PHOTO_BYTES})
    return forms.FileField(
        label=label, required=required, help_text="JPEG, PNG or WebP, up to 5 MB", widget=widget
    )


class _WithCountry(StreetForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = places.countries()  # type: ignore[attr-defined]


class ShopForm(_WithCountry):
    """What an owner says of a shop."""

    name = _line("Name of the shop", 120, required=True, autocomplete="organization")
    tagline = _line("In one line", 160, hint="What you are known for; shown beside the name")
    description = _text("About the shop", 4000, "Who you are, what you sell, how it is made")
    city = _line("City", 120, autocomplete="address-level2")
    country = forms.ChoiceField(
        label="Country", widget=forms.Select({"autocomplete": "country"}), initial="US"
    )
    picture = _picture("Picture")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if sum(not letter.isspace() for letter in name) < 3:
            raise forms.ValidationError("A shop’s name has at least three letters.")
        return name

    def clean_picture(self) -> Any:
        return _small_enough(self.cleaned_data["picture"])

    @property
    def picture_bytes(self) -> bytes:
        picture = self.cleaned_data["picture"]
        return picture.read() if picture else b""

    def words(self) -> dict[str, str]:
        return {
            name: self.cleaned_data[name] for name in ("name", "tagline", "description", "city", "country")
        }


class ApplicationForm(ShopForm):
    slug = forms.RegexField(
        "^[a-z0-9]+(-[a-z0-9]+)*$",
        label="Address",
        max_length=80,
        required=False,
        help_text="The end of your shop’s address, souk…/shops/…: small letters, digits and hyphens. Empty: we make it from the name.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Small letters, digits and single hyphens only."},
    )
    terms = forms.BooleanField(
        label="I answer for my goods, send what is ordered, and take returns within 30 days"
    )
    field_order = ["name", "slug", "tagline", "description", "city", "country", "picture", "terms"]


class BranchForm(_WithCountry):
    name = _line("Name of the branch", 100, required=True, hint="Such as Harbour, or the street it is in")
    line1 = _line("Street and number", 200, autocomplete="address-line1")
    line2 = _line("Floor, door, yard", 200, autocomplete="address-line2")
    postal_code = _line("Postal code", 20, autocomplete="postal-code")
    city = _line("City", 120, required=True, autocomplete="address-level2")
    region = _line("State or province", 120, autocomplete="address-level1")
    country = forms.ChoiceField(
        label="Country", widget=forms.Select({"autocomplete": "country"}), initial="US"
    )
    phone = _line("Phone", 40, autocomplete="tel")
    position = _line(
        "Position on the map",
        60,
        required=True,
        hint="Latitude and longitude, such as 60.3972, 5.3245. Most maps show it when you press a place for long.",
        autocomplete="off",
    )
    about = _text("How to find it", 2000, rows=3)
    mon = _line("Monday", 60)
    tue = _line("Tuesday", 60)
    wed = _line("Wednesday", 60)
    thu = _line("Thursday", 60)
    fri = _line("Friday", 60)
    sat = _line("Saturday", 60)
    sun = _line("Sunday", 60)
    is_active = forms.BooleanField(label="Shown to shoppers", required=False, initial=True)

    def clean_position(self) -> tuple[float, float]:
        found = places.read_place(self.cleaned_data["position"])
        if found is None:
            raise forms.ValidationError(
                "Please write two numbers, first the latitude (to 90) and then the longitude (to 180): 52.5200, 13.4050 or 52,5200; 13,4050."
            )
        return found

    def clean(self) -> dict[str, Any]:
        for day in places.DAYS:
            typed = self.cleaned_data.get(day)
            if typed and (stretches := places.read_hours(typed)) is None:
                self.add_error(day, "Please write it like 09:00–17:00.")
            else:
                self.cleaned_data[day] = stretches if typed else []
        return self.cleaned_data

    @property
    def days(self) -> list[Any]:
        return [self[day] for day in places.DAYS]

    def draft(self) -> BranchDraft:
        given = self.cleaned_data
        same = (
            "name",
            "line1",
            "line2",
            "postal_code",
            "city",
            "region",
            "country",
            "phone",
            "about",
            "is_active",
        )
        hours = [
            OpeningHours(day=day, opens=opens, closes=closes)  # type: ignore[arg-type]
            for day in places.DAYS
            for opens, closes in given[day]
        ]
        latitude, longitude = given["position"]
        return BranchDraft(
            latitude=latitude,
            longitude=longitude,
            opening_hours=hours,
            **{name: given[name] for name in same},
        )

    @staticmethod
    def known(branch: Branch) -> dict[str, Any]:
        """What the form shows of a branch."""
        by_day = {
            day: places.written_hours(
                (each.opens, each.closes) for each in branch.opening_hours if each.day == day
            )
            for day in places.DAYS
        }
        return branch.model_dump() | {"position": f"{branch.latitude}, {branch.longitude}"} | by_day


class PictureForm(StreetForm):
    image = _picture("Picture", required=True)
    alt_text = _line("What it shows", 255, hint="For people who do not see it, and for search engines")

    def clean_image(self) -> Any:
        return _small_enough(self.cleaned_data["image"])


class AltTextForm(StreetForm):
    alt_text = _line("What it shows", 255)


class LinksForm(StreetForm):
    """A field for each network."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for network, label in NETWORKS.items():
            widget = forms.URLInput({"class": "input", "placeholder": "https://", "autocomplete": "off"})
            self.fields[network] = forms.CharField(label=label, max_length=200, required=False, widget=widget)

    def links(self) -> list[SocialLink]:
        given = self.cleaned_data
        return [SocialLink(network=name, url=given[name].strip()) for name in NETWORKS if given[name].strip()]  # type: ignore[arg-type]


class CloseForm(StreetForm):
    is_sure = forms.BooleanField(label="Yes, close the shop for good")


def _small_enough(picture: Any) -> Any:
    if picture and picture.size > PHOTO_BYTES:
        raise forms.ValidationError("This file is larger than 5 MB.")
    return picture
