"""The world that stands: a second database of each worker, in which the small province is kept.

Building it takes 70 statements and most tests begin with it, so they run in that database, each
in a transaction that is taken back. Tests that commit empty their database, and build their own.
"""

import pickle

import pytest
from django.db import connection

from tests import owner
from tests.postgresql.compiler import resting
from tests.world import World, build_world


class Standing:
    """The world of one worker, made when it is first asked for."""

    def __init__(self) -> None:
        self._plain = ""
        self._name = ""
        self._world = b""

    def enter(self) -> None:
        """Let the tests' connection lead to the database in which the world is."""
        if not self._name:
            self._create()
        _connect_to(self._name)

    def leave(self) -> None:
        """Let it lead to the worker's own database, which is empty between tests."""
        if self._name:
            _connect_to(self._plain)

    @resting
    def world(self) -> World:
        """The world's rows as objects, of which each test has its own."""
        assert connection.settings_dict["NAME"] == self._name
        world: World = pickle.loads(self._world)
        return world

    def drop(self) -> None:
        """Remove the second database."""
        self.leave()
        if self._name:
            owner.drop_database(self._name)

    def _create(self) -> None:
        self._plain = connection.settings_dict["NAME"]
        owner.create_database(f"{self._plain}_world")
        self._name = f"{self._plain}_world"
        _connect_to(self._name)
        self._world = pickle.dumps(build_world())


def _connect_to(database: str) -> None:
    if connection.settings_dict["NAME"] != database:
        connection.close()
        connection.settings_dict["NAME"] = database


def commits(node: pytest.Item, fixtures: list[str]) -> bool:
    """Whether a test commits what it writes, so that its database is emptied afterwards."""
    mark = node.get_closest_marker("django_db")
    is_marked = bool(mark and mark.kwargs.get("transaction"))
    return is_marked or not {"transactional_db", "live_server"}.isdisjoint(fixtures)
