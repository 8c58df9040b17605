"""Rows of tests/routes.py for the spreadsheet imports."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from eduportal.imports.choices import FileKind
from tests import factories
from tests.route import TEACHERS, Route, nothing, only
from tests.world import World

# A list of students or the marks of any sheet; teachers bring the marks of their own sheets.
IMPORTERS = ("head", "vice_head", "clerk", "department_admin")
BRING_FILES = (*IMPORTERS, *TEACHERS)


def own_job(world: World) -> dict[str, Any]:
    """A checked file of the school, brought by the clerk."""
    job = factories.ImportJobFactory(
        school=world.school, created_by=world.users["clerk"], checked=True, new=1, total=1
    )
    return {"public_id": job.public_id}


def prepared_job(kind: FileKind) -> Callable[[World], dict[str, Any]]:
    """A written file of the school of which the other is made, for readers of each language."""

    def of(world: World) -> dict[str, Any]:
        job = factories.ImportJobFactory(
            school=world.school, created_by=world.users["clerk"], applied=True
        )
        for language, _name in settings.LANGUAGES:
            factories.PreparedFileFactory(job=job, kind=kind, language=language)
        return {"public_id": job.public_id, "kind": kind.value}

    return of


def file_of(job: Callable[[World], dict[str, Any]]) -> Callable[[World], dict[str, Any]]:
    """The same job, and a file that could be made of it."""
    return lambda world: job(world) | {"kind": FileKind.PROBLEMS.value}


def undone_job(world: World) -> dict[str, Any]:
    """A written file of the school that was looked at to be taken back; one student would stay."""
    job = factories.ImportJobFactory(
        school=world.school, created_by=world.users["clerk"], applied=True
    )
    student = world.enrolments[world.class_group][0].student
    student.refresh_from_db()
    factories.UndoFactory(job=job, of=student)
    return {"public_id": job.public_id}


def foreign_job(world: World) -> dict[str, Any]:
    job = factories.ImportJobFactory(school=world.foreign_school, checked=True, new=1, total=1)
    return {"public_id": job.public_id}


def province_job(world: World) -> dict[str, Any]:
    """A checked file about the whole province."""
    job = factories.ImportJobFactory(school=None, importer="schools", checked=True, new=1, total=1)
    return {"public_id": job.public_id}


def decisions(name: str, status: int = 302) -> list[Route]:
    """One decision about a job: of the own school, and of a foreign one."""
    return [
        Route(name, only(status, IMPORTERS), "POST", own_job, form=nothing),
        Route(name, only(status, "department_admin"), "POST", foreign_job, form=nothing),
        Route(name, only(status, "department_admin"), "POST", province_job, form=nothing),
    ]


IMPORTS = [
    Route("imports:job-list", only(200, BRING_FILES)),
    Route("imports:job-new", only(200, BRING_FILES)),
    Route("imports:job-new", only(200, BRING_FILES), query="kind=mark-sheet"),
    Route("imports:job-new", only(200, BRING_FILES), "POST", query="kind=mark-sheet", form=nothing),
    Route("imports:job-detail", only(200, IMPORTERS), kwargs=own_job),
    Route("imports:job-detail", only(200, "department_admin"), kwargs=foreign_job),
    Route("imports:job-detail", only(200, "department_admin"), kwargs=province_job),
    Route("imports:job-file", only(200, IMPORTERS), kwargs=prepared_job(FileKind.MARKED)),
    Route("imports:job-file", only(200, IMPORTERS), kwargs=prepared_job(FileKind.PROBLEMS)),
    Route("imports:job-file", only(404, IMPORTERS), kwargs=file_of(own_job)),
    Route("imports:job-file-make", only(302, IMPORTERS), "POST", file_of(own_job), form=nothing),
    Route(
        "imports:job-file-make",
        only(302, "department_admin"),
        "POST",
        file_of(foreign_job),
        form=nothing,
    ),
    Route("imports:job-receipt", only(200, IMPORTERS), kwargs=undone_job),
    Route("imports:job-receipt", only(404, IMPORTERS), kwargs=own_job),
    Route("imports:job-original", only(200, IMPORTERS), kwargs=undone_job),
    Route("imports:job-original", only(404, IMPORTERS), kwargs=own_job),
    Route("imports:job-undo", only(200, IMPORTERS), kwargs=undone_job),
    *decisions("imports:job-undo-look"),
    *decisions("imports:job-undo-confirm"),
    *decisions("imports:job-undo-give-up"),
    *decisions("imports:job-answer"),
    *decisions("imports:job-columns"),
    *decisions("imports:job-confirm"),
    *decisions("imports:job-confirm-proved", 404),
    *decisions("imports:job-correct"),
    *decisions("imports:job-discard"),
]
