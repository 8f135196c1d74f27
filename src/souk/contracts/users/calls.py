"""What users may be asked: accounts and addresses (`Users`), and getting in and out (`Sessions`)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, Forbidden, NotFound, Refused, Unauthenticated

Role = Literal["shopper", "shop_owner", "staff", "administrator"]


class Account(Message):
    user_id: UserId
    email: str
    name: str
    roles: list[Role]
    is_verified: bool
    picture_url: str | None = None
    wants_newsletter: bool = False
    created_at: datetime
    custom_roles: list[str] = []  # names of roles made of permissions


class CustomRole(Message):
    """A role made of permissions (`souk.kernel.access.permissions` has the table)."""

    role_id: str
    name: str
    about: str
    permissions: list[str]
    changed_at: datetime


#: `joined`: when the account was opened; `email`: as it is compared. With a minus the other way round.
PeopleSort = Literal["-joined", "joined", "email", "-email"]


class PeopleFilter(Message):
    """Which accounts; what is empty or null filters nothing. `email`: its beginning; `name`: a part of it; `role`: of the built-in
    ones; `custom_role`: an id; `since` (with) and `until` (without) are about when the account was opened."""

    email: str = ""
    name: str = ""
    role: str = ""
    custom_role: str = ""
    is_verified: bool | None = None
    is_blocked: bool | None = None
    is_locked: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class PersonRow(Message):
    """A line of the list of people."""

    account: Account
    is_blocked: bool


class SessionShown(Message):
    began_at: datetime
    used_at: datetime
    ended_at: datetime | None


class Person(Message):
    """An account as staff see it. `locked_until`: while wrong passwords keep an address out; `sessions`: the newest ten."""

    account: Account
    custom_role_ids: list[str]
    permissions: list[str]
    blocked_at: datetime | None
    blocked_why: str
    locked_until: datetime | None
    sessions: list[SessionShown]


class ActingToken(Message):
    """An access token with which the caller acts for `account`. It cannot be refreshed; signing it out ends it."""

    access_token: str
    expires_in_seconds: int
    account: Account


class SavedAddress(Message):
    address_id: str
    address: PostalAddress
    is_default: bool


class SessionRecord(Message):
    began_at: datetime
    used_at: datetime
    ended_at: datetime | None


class Export(Message):
    """Everything users keeps about a person, but for secrets."""

    account: Account
    addresses: list[SavedAddress]
    sessions: list[SessionRecord]


class Tokens(Message):
    """`access_token`: a JWT of a few minutes. `refresh_token`: opaque, good for one use, then replaced."""

    access_token: str
    refresh_token: str
    expires_in_seconds: int
    account: Account


class EmailTaken(Conflict):
    title = "There is already an account with this email"


class WrongCredentials(Unauthenticated):
    title = "Email or password is not right"


class AccountLocked(Refused):
    status = 423
    title = "The account is locked for a while after too many wrong passwords"


class AccountBlocked(Forbidden):
    title = "This account is closed by the market"


class NotForStaff(Forbidden):
    title = "Nobody acts for somebody of the staff"


class TokenInvalid(Refused):
    status = 400
    title = "This link or token is no longer good"


class RefreshRefused(Unauthenticated):
    title = "The session is over, please sign in again"


class UserNotFound(NotFound):
    title = "There is no such account"


class RoleNotFound(NotFound):
    title = "There is no such role"


class RoleNameTaken(Conflict):
    title = "There is already a role with this name"


class RoleBeyondYou(Forbidden):
    title = "Nobody gives, takes or changes more than they may do themselves"


class LastAdministrator(Conflict):
    title = "Somebody has to be administrator"


class AddressNotFound(NotFound):
    title = "There is no such address"


class Users(Protocol):
    @query()
    def accounts(self, *, user_ids: list[UserId]) -> list[Account]:
        """The accounts that exist among `user_ids`, in no particular order."""
        ...

    @command()
    def open_account(
        self, *, key: Key, email: str, password: str, name: str, roles: list[Role], is_verified: bool
    ) -> Account:
        """For staff, seeding and imports; a person signs up through `Sessions.signup`. The same email answers the account it has."""
        ...

    def update_account(
        self, *, user_id: UserId, name: str | None = None, wants_newsletter: bool | None = None
    ) -> Account: ...

    def change_password(self, *, user_id: UserId, old: str, new: str) -> None:
        """Ends every other session. Raises WrongCredentials."""
        ...

    def set_picture(self, *, user_id: UserId, content: bytes) -> Account:
        """Re-encodes the upload; raises Invalid for anything that is not a picture. Empty content removes it."""
        ...

    @query()
    def addresses(self, *, user_id: UserId) -> list[SavedAddress]: ...

    @command()
    def save_address(
        self,
        *,
        key: Key,
        user_id: UserId,
        address: PostalAddress,
        is_default: bool,
        address_id: str | None = None,
    ) -> SavedAddress:
        """Adds an address, or replaces `address_id` of the same user (AddressNotFound otherwise)."""
        ...

    @command(key="address_id")
    def remove_address(self, *, user_id: UserId, address_id: str) -> None: ...

    @command()
    def give_role(self, *, key: Key, user_id: UserId, role: Role) -> Account: ...

    @query()
    def export(self, *, user_id: UserId) -> Export:
        """For its owner alone. Raises UserNotFound; Forbidden to who acts for somebody."""
        ...

    def erase(self, *, user_id: UserId, password: str) -> None:
        """For ever. Raises WrongCredentials, LastAdministrator; Forbidden to who acts for somebody."""
        ...


class Sessions(Protocol):
    def signup(self, *, email: str, password: str, name: str, wants_newsletter: bool = False) -> Account:
        """Sends the confirmation email. Raises EmailTaken or Invalid (weak password); always a plain shopper."""
        ...

    def verify_email(self, *, token: str) -> Account: ...

    @command(key="email")
    def send_verification(self, *, email: str) -> None:
        """Sends the confirmation email again; says nothing about whether the account exists."""
        ...

    def login(self, *, email: str, password: str, address: str) -> Tokens:
        """`address` is the client's IP. Raises WrongCredentials, AccountLocked; also for unknown emails, after the same time."""
        ...

    def refresh(self, *, refresh_token: str, shared_seconds: int = 0) -> Tokens:
        """Rotates. A token used twice ends its whole family (theft) with RefreshRefused; but within `shared_seconds` of its
        first use it answers the same again, for pages that were asked for at once, until that too was rotated."""
        ...

    def logout(self, *, access_token: str, refresh_token: str | None = None) -> None:
        """Revokes both; an expired or unknown token is no error."""
        ...

    def request_reset(self, *, email: str) -> None:
        """Sends a reset link if the account exists; the answer never tells."""
        ...

    def reset_password(self, *, token: str, password: str) -> None:
        """Ends every session of the account and unlocks it."""
        ...

    def unlock(self, *, token: str) -> None: ...


