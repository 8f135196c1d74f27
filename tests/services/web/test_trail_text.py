"""What the audit trail says of a change, in words."""

from __future__ import annotations

import pytest

from souk.services.web.rules.trail_text import changes


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ('{"name":"Vera Vip"}', '{"name":"Vera Changed"}', ["name: Vera Vip → Vera Changed"]),
        (
            '{"roles":["shopper"],"kept":1}',
            '{"roles":["shopper","staff"],"kept":1}',
            ["roles: shopper → shopper, staff"],
        ),
        (
            '{"status":"paid"}',
            '{"reason":"Fraud","is_told":true}',
            ["status before: paid", "reason: Fraud", "is told: yes"],
        ),
        ('{"free":3}', "", ["free before: 3"]),
        ("", '{"why":"","to":{"house":"users"}}', ["why: –", "to: house users"]),
        ("", "", []),
        ("[1]", "[1, 2]", ["1 → 1, 2"]),
        ('{"name":"cut sho', "", ['{"name":"cut sho']),
    ],
)
def test_a_change_is_said_in_lines(before, after, lines):
    assert changes(before, after) == lines
