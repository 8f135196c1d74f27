"""Secrets that nobody typed: the same for all who must agree, and no two alike."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from souk.kernel.settings import Settings


def test_machines_with_the_same_secret_key_agree_without_sharing_a_disk(tmp_path: Path) -> None:
    here, there = (
        Settings(data=tmp_path / name, secret_key=SecretStr("between us")) for name in ("here", "there")
    )
    assert here.kept_secret("tokens") == there.kept_secret("tokens")
    assert not list(tmp_path.iterdir()), "nothing is written where the key is given"


def test_one_secret_does_not_tell_another(tmp_path: Path) -> None:
    given = Settings(data=tmp_path, secret_key=SecretStr("between us"))
    assert given.kept_secret("tokens") != given.kept_secret("sandbox-webhooks")
    assert given.kept_secret("tokens") != Settings(data=tmp_path, secret_key=SecretStr("else")).kept_secret(
        "tokens"
    )


def test_without_a_secret_key_a_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = Settings(data=tmp_path, secret_key=None).kept_secret("tokens")
    assert Settings(data=tmp_path, secret_key=None).kept_secret("tokens") == first
    assert (tmp_path / "keys" / "tokens").stat().st_mode & 0o077 == 0