class People(Protocol):
    """Everybody's accounts, for staff. Whoever asks has to see to it that the caller may; that nobody governs somebody who may more
    than they may (RoleBeyondYou) is seen to here."""

    @query()
    def people(
        self,
        *,
        wanted: PeopleFilter,
        sort: PeopleSort = "-joined",
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[PersonRow]:
        """Raises BadCursor, also for a cursor of another order."""
        ...

    @query()
    def person(self, *, user_id: UserId) -> Person:
        """Raises UserNotFound."""
        ...

    @command(key="user_id")
    def block(self, *, user_id: UserId, why: str) -> None:
        """Ends every session; nobody gets in until `unblock`. Raises LastAdministrator, OwnAccount."""
        ...

    @command(key="user_id")
    def unblock(self, *, user_id: UserId) -> None: ...

    @command(key="user_id")
    def open_locks(self, *, user_id: UserId) -> None:
        """Forgets wrong passwords, whatever address they came from."""
        ...

    @command(key="user_id")
    def send_letter(self, *, user_id: UserId, kind: Literal["verify_email", "reset_password"]) -> None:
        """`reset_password` forces it: every session ends, and the old password opens nothing any more."""
        ...

    @query()
    def roles(self) -> list[CustomRole]:
        """By name."""
        ...

    def save_role(self, *, role_id: str | None, name: str, about: str, permissions: list[str]) -> CustomRole:
        """A new one without `role_id`. Raises RoleBeyondYou, RoleNameTaken, RoleNotFound, Invalid."""
        ...

    @command(key="role_id")
    def remove_role(self, *, role_id: str) -> None: ...

    @command(key="user_id")
    def set_roles(self, *, user_id: UserId, roles: list[Role], custom_roles: list[str] | None) -> Account:
        """Exactly these. Raises RoleBeyondYou, LastAdministrator, OwnAdministratorRole."""
        ...

    def act(self, *, user_id: UserId, reason: str) -> ActingToken:
        """For some minutes. Raises NotForStaff, AccountBlocked, UserNotFound."""
        ...

    def note_deed(self, *, deed: str, subject: str, address: str, refused: str = "") -> None:
        """Into the audit trail: what a page is about to do for the caller, or why it was `refused`.

        Raises Unavailable: then it is not done."""
        ...
