"""Forms of rooms and of the network as an older page holds them, for tests/test_older_pages.py.

Each is (persona, address, form, what happens meanwhile, what must not have changed).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from eduportal.core.revisions import revision_of
from eduportal.planning.models import (
    Assumptions,
    Hamlet,
    InMigration,
    NetworkScenario,
    SizeRule,
)
from schools.models import Site
from tests import factories
from tests.routes_places import hamlet_fields
from tests.routes_planning import stated_fields
from tests.world import World


def own_site(world: World) -> Site:
    found = Site.objects.filter(school=world.school).first()
    return found or factories.SiteFactory(school=world.school)


def site_page(step: str) -> Callable[[World], str]:
    return lambda world: reverse(f"schools:site{step}", args=[own_site(world).pk])


def site_shown(world: World) -> dict[str, Any]:
    return {"shown": revision_of(own_site(world))}


def site_form(world: World) -> dict[str, Any]:
    fields = {"name": "Điểm khác", "is_main": "on", "solid": "5", "counted_on": "2026-09-02"}
    return fields | site_shown(world)


def site_counted(world: World) -> None:
    Site.objects.filter(school=world.school).update(solid=11)


def sites(world: World) -> Any:
    return list(Site.objects.filter(school=world.school).values_list("name", "solid"))


def declared_line(world: World) -> InMigration:
    found = InMigration.objects.filter(unit=world.communes[0]).first()
    return found or factories.InMigrationFactory(unit=world.communes[0])


def line_page(step: str) -> Callable[[World], str]:
    return lambda world: reverse(
        f"planning:stated{step}", args=[world.communes[0].code, declared_line(world).pk]
    )


def line_shown(world: World) -> dict[str, Any]:
    return {"shown": revision_of(declared_line(world))}


def line_form(world: World) -> dict[str, Any]:
    return stated_fields(world) | line_shown(world)


def stated_again(world: World) -> None:
    InMigration.objects.filter(unit=world.communes[0]).update(high=70)


def declared_lines(world: World) -> Any:
    rows = InMigration.objects.filter(unit=world.communes[0])
    return list(rows.values_list("low", "middle", "high"))


def version_page(world: World) -> str:
    name = "Phương án trang cũ"
    found = Assumptions.objects.filter(name=name).first()
    version = found or factories.AssumptionsFactory(name=name)
    return reverse("planning:version-choose", args=[version.pk])


def version_chosen(world: World) -> None:
    factories.AssumptionsFactory(chosen_at=timezone.now())


def chosen(world: World) -> Any:
    return Assumptions.objects.filter(chosen_at__isnull=False).count()


def own_hamlet(world: World) -> Hamlet:
    found = Hamlet.objects.filter(unit=world.communes[0]).first()
    return found or factories.HamletFactory(unit=world.communes[0])


def hamlet_page(step: str) -> Callable[[World], str]:
    return lambda world: reverse(
        f"planning:hamlet{step}", args=[world.communes[0].code, own_hamlet(world).pk]
    )


def hamlet_shown(world: World) -> dict[str, Any]:
    return {"shown": revision_of(own_hamlet(world))}


def hamlet_form(world: World) -> dict[str, Any]:
    return hamlet_fields() | hamlet_shown(world)


def hamlet_counted(world: World) -> None:
    Hamlet.objects.filter(unit=world.communes[0]).update(source="Đếm lại")


def hamlets(world: World) -> Any:
    rows = Hamlet.objects.filter(unit=world.communes[0])
    return list(rows.values_list("name", "students", "source"))


def draft(world: World) -> NetworkScenario:
    """A draft of the first commune, with one step."""
    found = NetworkScenario.objects.filter(unit=world.communes[0]).first()
    if found is not None:
        return found
    made = factories.NetworkScenarioFactory(unit=world.communes[0])
    factories.NetworkOperationFactory(scenario=made, from_school=world.school, position=1)
    return made


def scenario_page(step: str) -> Callable[[World], str]:
    return lambda world: reverse(f"planning:scenario-{step}", args=[draft(world).public_id])


def step_page(step: str) -> Callable[[World], str]:
    return lambda world: reverse(
        f"planning:step{step}", args=[draft(world).public_id, draft(world).operations.get().pk]
    )


def draft_shown(world: World) -> dict[str, Any]:
    return {"shown": draft(world).revision, "title": "Tên khác", "do": "delete"}


def step_form(world: World) -> dict[str, Any]:
    fields = {"year": 2028, "from_school": world.school.pk, "rooms": 9}
    return {"shown": draft(world).revision, **fields}


def draft_changed(world: World) -> None:
    NetworkScenario.objects.filter(pk=draft(world).pk).update(revision=F("revision") + 1)


def drafts(world: World) -> Any:
    found = draft(world)
    return found.title, list(found.operations.values_list("rooms", "year"))


def size_line(world: World) -> SizeRule:
    return SizeRule.objects.first() or factories.SizeRuleFactory()


def size_page(step: str) -> Callable[[World], str]:
    return lambda world: reverse(f"planning:size{step}", args=[size_line(world).pk])


def size_shown(world: World) -> dict[str, Any]:
    return {"shown": revision_of(size_line(world))}


def size_form(world: World) -> dict[str, Any]:
    fields = {"kind": "03", "area": "usual", "least_classes": 9, "most_classes": 30}
    return fields | {"legal_doc": "QĐ 9", "valid_from": "2026-09-01"} | size_shown(world)


def size_changed(world: World) -> None:
    SizeRule.objects.filter(pk=size_line(world).pk).update(most_classes=38)


def size_lines(world: World) -> Any:
    return list(SizeRule.objects.values_list("least_classes", "most_classes"))


OF_PLANNING = {
    "planning:scenario-name": (
        "department_admin", scenario_page("name"), draft_shown, draft_changed, drafts,
    ),
    "planning:scenario-act": (
        "department_admin", scenario_page("act"), draft_shown, draft_changed, drafts,
    ),
    "planning:step": ("department_admin", step_page(""), step_form, draft_changed, drafts),
    "planning:step-remove": (
        "department_admin", step_page("-remove"), draft_shown, draft_changed, drafts,
    ),
    "planning:size": ("department_admin", size_page(""), size_form, size_changed, size_lines),
    "planning:size-remove": (
        "department_admin", size_page("-remove"), size_shown, size_changed, size_lines,
    ),
    "schools:site": ("clerk", site_page(""), site_form, site_counted, sites),
    "schools:site-remove": ("clerk", site_page("-remove"), site_shown, site_counted, sites),
    "planning:stated": (
        "department_admin", line_page(""), line_form, stated_again, declared_lines,
    ),
    "planning:stated-remove": (
        "department_admin", line_page("-remove"), line_shown, stated_again, declared_lines,
    ),
    "planning:hamlet": (
        "department_admin", hamlet_page(""), hamlet_form, hamlet_counted, hamlets,
    ),
    "planning:hamlet-remove": (
        "department_admin", hamlet_page("-remove"), hamlet_shown, hamlet_counted, hamlets,
    ),
    "planning:version-choose": (
        "department_admin", version_page, lambda world: {"shown": ""}, version_chosen, chosen,
        "Another version has been chosen",
    ),
}  # fmt: skip
