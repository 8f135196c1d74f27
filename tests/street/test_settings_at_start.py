"""What is wrong with the settings is said in a sentence before anything begins: by the doctor, and by what would serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def test_the_doctor_looks_at_everything_and_says_so(souk: Callable[..., tuple[int, str]]) -> None:
    one_house = {"SOUK_HOST": "shipping,cart,notifications", "SOUK_NEIGHBOURS": "http://127.0.0.1:1"}
    code, told = souk("doctor", **one_house, SOUK_ENVIRONMENT="production", SOUK_CACHE="redis://127.0.0.1:1")
    assert code == 1
    for named in (
        "SOUK_SECRET_KEY",
        "SOUK_DEMO",
        "SOUK_EVENTS=outbox:",
        "mailbox:",
        "souk migrate",
        "SOUK_CACHE",
    ):
        assert named in told, named
    assert "Traceback" not in told
    assert souk("migrate", **one_house)[0] == 0
    code, told = souk("doctor", SOUK_HOST="shipping,notifications")
    assert (code, "Everything answers" in told) == (0, True), told


def test_the_mail_servers_address_is_not_where_a_share_of_notifications_lives(
    souk: Callable[..., tuple[int, str]],
) -> None:
    """`SOUK_NOTIFICATIONS_EMAIL_URL` has the form of `SOUK_PRODUCTS_BOOK_URL`."""
    mail = {"SOUK_NOTIFICATIONS_EMAIL_URL": "smtp://127.0.0.1:1"}
    _, told = souk("doctor", SOUK_HOST="notifications", **mail)
    assert "mail server" in told
    assert "notifications-email" not in told


def test_a_house_is_not_led_into_the_database_of_another(souk: Callable[..., tuple[int, str]]) -> None:
    """They would share outbox and inbox, and carry each other's events."""
    assert souk("migrate", SOUK_HOST="wishlist")[0] == 0
    led = {"SOUK_HOST": "shipping", "SOUK_SHIPPING_DATABASE": "sqlite:///{var}/wishlist.db"}
    for command in ("migrate", "doctor"):
        code, told = souk(command, **led)
        assert code == 1
        assert "SOUK_SHIPPING_DATABASE leads to the database of wishlist" in told
    assert souk("migrate", SOUK_HOST="wishlist")[0] == 0


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"SOUK_PORT": "abc", "SOUK_WORKERS": "0"}, ["SOUK_PORT: ", "SOUK_WORKERS: "]),
        ({"SOUK_WEB_CART_DAYS": "many"}, ["SOUK_WEB_CART_DAYS: "]),
        (
            {"SOUK_CACHE": "rdis://cache"},
            ["SOUK_CACHE: begins with sqlite:, redis:// or rediss://, not rdis:"],
        ),
        ({"SOUK_LOG_LEVEL": "LOUD"}, ["SOUK_LOG_LEVEL: Input should be 'DEBUG'"]),
        ({"SOUK_ORDERS_TAX_RATES": "8 %"}, ["SOUK_ORDERS_TAX_RATES: it is JSON, as {"]),
        ({"SOUK_ORDERS_TAX_RATES": '{"us": 800}'}, ["SOUK_ORDERS_TAX_RATES: 'us' is no place"]),
        ({"SOUK_ORDERS_HOLD_SECONDS": "600"}, ["SOUK_ORDERS_PAY_WITHIN_SECONDS: 780 is not less than"]),
        (
            {"SOUK_PRODUCTS_TYPE_MODULES": "shelves.candles"},
            ["SOUK_PRODUCTS_TYPE_MODULES names shelves, which is not there"],
        ),
        ({"SOUK_HOST": "ordrs"}, ["SOUK_HOST: there is no house 'ordrs'"]),
        ({"SOUK_EVENTS": "nats://somewhere"}, ["SOUK_EVENTS begins with"]),
        (
            {
                "SOUK_HOST": "web",
                "SOUK_ORDERS_URL": "localhost:8107",
                "SOUK_PRODUCTS_BOOK_URL": "htp://books:1",
            },
            [
                "SOUK_ORDERS_URL is localhost:8107, and an address begins with http:// or https://, as http://localhost:8107",
                "SOUK_PRODUCTS_BOOK_URL is htp://books:1",
                "as http://books:1",
            ],
        ),
        ({"SOUK_NEIGHBOURS": "{name}:8000"}, ["SOUK_NEIGHBOURS: is name:8000", "as http://name:8000"]),
        (
            {"SOUK_PUBLIC_URL": "market.example"},
            ["SOUK_PUBLIC_URL: is market.example", "as http://market.example"],
        ),
        ({"SOUK_USERS_DATABASE": "oracle://somewhere"}, ["SOUK_USERS_DATABASE: ", "oracle"]),
        (
            dict.fromkeys(("SOUK_ORDERS_DATABASE", "SOUK_PAYMENTS_DATABASE"), "postgresql://db/all"),
            ["SOUK_ORDERS_DATABASE and SOUK_PAYMENTS_DATABASE are one database"],
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_settings_that_cannot_be_read_are_a_sentence(
    souk: Callable[..., tuple[int, str]], chosen: dict[str, str], named: list[str]
) -> None:
    code, told = souk("doctor", **chosen)
    assert code == 1
    assert "Traceback" not in told
    for words in named:
        assert words in told


def test_pages_are_not_served_without_their_files(
    souk: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """Nor with those of another release, whose names the pages do not know."""
    web = {"SOUK_HOST": "web", "SOUK_NEIGHBOURS": "http://127.0.0.1:1"}
    for command in (["serve", "web"], ["doctor"]):
        code, told = souk(*command, **web)
        assert code == 1
        assert "the pages' files are not gathered" in told
        assert "run: souk collect" in told
    assert souk("collect", **web)[0] == 0
    assert (tmp_path / "var" / "static" / "staticfiles.json").exists()
    assert "gathered" not in souk("doctor", **web)[1]
    (tmp_path / "var" / "static" / ".gathered").write_text("of a release before")
    assert "of another release" in souk("doctor", **web)[1]
    assert "gathered" not in souk("doctor", SOUK_HOST="shipping")[1]


def test_a_process_that_does_not_suit_production_does_not_start(souk: Callable[..., tuple[int, str]]) -> None:
    for command in (["run"], ["serve", "cart"], ["work", "cart"]):
        code, told = souk(*command, SOUK_ENVIRONMENT="production", SOUK_NEIGHBOURS="http://127.0.0.1:1")
        assert code == 1, told
        assert "SOUK_SECRET_KEY is not set" in told
        assert "Traceback" not in told


def test_a_broker_is_looked_at_also_where_nothing_else_can_be_set_up(
    souk: Callable[..., tuple[int, str]],
) -> None:
    _, told = souk("doctor", SOUK_EVENTS="amqp://souk:souk@127.0.0.1:1/", SOUK_ORDERS_DATABASE="oracle://x")
    assert "RabbitMQ does not answer" in told
    assert "the check itself failed" not in told


def test_a_mistyped_setting_is_named_and_what_others_call_theirs_is_not(
    souk: Callable[..., tuple[int, str]],
) -> None:
    """Orders would have gone into a file of its own, and nobody would have said so."""
    others = {
        "SOUK_DOMAIN": "market.example",
        "SOUK_IMAGE": "souk:1",
        "SOUK_PRODUCTS_BOOK_LAPTOP_DATABASE": "sqlite:///x.db",
    }
    slips = {"SOUK_ORDER_DATABASE": "postgresql://db/orders", "SOUK_TRUSTED_PROXY": "2"}
    _, told = souk("doctor", **slips, **others)
    assert "SOUK_ORDER_DATABASE is no setting, and nobody reads it; SOUK_ORDERS_DATABASE is one" in told
    assert "SOUK_TRUSTED_PROXIES is one" in told
    assert not [name for name in others if name in told]
