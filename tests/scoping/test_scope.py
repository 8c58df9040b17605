"""What a scope lets its user see and do, without a database."""

import pytest

from eduportal.scoping import NOWHERE, Scope
from eduportal.scoping.actions import Action
from eduportal.scoping.scope import setting_for

READ, SEAL, EXPORT = Action.READ_MARKS, Action.SEAL_MARKS, Action.EXPORT
# Marks are read everywhere in the scope, a class is sealed at school 7 only.
MIXED = Scope(
    frozenset({7, 8}),
    {None: frozenset({READ}), 7: frozenset({SEAL}), 8: frozenset()},
)


def test_nowhere_is_no_school_and_no_action() -> None:
    assert NOWHERE == Scope()
    assert (NOWHERE.is_everywhere, NOWHERE.setting, NOWHERE.title) == (False, "{}", "")
    for action in Action:
        assert not NOWHERE.can(action) and not NOWHERE.can(action, 7)
        assert not NOWHERE.can_somewhere(action)
        assert NOWHERE.schools_where(action) == frozenset()


@pytest.mark.parametrize(
    ("school_ids", "setting"),
    [(None, "*"), ([], "{}"), ([7], "{7}"), ([10, 9, 10], "{9,10}"), ((8,), "{8}")],
)
def test_the_setting_of_the_database_lists_schools_once_and_in_order(school_ids, setting) -> None:
    assert setting_for(school_ids) == setting
    scope = Scope(None if school_ids is None else frozenset(school_ids))
    assert scope.setting == setting
    assert scope.is_everywhere is (school_ids is None)


def test_an_action_given_everywhere_needs_no_school() -> None:
    assert MIXED.can(READ) and MIXED.can(READ, 7) and MIXED.can(READ, 8)
    assert MIXED.can_somewhere(READ)
    assert MIXED.schools_where(READ) is None


def test_an_action_given_at_a_school_holds_there_and_nowhere_else() -> None:
    assert MIXED.can(SEAL, 7)
    assert not MIXED.can(SEAL) and not MIXED.can(SEAL, 8) and not MIXED.can(SEAL, 9)
    assert MIXED.can_somewhere(SEAL)
    assert MIXED.schools_where(SEAL) == frozenset({7})


def test_an_action_given_by_no_role_is_given_nowhere() -> None:
    assert not MIXED.can(EXPORT, 7) and not MIXED.can_somewhere(EXPORT)
    assert MIXED.schools_where(EXPORT) == frozenset()


def test_a_school_with_the_number_zero_is_a_school_like_any_other() -> None:
    scope = Scope(frozenset({0}), {0: frozenset({SEAL})})
    assert scope.can(SEAL, 0)
    assert scope.schools_where(SEAL) == frozenset({0})
