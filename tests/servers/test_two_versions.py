"""The upgrade of a house in two versions, on the servers that people run."""

from __future__ import annotations

import pytest
from django.db.utils import IntegrityError, OperationalError

from tests.kernel import two_versions
from tests.servers.where import address

SERVERS = ["postgresql", "mariadb"]


@pytest.mark.parametrize("server", SERVERS)
def test_the_old_version_works_on_the_new_database(server: str) -> None:
    two_versions.upgraded_step_by_step(f"{address(server)}/souk_test_two_versions")


@pytest.mark.parametrize("server", SERVERS)
def test_a_column_that_must_be_given_stops_the_old_version(server: str) -> None:
    with pytest.raises((IntegrityError, OperationalError)):
        two_versions.hurried(f"{address(server)}/souk_test_two_versions")
