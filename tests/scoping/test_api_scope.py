"""At which schools a caller of the REST interface may do something, person or machine."""

import pytest
from django.test import RequestFactory
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from eduportal.scoping.api import SchoolIds, ScopedAPIView

READ, CALL = Action.READ_MARKS, Action.CALL_API


def schools_for(given: dict[int | None, set[Action]], *, machine: bool = False) -> SchoolIds:
    """Where a caller whose roles give these actions may read marks."""
    view = ScopedAPIView()
    view.request = Request(RequestFactory().get("/api/v1/marksheets/"))
    view.request.auth = object() if machine else None
    actions = {school: frozenset(each) for school, each in given.items()}
    view.request.scope = Scope(frozenset({7, 8, 9}), actions)
    return view.schools_where(READ)


def test_a_person_needs_no_more_than_the_action() -> None:
    assert schools_for({7: {READ}, 8: {CALL}}) == frozenset({7})
    assert schools_for({None: {READ}}) is None


def test_a_machine_needs_to_be_let_in_at_the_school_as_well() -> None:
    assert schools_for({7: {READ}, 8: {READ, CALL}, 9: {CALL}}, machine=True) == frozenset({8})
    assert schools_for({None: {READ}, 7: {CALL}}, machine=True) == frozenset({7})
    assert schools_for({7: {READ}, None: {CALL}}, machine=True) == frozenset({7})
    assert schools_for({None: {READ, CALL}}, machine=True) is None


@pytest.mark.parametrize("machine", [False, True])
def test_a_caller_without_the_action_is_refused(machine: bool) -> None:
    with pytest.raises(PermissionDenied):
        schools_for({7: {CALL}}, machine=machine)


def test_a_machine_that_is_let_in_nowhere_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        schools_for({7: {READ}}, machine=True)
