"""FakeUsers and FakeSessions: the promises of users, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from souk.contracts.users.calls import (
    Account,
    AccountLocked,
    AddressNotFound,
    EmailTaken,
    Export,
    RefreshRefused,
    Role,
    SavedAddress,
    TokenInvalid,
    Tokens,
    UserNotFound,
    WrongCredentials,
)
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.ids import new_id
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Unavailable, invalid

ORDER: list[Role] = ["shopper", "shop_owner", "staff", "administrator"]


@dataclass
class Person:
    account: Account
    password: str
    addresses: dict[str, SavedAddress] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)


class FakeUsers:
    """`vanish()` makes every call unavailable until `come_back()`."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.by_key: dict[str, str] = {}
        self._gone = False

    def vanish(self) -> None:
        self._gone = True

    def come_back(self) -> None:
        self._gone = False

    def open(
        self, email: str = "ada@example.org", roles: list[Role] | None = None, name: str = "Ada Byron"
    ) -> Account:
        """For tests: an account in one line."""
        return self.open_account(
            key=email,
            email=email,
            password="right horse battery",
            name=name,
            roles=roles or [],
            is_verified=True,
        )

    def find(self, user_id: str) -> Person:
        self._answer()
        if user_id not in self.people:
            raise UserNotFound()
        return self.people[user_id]

    def find_email(self, email: str) -> Person | None:
        self._answer()
        wanted = email.strip().casefold()
        return next((p for p in self.people.values() if p.account.email.casefold() == wanted), None)

    def change(self, user_id: str, **fields: object) -> Account:
        person = self.find(user_id)
        person.account = person.account.model_copy(update=fields)
        return person.account

    def accounts(self, *, user_ids: list[str]) -> list[Account]:
        self._answer()
        return [self.people[user_id].account for user_id in dict.fromkeys(user_ids) if user_id in self.people]

    def open_account(
        self, *, key: str, email: str, password: str, name: str, roles: list[Role], is_verified: bool
    ) -> Account:
        before = self.find_email(email)
        if before is not None:
            return before.account
        if "@" not in email:
            raise invalid("/email", "This is not an email.")
        if len(password) < 10:
            raise invalid("/password", "A password has at least 10 characters.")
        account = Account(
            user_id=new_id("usr"), email=email.strip(), name=name, roles=[r for r in ORDER if r in {"shopper", *roles}],
            is_verified=is_verified, created_at=clock.now(),
        )  # fmt: skip
        self.people[account.user_id] = Person(account, password)
        return account

    def update_account(
        self, *, user_id: str, name: str | None = None, wants_newsletter: bool | None = None
    ) -> Account:
        given = {"name": name, "wants_newsletter": wants_newsletter}
        return self.change(user_id, **{key: value for key, value in given.items() if value is not None})

    def change_password(self, *, user_id: str, old: str, new: str) -> None:
        person = self.find(user_id)
        if person.password != old:
            raise WrongCredentials()
        if len(new) < 10:
            raise invalid("/new", "A password has at least 10 characters.")
        person.password = new

    def set_picture(self, *, user_id: str, content: bytes) -> Account:
        if content and not content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF", b"GIF8")):
            raise invalid("/content", "This is not a picture we can read.")
        return self.change(user_id, picture_url=f"/media/people/{len(content)}-256.webp" if content else None)

    def addresses(self, *, user_id: str) -> list[SavedAddress]:
        self._answer()
        newest = list(self.people[user_id].addresses.values())[::-1] if user_id in self.people else []
        return sorted(newest, key=lambda saved: not saved.is_default)

    def save_address(
        self,
        *,
        key: str,
        user_id: str,
        address: PostalAddress,
        is_default: bool,
        address_id: str | None = None,
    ) -> SavedAddress:
        kept = self.find(user_id).addresses
        if key in self.by_key:
            address_id = self.by_key[key]
            if address_id not in kept:
                raise AddressNotFound()
            return kept[address_id]
        if address_id is not None and address_id not in kept:
            raise AddressNotFound()
        address_id = self.by_key[key] = address_id or new_id("adr")
        before = kept.get(address_id)
        kept[address_id] = SavedAddress(
            address_id=address_id, address=address, is_default=before is not None and before.is_default
        )
        self._choose_default(kept, address_id if is_default else None)
        return kept[address_id]

    def remove_address(self, *, user_id: str, address_id: str) -> None:
        person = self.find(user_id)
        if address_id in person.removed:
            return
        if person.addresses.pop(address_id, None) is None:
            raise AddressNotFound()
        person.removed.add(address_id)
        self._choose_default(person.addresses, None)

    def give_role(self, *, key: str, user_id: str, role: Role) -> Account:
        held = self.find(user_id).account.roles
        return self.change(user_id, roles=[r for r in ORDER if r in {*held, role}])

    def export(self, *, user_id: str) -> Export:
        person = self.find(user_id)
        return Export(account=person.account, addresses=self.addresses(user_id=user_id), sessions=[])

    def erase(self, *, user_id: str, password: str) -> None:
        if self.find(user_id).password != password:
            raise WrongCredentials()
        del self.people[user_id]

    def _choose_default(self, kept: dict[str, SavedAddress], wanted: str | None) -> None:
        if wanted is None:
            if any(saved.is_default for saved in kept.values()):
                return
            wanted = next(reversed(kept), None)
        for address_id, saved in kept.items():
            kept[address_id] = saved.model_copy(update={"is_default": address_id == wanted})

    def _answer(self) -> None:
        if self._gone:
            raise Unavailable("users is away")


