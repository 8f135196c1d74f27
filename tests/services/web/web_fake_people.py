"""Fakes of users, its sessions and marketing: one member, Ada."""

from __future__ import annotations

from web_neighbour import ADA, LONG_AGO, Neighbour

from souk.contracts.users.calls import (
    Account,
    AccountLocked,
    AddressNotFound,
    EmailTaken,
    Export,
    RefreshRefused,
    SavedAddress,
    TokenInvalid,
    Tokens,
    WrongCredentials,
)
from souk.kernel.access import identity
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import invalid


class FakeUsers(Neighbour):
    def __init__(self) -> None:
        super().__init__()
        self.account = Account(
            user_id=ADA, email="ada@example.org", name="Ada Byron", roles=["shopper"], is_verified=False, created_at=LONG_AGO
        )  # fmt: skip
        self.saved: list[SavedAddress] = []
        self.password = "right horse battery"
        self.is_erased = False

    def accounts(self, *, user_ids: list[str]) -> list[Account]:
        return [self.account] if ADA in user_ids else []

    def update_account(
        self, *, user_id: str, name: str | None = None, wants_newsletter: bool | None = None
    ) -> Account:
        given = {"name": name, "wants_newsletter": wants_newsletter}
        self.account = self.account.model_copy(update={k: v for k, v in given.items() if v is not None})
        return self.account

    def change_password(self, *, user_id: str, old: str, new: str) -> None:
        if old != self.password:
            raise WrongCredentials()
        if len(new) < 10:
            raise invalid("/new", "That password is too short.")
        self.password = new

    def set_picture(self, *, user_id: str, content: bytes) -> Account:
        if content and not content.startswith(b"\x89PNG"):
            raise invalid("/content", "This is not a picture we can read.")
        self.account = self.account.model_copy(update={"picture_url": "/media/ada.webp" if content else None})
        return self.account

    def addresses(self, *, user_id: str) -> list[SavedAddress]:
        return list(self.saved) if user_id == ADA else []

    def save_address(
        self,
        *,
        key: str,
        user_id: str,
        address: PostalAddress,
        is_default: bool,
        address_id: str | None = None,
    ) -> SavedAddress:
        entry = SavedAddress(
            address_id=address_id or f"adr_{len(self.saved)}", address=address, is_default=is_default
        )
        self.saved = [a for a in self.saved if a.address_id != address_id] + [entry]
        return entry

    def export(self, *, user_id: str) -> Export:
        identity.in_person()
        return Export(account=self.account, addresses=self.saved, sessions=[])

    def erase(self, *, user_id: str, password: str) -> None:
        identity.in_person()
        if password != self.password:
            raise WrongCredentials()
        self.is_erased = True

    def remove_address(self, *, user_id: str, address_id: str) -> None:
        if address_id not in {a.address_id for a in self.saved}:
            raise AddressNotFound()
        self.saved = [a for a in self.saved if a.address_id != address_id]


class FakeSessions(Neighbour):
    def __init__(self, users: FakeUsers) -> None:
        super().__init__()
        self._users = users
        self.wrong = 0
        self.good = {"refresh-0"}
        self.given: dict[str, Tokens] = {}
        self.letters: list[str] = []

    def _tokens(self, seconds: int = 600) -> Tokens:
        number = f"refresh-{len(self.calls)}"
        self.good.add(number)
        access = identity.issue_access_token(ADA, [*self._users.account.roles], number, seconds)
        return Tokens(
            access_token=access, refresh_token=number, expires_in_seconds=600, account=self._users.account
        )

    def signup(self, *, email: str, password: str, name: str, wants_newsletter: bool = False) -> Account:
        if email == "taken@example.org":
            raise EmailTaken()
        if len(password) < 10:
            raise invalid("/password", "That password is too short.")
        self._users.account = self._users.account.model_copy(update={"email": email, "name": name})
        self._users.password = password
        return self._users.account

    def verify_email(self, *, token: str) -> Account:
        if token != "good":
            raise TokenInvalid()
        self._users.account = self._users.account.model_copy(update={"is_verified": True})
        return self._users.account

    def send_verification(self, *, email: str) -> None:
        self.letters.append(email)

    def login(self, *, email: str, password: str, address: str) -> Tokens:
        if self.wrong >= 3:
            raise AccountLocked()
        if (email, password) != (self._users.account.email, self._users.password):
            self.wrong += 1
            raise WrongCredentials()
        return self._tokens()

    def refresh(self, *, refresh_token: str, shared_seconds: int = 0) -> Tokens:
        if refresh_token in self.given and shared_seconds:
            return self.given[refresh_token]
        if refresh_token not in self.good:
            raise RefreshRefused()
        self.good.discard(refresh_token)
        self.given[refresh_token] = self._tokens()
        return self.given[refresh_token]

    def logout(self, *, access_token: str, refresh_token: str | None = None) -> None:
        self.good.discard(refresh_token or "")

    def request_reset(self, *, email: str) -> None:
        self.letters.append(email)

    def reset_password(self, *, token: str, password: str) -> None:
        if token != "good":
            raise TokenInvalid()
        if len(password) < 10:
            raise invalid("/password", "That password is too short.")
        self._users.password, self.wrong = password, 0

    def unlock(self, *, token: str) -> None:
        if token != "good":
            raise TokenInvalid()
        self.wrong = 0


class FakeMarketing(Neighbour):
    def subscribe(self, *, email: str, source: str, user_id: str | None = None) -> None:
        return None

    def confirm_subscription(self, *, token: str) -> None:
        if token != "good":
            raise TokenInvalid()

    def unsubscribe(self, *, token: str) -> None:
        return None
