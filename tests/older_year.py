"""Forms of the year's end as an older page holds them (tests/test_older_pages.py)."""

from typing import Any

from django.urls import reverse

from eduportal.exchange.models import Package
from eduportal.scoping import reasoned
from grades.models import AgainSheet, YearDecision, YearResult, YearStep, YearSubject
from grades.selectors.summer import school_summer
from tests import factories
from tests.grades.ended_year import end_terms, propose, seal, year_of
from tests.routes_year import again_sheet, own_summer
from tests.world import World


def of_class(name: str) -> Any:
    return lambda world: reverse(f"grades:{name}", args=[world.class_group.public_id])


def of_school(name: str) -> Any:
    return lambda world: reverse(f"grades:{name}", args=[world.school.code])


def of_sheet(name: str) -> Any:
    return lambda world: reverse(f"grades:{name}", args=[again_sheet(world).public_id])


def year_form(world: World) -> dict[str, Any]:
    """A head who looks at the first student's case: 46 sessions missed."""
    end_terms(world, {(0, "GDTC"): 200})
    return {"do": "propose", "revision": year_of(world).revision}


def decide_form(world: World) -> dict[str, Any]:
    form = year_form(world)
    student = world.enrolments[world.class_group][0].student.public_id
    paper = {"number": "12/QĐ", "signed_on": world.term.starts_on.isoformat()}
    case = {f"{student}-readings-choice": "0", f"{student}-readings-reason": "Theo Sở"}
    return {**form, **paper, **case}


def seal_form(world: World) -> dict[str, Any]:
    end_terms(world)
    propose(world)
    return {"revision": year_of(world).revision, "confirmation": world.class_group.name}


def correct_form(world: World) -> dict[str, Any]:
    """A result was changed after the year was sealed."""
    end_terms(world)
    seal(world)
    row = YearResult.objects.order_by("pk")[:1]
    with reasoned("thử"):
        YearResult.objects.filter(pk__in=row).update(learning=2)
    return {"revision": year_of(world).revision, "basis": "15/QĐ"}


def versions(world: World) -> Any:
    return list(Package.objects.filter(feed="year").values_list("version", "state"))


def somebody_came(world: World) -> None:
    """A student comes to the class in the second term."""
    factories.EnrolmentFactory(
        class_group=world.class_group, starts_on=world.next_term.starts_on, position=99
    )


def steps(world: World) -> Any:
    return list(YearStep.objects.values_list("to_state")), YearResult.objects.count()


def decisions(world: World) -> Any:
    return list(YearDecision.objects.values_list("student", "level"))


def summer_form(world: World) -> dict[str, Any]:
    own_summer(world)
    shown = school_summer(world.school, world.year).students[0]
    named = {"do": "choose", "result": str(shown.result.public_id), "subject": "TOAN"}
    return {**named, "revision": shown.revision}


def seal_summer_form(world: World) -> dict[str, Any]:
    own_summer(world)
    shown = school_summer(world.school, world.year)
    return {"revision": shown.revision, "confirmation": world.year.code}


def trained(world: World) -> None:
    """Another head records something of the same student."""
    YearResult.objects.update(
        retrained_conduct=2,
        trained_by=world.users["vice_head"],
        trained_at=world.users["vice_head"].date_joined,
    )


def summer_stored(world: World) -> Any:
    return list(YearSubject.objects.values_list("sheet", "again")), AgainSheet.objects.count()


def save_form(world: World) -> dict[str, Any]:
    sheet = again_sheet(world)
    if not YearSubject.objects.filter(sheet=sheet).exists():
        result = factories.YearResultFactory(enrolment=world.enrolments[world.class_group][0])
        factories.YearSubjectFactory(year_result=result, subject=sheet.subject, sheet=sheet)
    line = YearSubject.objects.get(sheet=sheet)
    return {"do": "save", f"again-{line.pk}": "6,5", "revision": sheet.revision}


def assign_form(world: World) -> dict[str, Any]:
    return {"revision": again_sheet(world).revision, "staff": ""}


def sheet_moved(world: World) -> None:
    sheet = again_sheet(world)
    AgainSheet.objects.filter(pk=sheet.pk).update(revision=sheet.revision + 1)


def staff_of_sheet(world: World) -> Any:
    return again_sheet(world).staff_id


OF_YEAR: dict[str, tuple[Any, ...]] = {
    "grades:class-year-step": (
        "homeroom",
        of_class("class-year-step"),
        year_form,
        somebody_came,
        steps,
    ),
    "grades:class-year-decide": (
        "head",
        of_class("class-year-decide"),
        decide_form,
        somebody_came,
        decisions,
    ),
    "grades:class-year-seal": (
        "head",
        of_class("class-year-seal"),
        seal_form,
        somebody_came,
        steps,
    ),
    "grades:class-year-correct": (
        "head",
        of_class("class-year-correct"),
        correct_form,
        somebody_came,
        versions,
    ),
    "grades:summer-student": (
        "head",
        of_school("summer-student"),
        summer_form,
        trained,
        summer_stored,
    ),
    "grades:summer-seal": (
        "head",
        of_school("summer-seal"),
        seal_summer_form,
        trained,
        summer_stored,
    ),
    "grades:again-sheet": (
        "teacher",
        of_sheet("again-sheet"),
        save_form,
        sheet_moved,
        summer_stored,
    ),
    "grades:again-assign": (
        "head",
        of_sheet("again-assign"),
        assign_form,
        sheet_moved,
        staff_of_sheet,
    ),
}
