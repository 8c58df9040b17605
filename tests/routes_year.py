"""Rows of tests/routes.py about the end of a year and the summer after it."""

from typing import Any

from grades.models import AgainSheet, Candidate, YearResult
from tests import factories
from tests.route import HEADS, Route, mixed, nothing, only, signed_in
from tests.world import World

LEADERS = ("homeroom", *HEADS)


def own_class(world: World) -> dict[str, Any]:
    return {"public_id": world.class_group.public_id}


def foreign_class(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_class.public_id}


def examined(world: World) -> dict[str, Any]:
    """A student of 6A1 in an examination."""
    student = world.enrolments[world.class_group][0].student
    if not Candidate.objects.exists():
        candidate = factories.CandidateFactory(student=student, school_year=world.year)
        factories.ExaminationScoreFactory(candidate=candidate, subject=world.subjects[0])
        stated = factories.EarlierYearFactory(student=student)
        factories.EarlierMarkFactory(earlier_year=stated, subject=world.subjects[0])
    return {"kind": "entrance", **own_class(world)}


def examined_elsewhere(world: World) -> dict[str, Any]:
    return {"kind": "entrance", **foreign_class(world)}


def stated(world: World) -> dict[str, Any]:
    examined(world)
    return own_class(world)


def strange_examination(world: World) -> dict[str, Any]:
    return {"kind": "pisa", **own_class(world)}


def own_summer(world: World) -> dict[str, Any]:
    """One student of 6A1 waits for a subject."""
    if not YearResult.objects.exists():
        stay = world.enrolments[world.class_group][0]
        waiting = factories.YearResultFactory(enrolment=stay, learning=1, promotion="reassessment")
        factories.YearSubjectFactory(year_result=waiting, subject=world.subjects[0], result=30)
    return {"school": world.school.code}


def foreign_summer(world: World) -> dict[str, Any]:
    return {"school": world.foreign_school.code}


def chosen(world: World) -> dict[str, Any]:
    own_summer(world)
    return {"do": "choose", "result": str(YearResult.objects.get().public_id)}


def own_sheet(world: World) -> dict[str, Any]:
    """The teacher enters it."""
    return {"public_id": again_sheet(world).public_id}


def again_sheet(world: World) -> AgainSheet:
    found = AgainSheet.objects.filter(school=world.school).first()
    return found or factories.AgainSheetFactory(
        school=world.school,
        school_year=world.year,
        subject=world.subjects[0],
        staff=world.staff["teacher"],
    )


def foreign_sheet(world: World) -> dict[str, Any]:
    sheet = factories.AgainSheetFactory(
        school=world.foreign_school, school_year=world.year, subject=world.subjects[0]
    )
    return {"public_id": sheet.public_id}


def saved(world: World) -> dict[str, Any]:
    return {"do": "save", "revision": again_sheet(world).revision}


def posted(name: str, status: int) -> list[Route]:
    """What only the head may do to a class's year; others who see it are told so."""
    refused = (403, ("homeroom", "vice_head", "auditor"))
    return [
        Route(name, mixed(only(status, "head"), refused), "POST", own_class, form=nothing),
        Route(name, only(403, "auditor"), "POST", foreign_class, form=nothing),
        Route(name, signed_in(302), kwargs=own_class),
    ]


