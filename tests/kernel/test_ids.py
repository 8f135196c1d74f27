"""Ids sort in the order in which they were given out, also within one millisecond."""

from __future__ import annotations

from souk.kernel import chance, clock, ids


def test_ids_of_one_process_are_in_order_even_within_a_millisecond():
    given = [ids.new_id("cit") for _ in range(5000)]
    assert given == sorted(set(given))


def test_a_planted_seed_gives_the_same_ids_whatever_was_given_out_before():
    def some() -> list[str]:
        chance.plant(7)
        return [ids.new_id("cit") for _ in range(3)]

    with clock.frozen_at(clock.now()):
        try:
            assert some() == some()
        finally:
            chance.plant(None)
