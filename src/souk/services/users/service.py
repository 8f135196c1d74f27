"""The door for neighbours."""

from __future__ import annotations

from typing import Literal

from souk.contracts.users.calls import (
    Account,
    ActingToken,
    CustomRole,
    Export,
    PeopleFilter,
    PeopleSort,
    Person,
    PersonRow,
    Role,
    SavedAddress,
    Tokens,
)
from souk.services.users.use_cases import (
    accounts,
    acting,
    address_book,
    custom_roles,
    erasure,
    locks,
    noting,
    people,
    pictures,
    recovery,
    roles,
    sessions,
)
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.pages import Page


class UsersService:
    def accounts(self, *, user_ids: list[str]) -> list[Account]:
        return accounts.several(user_ids)

    def open_account(
        self, *, key: str, email: str, password: str, name: str, roles: list[Role], is_verified: bool
    ) -> Account:
        return accounts.open_account(
            email=email, password=password, name=name, given=roles, is_verified=is_verified
        )

    def update_account(
        self, *, user_id: str, name: str | None = None, wants_newsletter: bool | None = None
    ) -> Account:
        return accounts.update(user_id, name=name, wants_newsletter=wants_newsletter)

    def change_password(self, *, user_id: str, old: str, new: str) -> None:
        recovery.change_password(user_id=user_id, old=old, new=new)

    def set_picture(self, *, user_id: str, content: bytes) -> Account:
        return pictures.set_picture(user_id=user_id, content=content)

    def addresses(self, *, user_id: str) -> list[SavedAddress]:
        return address_book.addresses(user_id)

    def save_address(
        self,
        *,
        key: str,
        user_id: str,
        address: PostalAddress,
        is_default: bool,
        address_id: str | None = None,
    ) -> SavedAddress:
        return address_book.save_address(
            key=key, user_id=user_id, address=address, is_default=is_default, address_id=address_id
        )

    def remove_address(self, *, user_id: str, address_id: str) -> None:
        address_book.remove_address(user_id=user_id, address_id=address_id)

    def give_role(self, *, key: str, user_id: str, role: Role) -> Account:
        roles.give(key=key, user_id=user_id, role=role)
        return accounts.one(user_id)

    def export(self, *, user_id: str) -> Export:
        return erasure.export(user_id)

    def erase(self, *, user_id: str, password: str) -> None:
        erasure.erase(user_id=user_id, password=password)


class SessionsService:
    def signup(self, *, email: str, password: str, name: str, wants_newsletter: bool = False) -> Account:
        return accounts.sign_up(email=email, password=password, name=name, wants_newsletter=wants_newsletter)

    def verify_email(self, *, token: str) -> Account:
        return recovery.verify_email(token)

    def send_verification(self, *, email: str) -> None:
        recovery.send_verification(email)

    def login(self, *, email: str, password: str, address: str) -> Tokens:
        return sessions.sign_in(email=email, password=password, address=address)

    def refresh(self, *, refresh_token: str, shared_seconds: int = 0) -> Tokens:
        return sessions.refresh(refresh_token, shared_seconds=shared_seconds)

    def logout(self, *, access_token: str, refresh_token: str | None = None) -> None:
        sessions.sign_out(access_token=access_token, refresh_token=refresh_token)

    def request_reset(self, *, email: str) -> None:
        recovery.request_reset(email)

    def reset_password(self, *, token: str, password: str) -> None:
        recovery.reset_password(token=token, password=password)

    def unlock(self, *, token: str) -> None:
        locks.unlock(token)


class PeopleService:
    def people(
        self,
        *,
        wanted: PeopleFilter,
        sort: PeopleSort = "-joined",
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[PersonRow]:
        return people.page(wanted, sort, cursor, limit)

    def person(self, *, user_id: str) -> Person:
        return people.one(user_id)

    def block(self, *, user_id: str, why: str) -> None:
        people.block(user_id, why)

    def unblock(self, *, user_id: str) -> None:
        people.unblock(user_id)

    def open_locks(self, *, user_id: str) -> None:
        people.open_locks(user_id)

    def send_letter(self, *, user_id: str, kind: Literal["verify_email", "reset_password"]) -> None:
        people.send_letter(user_id, kind)

    def roles(self) -> list[CustomRole]:
        return custom_roles.all_roles()

    def save_role(self, *, role_id: str | None, name: str, about: str, permissions: list[str]) -> CustomRole:
        return custom_roles.save(role_id, name=name, about=about, wanted=permissions)

    def remove_role(self, *, role_id: str) -> None:
        custom_roles.remove(role_id)

    def set_roles(self, *, user_id: str, roles: list[Role], custom_roles: list[str] | None) -> Account:
        return people.set_roles(user_id, roles, custom_roles)

    def act(self, *, user_id: str, reason: str) -> ActingToken:
        return acting.act(user_id=user_id, reason=reason)

    def note_deed(self, *, deed: str, subject: str, address: str, refused: str = "") -> None:
        noting.note_deed(deed=deed, subject=subject, address=address, refused=refused)
