"""Rows of tests/routes.py for the accounts of a school: heads only, and only their own school's."""

from collections.abc import Callable
from typing import Any

from eduportal.accounts.admin_shown import revision_of
from eduportal.accounts.models import Membership, User
from tests.route import HEADS, Route, mixed, nothing, only
from tests.world import World


def own_school(world: World) -> dict[str, Any]:
    return {"public_id": world.school.public_id}


def foreign_school(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_school.public_id}


def account_of(persona: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: own_school(world) | {"account_id": world.users[persona].pk}


def foreign_account(world: World) -> dict[str, Any]:
    return foreign_school(world) | {"account_id": world.users["teacher"].pk}


def shown(world: World, persona: str) -> str:
    """What the page names of this person's account."""
    return revision_of(User.objects.get(pk=world.users[persona].pk), (Membership,))


def step(name: str, persona: str, **more: str) -> Callable[[World], dict[str, Any]]:
    """A step with this person's account, from the page as it is now."""
    return lambda world: {
        "step": name,
        "revision": shown(world, persona),
        **more,
    }


def end_clerks_role(persona: str) -> Callable[[World], dict[str, Any]]:
    """On this person's page."""
    return lambda world: (
        step("end", persona)(world) | {"membership": world.users["clerk"].memberships.get().pk}
    )


SCHOOL_ACCOUNTS = [
    # With one school only, its page.
    Route("accounts:school-list", only(302, HEADS)),
    Route("accounts:school-accounts", only(200, HEADS), kwargs=own_school),
    Route("accounts:school-accounts", only(404), kwargs=foreign_school),
    # Nobody is ticked.
    Route("accounts:school-accounts", only(302, HEADS), "POST", own_school, form=nothing),
    Route("accounts:school-accounts", only(404), "POST", foreign_school, form=nothing),
    Route("accounts:school-account", only(200, HEADS), kwargs=account_of("teacher")),
    # Everybody at the school can be looked at; a teacher of another school is not there.
    Route("accounts:school-account", only(200, HEADS), kwargs=account_of("head")),
    Route("accounts:school-account", only(404), kwargs=account_of("other_teacher")),
    Route("accounts:school-account", only(404), kwargs=foreign_account),
    Route(
        "accounts:school-account",
        only(302, HEADS),
        "POST",
        account_of("clerk"),
        form=end_clerks_role("clerk"),
    ),
    Route(
        "accounts:school-account",
        only(404),
        "POST",
        account_of("teacher"),
        form=end_clerks_role("teacher"),
    ),
    Route(
        "accounts:school-account",
        mixed(only(404), (302, "head")),
        "POST",
        account_of("vice_head"),
        form=step("close", "vice_head"),
    ),
    Route(
        "accounts:school-account", only(404), "POST", account_of("head"), form=step("link", "head")
    ),
    Route(
        "accounts:school-account",
        only(302, HEADS),
        "POST",
        account_of("teacher"),
        form=step("give", "teacher", role="clerk"),
    ),
    # The slip stands in this answer and in no other.
    Route(
        "accounts:school-account",
        only(200, HEADS),
        "POST",
        account_of("teacher"),
        form=step("slip", "teacher"),
    ),
    Route(
        "accounts:school-account",
        only(302, HEADS),
        "POST",
        account_of("teacher"),
        form=step("unlock", "teacher"),
    ),
    Route("accounts:school-deputies", only(200, HEADS), kwargs=own_school),
    Route("accounts:school-deputies", only(404), kwargs=foreign_school),
    # Only a head names a deputy.
    Route("accounts:school-deputies", only(200, "head"), "POST", own_school, form=nothing),
    Route("accounts:school-deputies", only(404), "POST", foreign_school, form=nothing),
    Route(
        "accounts:school-account",
        only(400, HEADS),
        "POST",
        account_of("teacher"),
        form=step("erase", "teacher"),
    ),
]
