"""Staff find customers by email and by name, wherever their records are."""

from __future__ import annotations

import pytest
from django.db import connections

from souk.kernel.data import sorting
from souk.services.customers import handlers
from souk.services.customers.models import RegisteredNamePart, RegisteredRecord, VipNamePart
from souk.services.customers.use_cases import finding, lookup, records
from souk.vocabulary.pages import BadCursor


def emails(people, **wanted) -> list[str]:
    return [one.email for one in people.customers.find(**wanted).items]


@pytest.fixture
def named(people):
    """`named("ada@example.org", "Ada Byron")` signs somebody up."""

    def signing_up(email: str, name: str) -> str:
        user_id = people.sign_up(email)
        handlers.people.rename(user_id, name, 7)
        return user_id

    return signing_up


def test_by_the_whole_email_or_its_beginning(people, named):
    named("ada@example.org", "Ada Byron")
    named("ada.two@example.org", "Ada King")
    named("eve@example.org", "Eve")
    assert emails(people, email="ada@example.org") == ["ada@example.org"]
    assert emails(people, email=" ADA") == ["ada.two@example.org", "ada@example.org"]
    assert emails(people, email="example.org") == [], (
        "an email is found by its beginning, not by a part of it"
    )
    assert emails(people, email="ada", name="king") == ["ada.two@example.org"]
    assert emails(people, email="a%") == []


def test_by_the_beginning_of_any_word_of_the_name_without_accents_and_capitals(people, named):
    named("a@example.org", "José Núñez")
    named("b@example.org", "Nuno Alves")
    assert emails(people, name="NUN") == ["b@example.org", "a@example.org"]
    assert emails(people, name="jose nu") == ["a@example.org"]
    assert emails(people, name="ose") == []


def test_a_new_name_replaces_the_old_one_and_nothing_is_left_of_who_was_erased(people, named):
    ada = named("ada@example.org", "Ada Byron")
    handlers.people.rename(ada, "Ada King", 8)
    assert emails(people, name="byron") == []
    assert emails(people, name="king") == ["ada@example.org"]
    handlers.moving.follow(handlers.people.erase(ada))
    assert emails(people, name="king") == [], "at once, before the record is gone"
    people.settle()
    assert not RegisteredNamePart.objects.exists()


def test_who_moves_to_another_store_is_found_there_and_once(people, named):
    ada = named("ada@example.org", "Ada Byron")
    people.completed("ord_1", 150_000, user_id=ada)
    assert emails(people, name="ada") == ["ada@example.org"]
    row = people.row(ada)
    records.copy(records.record_of(row), "vips", row)  # under way: there are two
    assert emails(people, name="ada") == ["ada@example.org"]
    people.settle()
    assert emails(people, email="ada@", kind="vip", tier="gold") == ["ada@example.org"]
    assert emails(people, email="ada@", kind="registered") == []
    assert (RegisteredNamePart.objects.count(), VipNamePart.objects.count()) == (0, 2)


def test_a_guest_is_found_by_the_email_they_told(people):
    token = people.guests.begin().token
    people.guests.tell(token=token, email="Gus@Example.org")
    assert [one.kind for one in people.customers.find(email="gus@").items] == ["guest"]


def test_pages_follow_each_other_also_where_few_of_those_alike_fit(people, named, monkeypatch):
    monkeypatch.setattr(finding, "AT_A_TIME", 2)
    for number in range(9):
        user_id = named(f"ada{number}@example.org", "Ada")
        if number % 4 == 0:
            people.completed(f"ord_{number}", 60_000, user_id=user_id, email=f"ada{number}@example.org")
    people.settle()
    for wanted, expected in (({}, range(8, -1, -1)), ({"kind": "vip"}, (8, 4, 0))):
        found, cursor = [], None
        while True:
            page = people.customers.find(name="ada", limit=2, cursor=cursor, **wanted)
            found += [one.email for one in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert found == [f"ada{number}@example.org" for number in expected]
    with pytest.raises(BadCursor):
        people.customers.find(name="ada", cursor="nonsense")


def test_what_an_older_version_wrote_and_removed_is_noted_by_the_clock(people, named):
    named("ada@example.org", "Ada Byron")
    gone = named("eve@example.org", "Eve")
    RegisteredRecord.objects.filter(email="ada@example.org").update(name="Ada King", email="king@example.org")
    RegisteredRecord.objects.filter(customer_id=people.row(gone).customer_id).delete()
    assert lookup.note_records_of_before() == 1
    assert lookup.note_records_of_before() == 0
    assert emails(people, name="king") == emails(people, email="king@") == ["king@example.org"]
    assert set(RegisteredNamePart.objects.values_list("text", flat=True)) == {"ada king", "king"}


def test_a_stretch_of_an_index_is_read(people, named):
    named("ada@example.org", "Ada Byron")
    by_email = RegisteredRecord.objects.filter(sorting.begins("email_key", "ada"))
    by_name = RegisteredNamePart.objects.filter(sorting.begins("text", "ada")).values("customer_id")
    store = connections[by_email.db]
    if (
        store.vendor == "postgresql"
    ):  # of one row it reads the table; may it not, it has to have an index for it
        with store.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "registeredrecord_email" in by_email.explain()
    assert "registerednamepart_text" in by_name.explain()


def test_staff_search_by_api(client, signed_in, people, named):
    named("ada@example.org", "Ada Byron")
    named("eve@example.org", "Eve")
    staff = signed_in("usr_staff", roles=["staff"])
    for query in ("email=ada@example.org", "name=byr", "email=ad&name=a"):
        found = client.get(f"/api/customers?{query}", headers=staff).json()["items"]
        assert [one["email"] for one in found] == ["ada@example.org"], query
    assert client.get("/api/customers?email=ada", headers=signed_in("usr_eve")).status_code == 403
