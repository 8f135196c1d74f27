"""Emails, passwords, names, addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from souk.kernel.web.emails import hash_of, key_of, read_email
from souk.services.users.rules.names import read_name
from souk.services.users.rules.networks import network_of
from souk.services.users.rules.postal import check_address
from souk.services.users.use_cases.passwords import check, hashed, is_old, is_right
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.countries import COUNTRIES
from souk.vocabulary.problems import Invalid


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        (" ada@example.org ", "ada@example.org"),
        ("jörg@bücher.example", "JÖRG@xn--bcher-kva.example"),
        ("stra\u00dfe@example.org", "STRASSE@example.org"),
    ],
)
def test_two_ways_of_writing_an_email_are_one(one, other):
    assert key_of(one) == key_of(other)
    assert hash_of(one) == hash_of(other)


def test_an_email_is_shown_as_it_was_written():
    assert read_email("Ada.Byron@Example.org").shown == "Ada.Byron@example.org"


@pytest.mark.parametrize(
    "text", ["", "ada", "ada@", "@example.org", "ada@localhost", "a b@example.org", "ada@exa\0mple.org", "ada@\ud800.org",
             "a" * 250 + "@example.org", "ada@example.org\r\nBcc: eve@example.org", "<ada@example.org>"],
)  # fmt: skip
def test_what_no_letter_could_be_addressed_to_is_no_email(text):
    with pytest.raises(Invalid):
        read_email(text)
    assert key_of(text) is None


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_text_whatsoever_breaks_the_reading_of_emails(text):
    assert key_of(text) is None or "@" in key_of(text)
    assert len(hash_of(text)) == 64


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "too_short"),
        ("x" * 129, "too_long"),
        ("aaaaaaaaaaaa", "pattern"),
        ("1234567890", "pattern"),
        ("qwertyuiop", "pattern"),
        ("abcabcabcabc", "pattern"),
        ("qwerty123456", "pattern"),
        ("Welcome2024!", "common"),
        ("P@ssw0rd2024", "common"),
        ("password123", "common"),
        ("ada.byron42", "like_email"),
        ("AdaByron2024", "like_email"),
        ("ada.byron@example.org", "like_email"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(password, code):
    with pytest.raises(Invalid) as refused:
        check(password, email="ada.byron@example.org", name="Ada Byron", pointer="/new")
    assert (refused.value.errors[0].pointer, refused.value.errors[0].code) == ("/new", code)


@pytest.mark.parametrize(
    "password",
    [
        "right horse battery",
        "ünïcödé wörds",
        "k7#mQz!wP2xv",
        "     spaces     count",
        "ada likes tall ladders",
    ],
)
def test_a_few_words_are_a_good_password(password):
    check(password, email="ada@example.org", name="Ada Byron")


def test_a_password_is_kept_as_argon2_with_the_promised_cost(promised_passwords):
    kept = hashed("right horse battery")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_right(kept, "right horse battery")
    assert not is_right(kept, "right horse batterz")
    assert not is_right(kept, "\ud800")
    assert not is_right(None, "the password of nobody")
    assert not is_right("", "an erased account")
    assert not is_old(kept)


def test_the_same_characters_from_another_keyboard_are_the_same_password():
    assert is_right(hashed("cafe\u0301 au lait"), "caf\u00e9 au lait")


def test_names_are_tidied_and_carry_no_advertisement():
    assert read_name("  Ada \t Byron ") == "Ada Byron"
    assert read_name("\u202eAda\u200b Byron") == "Ada Byron"
    assert read_name("می\u200cخواهم") == "می\u200cخواهم"
    for wrong in (
        "",
        "   ",
        "x" * 121,
        "Ada\x07",
        "\u202e\u200b\u3164",
        "Win http://spam.example",
        "WWW.spam.example",
        "\ud800",
    ):
        with pytest.raises(Invalid):
            read_name(wrong)


def test_a_country_must_exist():
    home = PostalAddress(name="Ada", line1="1 Row", city="Berlin", postal_code="1", country="DE")
    check_address(home)
    assert len(COUNTRIES) == 249
    for wrong in ({"country": "XX"}, {"country": "EU"}, {"city": "Ber\x00lin"}, {"line2": "a\nb"}):
        with pytest.raises(Invalid) as refused:
            check_address(home.model_copy(update=wrong))
        assert refused.value.errors[0].pointer == f"/address/{next(iter(wrong))}"


def test_a_household_counts_as_one_address():
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("::ffff:192.0.2.1") == network_of(" 192.0.2.1 ") == "192.0.2.1"
    assert network_of("garbage") == network_of("") == "unknown"
