"""The address book: as many addresses as one likes, exactly one of them the default."""

from __future__ import annotations

from django.db.models import QuerySet

from souk.contracts.users.calls import AddressNotFound, SavedAddress, UserNotFound
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.users.models import Account, Address
from souk.services.users.rules.postal import check_address
from souk.services.users.settings import settings
from souk.services.users.use_cases.once import first_time
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Refused

FIELDS = tuple(PostalAddress.model_fields)


class AddressBookFull(Refused):
    title = "The address book is full"


def addresses(user_id: str) -> list[SavedAddress]:
    """The default first, then the newest."""
    rows = Address.objects.filter(account_id=user_id, removed_at=None).order_by("-address_id")
    return [_shown(row) for row in sorted(rows, key=lambda row: row.default_of is None)]


def one(*, user_id: str, address_id: str) -> SavedAddress:
    """Raises AddressNotFound, also for somebody else's."""
    row = _mine(user_id, address_id).first()
    if row is None:
        raise AddressNotFound()
    return _shown(row)


def save_address(
    *, key: str, user_id: str, address: PostalAddress, is_default: bool, address_id: str | None = None
) -> SavedAddress:
    """Adds, or replaces `address_id`; once per key. Raises AddressNotFound, AddressBookFull, Invalid, UserNotFound."""
    check_address(address)
    with changes("users") as change:
        _lock(user_id)
        row_id, is_new = first_time(f"save_address\0{user_id}\0{key}", address_id or new_id("adr"))
        if is_new and address_id is None:
            _add(user_id, row_id, address)
        elif is_new and not _mine(user_id, row_id).update(**address.model_dump()):
            raise AddressNotFound()
        if is_new:
            _choose_default(user_id, row_id if is_default else None)
            told = {"is_new": address_id is None, "is_default": is_default}
            change.note_for_others("users.address.save", row_id, after=told)
        return one(user_id=user_id, address_id=row_id)


def remove_address(*, user_id: str, address_id: str) -> None:
    """Removing it again is no error. Raises AddressNotFound for what never was theirs."""
    with changes("users") as change:
        _lock(user_id)
        rows = Address.objects.filter(account_id=user_id, address_id=address_id)
        emptied = dict.fromkeys(FIELDS, "")
        if rows.filter(removed_at=None).update(removed_at=clock.now(), default_of=None, **emptied):
            _choose_default(user_id, None)
            change.note_for_others("users.address.remove", address_id)
        elif not rows.exists():
            raise AddressNotFound()


def _add(user_id: str, address_id: str, address: PostalAddress) -> None:
    most = settings().addresses_per_account
    if Address.objects.filter(account_id=user_id, removed_at=None).count() >= most:
        raise AddressBookFull(f"An account keeps at most {most} addresses; remove one first.")
    Address.objects.create(address_id=address_id, account_id=user_id, **address.model_dump())


def _choose_default(user_id: str, wanted: str | None) -> None:
    """Makes `wanted` the default; without a wish the newest becomes it where there is none."""
    rows = Address.objects.filter(account_id=user_id, removed_at=None)
    if wanted is None:
        if rows.exclude(default_of=None).exists():
            return
        wanted = rows.order_by("-address_id").values_list("address_id", flat=True).first()
    rows.exclude(default_of=None).update(default_of=None)
    rows.filter(address_id=wanted).update(default_of=user_id)


def _mine(user_id: str, address_id: str) -> QuerySet[Address]:
    return Address.objects.filter(account_id=user_id, address_id=address_id, removed_at=None)


def _lock(user_id: str) -> None:
    """Changes of one address book wait for each other, so that two defaults never meet."""
    if not list(
        Account.objects.select_for_update().filter(user_id=user_id, erased_at=None).values_list("user_id")
    ):
        raise UserNotFound()


def _shown(row: Address) -> SavedAddress:
    address = PostalAddress.model_construct(**{name: getattr(row, name) for name in FIELDS})
    return SavedAddress.model_construct(
        address_id=row.address_id, address=address, is_default=row.default_of is not None
    )
