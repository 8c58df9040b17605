"""What the walker asks for: every row of the table of routes, with objects of each school."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import File
from django.urls import reverse

from eduportal import scoping
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from tests import factories
from tests.route import Route
from tests.routes import ROUTES
from tests.test_routes import ADDRESSES
from tests.world import World

# They end the session that asks, or belong to the person who asks.
# What concerns who asks alone: the term of a reminder is no school's.
OF_ONESELF = {
    "accounts:sign-out",
    "accounts:sessions-end",
    "admin:logout",
    "grades:queue-remind",
}
LISTS = ("_changelist", "_add")
OF_ROWS = ("_change", "_delete", "_history")


@dataclass(frozen=True)
class Target:
    """One request, ready to be sent. `school` is the place of its object's school in the world.

    `has_object`: address or body names a row; otherwise what it does concerns who asks.
    """

    school: int
    name: str
    verb: str
    path: str
    body: dict[str, Any]
    has_object: bool


def targets_of(world: World) -> list[Target]:
    """Every row with the objects of every school, each once; the objects are written.

    Rows about foreign objects are left out: they are another school's own.
    """
    # A school has one package of a class: the one that waits to be sent comes first.
    routes = sorted(ROUTES, key=lambda route: route.kwargs.__name__ != "own_entry")
    with scoping.everywhere("a test makes what it attacks"):
        victim = factories.UserFactory(username="victim")
        found: dict[tuple[str, str, str], Target] = {}
        for place in range(len(world.schools)):
            there, made = rotated(world, place, victim), {}
            for route in routes:
                makers = (route.kwargs, route.form, route.json)
                is_foreign = any("foreign" in getattr(each, "__name__", "") for each in makers)
                if route.name in OF_ONESELF or is_foreign:
                    continue
                if route.kwargs not in made:
                    made[route.kwargs] = arguments_of(route, there)
                target = target_of(route, made[route.kwargs], there, place)
                found.setdefault((target.verb, target.path, repr(target.body)), target)
    return [*found.values(), *administration(victim.pk)]


def arguments_of(route: Route, world: World) -> dict[str, Any]:
    Package.objects.filter(state=PackageState.ACCEPTED).update(state=PackageState.SUPERSEDED)
    if route.kwargs.__name__ == "own_package":
        return {"public_id": Package.objects.filter(school=world.school)[0].public_id}
    return route.kwargs(world)


def rotated(world: World, place: int, victim: Any) -> World:
    """The world as seen from another school; what belongs to one person is the victim's."""
    schools = world.schools[place:] + world.schools[:place]
    communes = world.communes if place < 2 else world.communes[::-1]
    users = world.users | {"teacher": victim}
    staff = {role: each for role, each in world.staff.items() if each.school == schools[0]}
    for role in world.staff.keys() - staff.keys():
        staff[role] = factories.StaffMemberFactory(school=schools[0])
    return replace(world, schools=schools, communes=communes, users=users, staff=staff)


def target_of(route: Route, arguments: dict[str, Any], world: World, place: int) -> Target:
    query = f"?{route.query}" if route.query else ""
    path = reverse(route.name, kwargs=arguments) + query
    body: dict[str, Any] = {}
    if route.json is not None:
        body = {"json": route.json(world)}
    elif route.form is not None:
        fields = route.form(world)
        files = {name: read(value) for name, value in fields.items() if isinstance(value, File)}
        body = {"data": {name: v for name, v in fields.items() if name not in files}}
        body |= {"files": files} if files else {}
    is_named = bool(arguments) or any(body.values())
    return Target(place, route.name, route.verb, path, body, is_named)


def read(file: File) -> tuple[str, bytes]:
    return str(file.name), file.read()


def administration(pk: int) -> Iterator[Target]:
    """The administration's lists, forms and pages of one row."""
    for name in ADDRESSES:
        if name.startswith("admin:") and name.endswith((*LISTS, *OF_ROWS)) and name.count("_") > 1:
            path = reverse(name, args=[pk] if name.endswith(OF_ROWS) else [])
            for verb in (
                ("GET", "POST") if name.endswith(("_add", "_change", "_delete")) else ("GET",)
            ):
                yield Target(0, name, verb, path, {"data": {"post": "yes"}}, True)
    yield Target(0, "admin:password", "POST", f"/admin/accounts/user/{pk}/password/", {}, True)
