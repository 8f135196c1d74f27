"""One's own account: profile, picture, addresses, one's data."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import File, UploadedFile
from pydantic import Field

from souk.contracts.users.calls import Account, Export, SavedAddress
from souk.kernel.access.identity import oneself, signed_in
from souk.kernel.ids import new_id
from souk.kernel.web.api import Body
from souk.kernel.web.media import PHOTO_BYTES
from souk.services.users.api.door import Password, api, me
from souk.services.users.use_cases import accounts, address_book, erasure, pictures
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message


class ProfileEdit(Body):
    """Only what is named changes."""

    name: str | None = Field(default=None, min_length=1, max_length=120)
    wants_newsletter: bool | None = None


class AddressIn(Body):
    """The first address is the default; a later one with `is_default` takes its place."""

    address: PostalAddress
    is_default: bool = False


class ErasureIn(Body):
    password: Password


class AddressList(Message):
    """All of them: an address book is small. `next` is always null."""

    items: list[SavedAddress]
    next: None = None


@api.get("/users/me", may=signed_in)
def show_me(request: HttpRequest) -> Account:
    return accounts.one(me())


@api.patch("/users/me", may=signed_in)
def edit_me(request: HttpRequest, body: ProfileEdit) -> Account:
    return accounts.update(me(), name=body.name, wants_newsletter=body.wants_newsletter)


@api.get("/users/me/export", may=oneself)
def export_me(request: HttpRequest) -> Export:
    """Everything users keeps about you, but for secrets."""
    return erasure.export(me())


@api.post("/users/me/erasure", may=oneself, status=204)
def erase_me(request: HttpRequest, body: ErasureIn) -> None:
    """Forgets you, for ever. Asks for the password again."""
    erasure.erase(user_id=me(), password=body.password)


@api.post("/users/me/picture", may=signed_in)
def hang_picture(request: HttpRequest, picture: UploadedFile = File(...)) -> Account:
    """JPEG, PNG or WebP of at most 5 MB; it is encoded anew."""
    return pictures.upload(user_id=me(), content=picture.read(PHOTO_BYTES + 1))


@api.delete("/users/me/picture", may=signed_in)
def remove_picture(request: HttpRequest) -> Account:
    return pictures.set_picture(user_id=me(), content=b"")


@api.get("/users/me/addresses", may=signed_in)
def list_addresses(request: HttpRequest) -> AddressList:
    """The default first."""
    return AddressList.model_construct(items=address_book.addresses(me()))


@api.post("/users/me/addresses", may=signed_in, status=201)
def add_address(request: HttpRequest, body: AddressIn) -> SavedAddress:
    return address_book.save_address(
        key=new_id("key"), user_id=me(), address=body.address, is_default=body.is_default
    )


@api.get("/users/me/addresses/{address_id}", may=signed_in)
def show_address(request: HttpRequest, address_id: str) -> SavedAddress:
    return address_book.one(user_id=me(), address_id=address_id)


@api.put("/users/me/addresses/{address_id}", may=signed_in)
def replace_address(request: HttpRequest, address_id: str, body: AddressIn) -> SavedAddress:
    return address_book.save_address(
        key=new_id("key"),
        user_id=me(),
        address=body.address,
        is_default=body.is_default,
        address_id=address_id,
    )


@api.delete("/users/me/addresses/{address_id}", may=signed_in, status=204)
def remove_address(request: HttpRequest, address_id: str) -> None:
    """Removing it twice is no error."""
    address_book.remove_address(user_id=me(), address_id=address_id)