class FakeSessions:
    """Getting in and out of a FakeUsers. `letters` holds (kind, email, token) of what was sent."""

    def __init__(self, users: FakeUsers) -> None:
        self.users = users
        self.letters: list[tuple[str, str, str]] = []
        self.used: set[str] = set()
        self.wrong: dict[tuple[str, str], int] = {}
        self.living: dict[str, str] = {}  # refresh token → session
        self.turned: dict[str, str] = {}  # refresh token that was used → session
        self.given: dict[
            str, tuple[Tokens, datetime]
        ] = {}  # refresh token that was used → what for, and when
        self.owners: dict[str, str] = {}  # session → user

    def signup(self, *, email: str, password: str, name: str, wants_newsletter: bool = False) -> Account:
        if self.users.find_email(email) is not None:
            raise EmailTaken()
        account = self.users.open_account(
            key=email, email=email, password=password, name=name, roles=[], is_verified=False
        )
        self._send("verify_email", account.email)
        return self.users.change(account.user_id, wants_newsletter=wants_newsletter)

    def verify_email(self, *, token: str) -> Account:
        return self.users.change(self._use("verify_email", token).account.user_id, is_verified=True)

    def send_verification(self, *, email: str) -> None:
        person = self.users.find_email(email)
        if person is not None and not person.account.is_verified:
            self._send("verify_email", email)

    def login(self, *, email: str, password: str, address: str) -> Tokens:
        person, who = self.users.find_email(email), (email.casefold(), address)
        if self.wrong.get(who, 0) >= 3:
            raise AccountLocked()
        if person is None or person.password != password:
            self.wrong[who] = self.wrong.get(who, 0) + 1
            if person is not None and self.wrong[who] == 3:
                self._send("unlock_account", email)
            raise WrongCredentials()
        self.wrong.pop(who, None)
        session = new_id("ses")
        self.owners[session] = person.account.user_id
        return self._turn(session)

    def refresh(self, *, refresh_token: str, shared_seconds: int = 0) -> Tokens:
        given, at = self.given.get(refresh_token, (None, clock.now()))
        if given and given.refresh_token in self.living and clock.in_seconds(-shared_seconds) < at:
            return given
        if refresh_token in self.turned:
            self._end(self.turned[refresh_token])
        session = self.living.pop(refresh_token, None)
        if session is None:
            raise RefreshRefused()
        self.turned[refresh_token] = session
        self.given[refresh_token] = self._turn(session), clock.now()
        return self.given[refresh_token][0]

    def logout(self, *, access_token: str, refresh_token: str | None = None) -> None:
        self._end(self.living.get(refresh_token or "", ""))

    def request_reset(self, *, email: str) -> None:
        if self.users.find_email(email) is not None:
            self._send("reset_password", email)

    def reset_password(self, *, token: str, password: str) -> None:
        if len(password) < 10:
            raise invalid("/password", "A password has at least 10 characters.")
        person = self._use("reset_password", token)
        person.password = password
        self._open(person.account.email)
        for session, owner in list(self.owners.items()):
            if owner == person.account.user_id:
                self._end(session)

    def unlock(self, *, token: str) -> None:
        self._open(self._use("unlock_account", token).account.email)

    def _send(self, kind: str, email: str) -> None:
        self.letters.append((kind, email, new_id("let")))

    def _use(self, kind: str, token: str) -> Person:
        for sent, email, known in self.letters:
            if (sent, known) == (kind, token) and token not in self.used:
                self.used.add(token)
                person = self.users.find_email(email)
                if person is not None:
                    return person
        raise TokenInvalid()

    def _open(self, email: str) -> None:
        for who in [who for who in self.wrong if who[0] == email.casefold()]:
            del self.wrong[who]

    def _turn(self, session: str) -> Tokens:
        account = self.users.find(self.owners[session]).account
        refresh_token = new_id("ref")
        self.living[refresh_token] = session
        access = identity.issue_access_token(account.user_id, list(account.roles), new_id("tok"))
        return Tokens(
            access_token=access, refresh_token=refresh_token, expires_in_seconds=600, account=account
        )

    def _end(self, session: str) -> None:
        self.living = {token: owner for token, owner in self.living.items() if owner != session}