EXAMINATIONS = "grades:examinations"
OF_CLASS = "grades:examination-class"
# Who sees the class's results and takes none away.
NO_FILES = ("homeroom", "auditor")
OF_CLASS_FILLED = "grades:examination-template"
YEAR = [
    Route(EXAMINATIONS, signed_in(200)),
    Route(EXAMINATIONS, signed_in(400), query="kind=x"),
    *[
        Route(EXAMINATIONS, only(200, "department_admin", others=403), query=f"export={name}")
        for name in ("candidates", "template")
    ],
    Route(OF_CLASS, only(200, *LEADERS, "auditor"), kwargs=examined),
    Route(OF_CLASS, only(200, "auditor"), kwargs=examined_elsewhere),
    Route(OF_CLASS, only(404), kwargs=strange_examination),
    Route("grades:earlier-years", only(200, *LEADERS, "auditor"), kwargs=stated),
    Route("grades:earlier-years", only(200, "auditor"), kwargs=foreign_class),
    # Without a file the form is shown again.
    *[
        Route(name, mixed(only(200, *HEADS), (403, NO_FILES)), method, place)
        for name, place in (("grades:earlier-template", stated), (OF_CLASS_FILLED, examined))
        for method in ("GET", "POST")
    ],
    Route("grades:earlier-template", only(403, "auditor"), "POST", foreign_class),
    Route(OF_CLASS_FILLED, only(403, "auditor"), "POST", examined_elsewhere),
    Route(OF_CLASS_FILLED, mixed(only(404), (403, NO_FILES)), kwargs=strange_examination),
    Route("grades:year-end", signed_in(200)),
    Route("grades:class-year", only(200, *LEADERS, "auditor"), kwargs=own_class),
    Route("grades:class-year", only(400, *LEADERS, "auditor"), kwargs=own_class, query="show=x"),
    Route("grades:class-year", only(200, "auditor"), kwargs=foreign_class),
    # Shown is not what the class's year is: the page says so.
    Route(
        "grades:class-year-step",
        mixed(only(200, *LEADERS), (403, "auditor")),
        "POST",
        own_class,
        form=nothing,
    ),
    Route("grades:class-year-step", only(403, "auditor"), "POST", foreign_class, form=nothing),
    Route("grades:class-year-step", signed_in(302), kwargs=own_class),
    *posted("grades:class-year-decide", 200),
    *posted("grades:class-year-seal", 302),
    *posted("grades:class-year-correct", 200),
    *posted("grades:class-year-complete", 200),
    Route(
        "grades:class-year-file",
        mixed(only(200, *LEADERS), (403, "auditor")),
        kwargs=own_class,
    ),
    Route("grades:class-year-file", only(403, "auditor"), kwargs=foreign_class),
    *[
        Route(name, only(200, *whose, "auditor"), kwargs=place)
        for name in ("grades:class-year-proposals", "grades:class-year-completion")
        for whose, place in ((LEADERS, own_class), ((), foreign_class))
    ],
    *[
        Route(name, only(200, *whose, "auditor"), kwargs=place)
        for name in ("grades:summer-again", "grades:summer-results")
        for whose, place in ((LEADERS, own_summer), ((), foreign_summer))
    ],
    Route("grades:summer", only(200, *LEADERS, "auditor"), kwargs=own_summer),
    Route("grades:summer", only(200, "auditor"), kwargs=foreign_summer),
    Route(
        "grades:summer-student",
        mixed(only(200, HEADS), (403, ("homeroom", "auditor"))),
        "POST",
        own_summer,
        form=chosen,
    ),
    Route("grades:summer-student", only(404), "POST", foreign_summer, form=nothing),
    Route("grades:summer-student", signed_in(302), kwargs=own_summer),
    Route(
        "grades:summer-seal",
        mixed(only(200, "head"), (403, ("homeroom", "vice_head", "auditor"))),
        "POST",
        own_summer,
        form=nothing,
    ),
    Route("grades:summer-seal", only(403, "auditor"), "POST", foreign_summer, form=nothing),
    Route("grades:summer-seal", signed_in(302), kwargs=own_summer),
    Route("grades:again-sheet", only(200, "teacher", *HEADS, "auditor"), kwargs=own_sheet),
    Route("grades:again-sheet", only(200, "auditor"), kwargs=foreign_sheet),
    Route(
        "grades:again-sheet",
        mixed(only(302, "teacher"), (403, (*HEADS, "auditor"))),
        "POST",
        own_sheet,
        form=saved,
    ),
    Route("grades:again-sheet", only(403, "auditor"), "POST", foreign_sheet, form=saved),
    Route(
        "grades:again-assign",
        mixed(only(302, HEADS), (403, ("teacher", "auditor"))),
        "POST",
        own_sheet,
        form=saved,
    ),
    Route("grades:again-assign", only(403, "auditor"), "POST", foreign_sheet, form=saved),
    Route("grades:again-assign", signed_in(302), kwargs=own_sheet),
]
