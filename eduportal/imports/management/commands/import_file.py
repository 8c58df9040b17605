"""Bring in one spreadsheet from the command line; without --apply only say what it would do."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from eduportal import registry, scoping
from eduportal.core.looking import Kind, Person, printed
from eduportal.imports import services
from eduportal.imports.choices import JobState, WriteChoice
from eduportal.imports.importer import load_importer
from eduportal.imports.management.options import add_options, chosen_options
from eduportal.imports.models import ImportJob, ImportProblem
from eduportal.imports.selectors import (
    persons_shown,
    problems_listed,
    problems_of,
    refusal_of,
)
from eduportal.imports.sentences import sentence, word
from eduportal.scoping import Actor
from schools.models import School


class Command(BaseCommand):
    """Exit code 0: the file was or can be written, all of it or what is good of it. 1: it cannot.

    Everything happens in one transaction: a dry run keeps nothing but its report.
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("importer", choices=sorted(registry.IMPORTERS))
        parser.add_argument("path", type=Path)
        parser.add_argument("--school", help="official code; may be left out if there is only one")
        parser.add_argument("--as", dest="username", help="act with this user's rights and name")
        parser.add_argument("--apply", action="store_true", help="write; otherwise a dry run")
        parser.add_argument(
            "--only-if-right",
            action="store_true",
            help="with --apply: write all of the file or nothing",
        )
        parser.add_argument("--json", action="store_true", help="report as one JSON object")
        parser.add_argument("--lang", choices=["vi", "en"], default="vi")
        add_options(parser)
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="QUESTION=ANSWER",
            help="answer a question of the file, for example M=exempt",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["lang"]):
            report, shown = self._run(options)
            # After the transaction, which a dry run takes back.
            for kind, persons in shown.items():
                printed("import_file", kind, persons)
            if options["json"]:
                self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(lines_of(report)))
            if report["failure"]:
                raise CommandError(report["failure"])

    def _run(self, options: dict[str, Any]) -> tuple[dict[str, Any], dict[Kind, list[Person]]]:
        """The report, and whom of the register it names."""
        user_id = _user_id(options["username"])
        school_id = _school_of(options)
        with _scope_of(school_id), scoping.acting_as(Actor(user_id=user_id)):
            job = _received(options, school_id, user_id)
            stored = str(job.file.name)
            is_kept = False
            try:
                services.check_job(job.pk)
                failure = _apply(job, user_id, options) if options["apply"] else ""
                report = report_of(job, failure)
                shown = persons_shown(job, problems=problems_of(job))
                is_kept = job.state == JobState.APPLIED
            finally:
                if not is_kept:
                    # Undoing the transaction does not undo the stored file.
                    job.file.storage.delete(stored)
            if not is_kept:
                transaction.set_rollback(True)
        return report, shown


def _user_id(username: str | None) -> int | None:
    if not username:
        return None
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active user “%(name)s”.") % {"name": username})
    return int(user.pk)


def _school_of(options: dict[str, Any]) -> int | None:
    """The school the file is about; None for a kind that is about the province."""
    if load_importer(options["importer"]).of_province:
        return None
    with scoping.everywhere("a command looks up the school"):
        return _school(options["school"]).pk


def _scope_of(school_id: int | None) -> AbstractContextManager[None]:
    if school_id is None:
        return scoping.everywhere("a file about the whole province")
    return scoping.schools([school_id])


def _school(code: str | None) -> School:
    schools = School.objects.all()
    if code:
        school = schools.filter(code=code).first()
        if school is None:
            raise CommandError(_("No school has the code “%(code)s”.") % {"code": code})
        return school
    found = list(schools[:2])
    if len(found) != 1:
        raise CommandError(_("Say which school with --school and its official code."))
    return found[0]


def _received(options: dict[str, Any], school_id: int | None, user_id: int | None) -> ImportJob:
    path: Path = options["path"]
    chosen = chosen_options(options)
    try:
        with path.open("rb") as file:
            return services.receive_file(
                importer=options["importer"],
                file=File(file),
                file_name=path.name,
                school_id=school_id,
                user_id=user_id,
                options=chosen,
                day=options["day"],
                answers=_answers(options["answer"]),
            )
    except OSError as error:
        message = _("“%(path)s” cannot be read: %(reason)s")
        raise CommandError(message % {"path": path, "reason": error.strerror}) from error
    except services.JobRefused as refusal:
        raise CommandError(refusal.message) from refusal


def _answers(texts: Iterable[str]) -> dict[str, str]:
    answers = {}
    for text in texts:
        question, equals, answer = text.partition("=")
        if not equals:
            message = _("Write --answer as QUESTION=ANSWER, not “%(text)s”.")
            raise CommandError(message % {"text": text})
        answers[question.strip()] = answer.strip()
    return answers


def _apply(job: ImportJob, user_id: int | None, options: dict[str, Any]) -> str:
    """Confirm and write; returns why nothing was written, if so."""
    job.refresh_from_db()
    if job.state != JobState.CHECKED:
        return ""
    choice = WriteChoice.WHOLE if options["only_if_right"] else WriteChoice.RIGHT
    try:
        services.confirm_job(job=job, user_id=user_id, choice=choice)
    except services.NothingToWrite as refusal:
        # A file written before says nothing new, and that is no failure.
        return refusal.message if job.refused else ""
    except services.JobRefused as refusal:
        return refusal.message
    services.apply_job(job.pk)
    job.refresh_from_db()
    return sentence(**job.overtaken) if job.state == JobState.RECEIVED else ""


def report_of(job: ImportJob, failure: str) -> dict[str, Any]:
    """Everything the command says, in the language chosen."""
    job.refresh_from_db()
    return {
        "file": job.file_name,
        "importer": job.importer,
        "school": job.school.code if job.school else "",
        "state": job.state,
        "counts": {
            "rows": job.total,
            "new": job.new,
            "changed": job.changed,
            "same": job.same,
            "refused": job.refused,
        },
        "facts": [f"{word(title)}: {text}" for title, text in job.facts],
        "unread": job.unread,
        "questions": [_question(question) for question in services.open_questions(job)],
        "problems": [_problem(problem) for problem in problems_of(job)],
        "listed_in_part": problems_listed(job),
        "failure": failure or refusal_of(job) or _why_unread(job),
    }


def _why_unread(job: ImportJob) -> str:
    """What is missing among the columns, where a person has to say on the page which is which."""
    found = problems_of(job).first() if job.waits_for_columns else None
    return sentence(found.message, found.params) if found else ""


def _problem(problem: ImportProblem) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "cell": problem.cell,
        "row": problem.row,
        "column": problem.column,
        "severity": problem.severity,
        "rule": problem.rule,
        "sentence": sentence(problem.message, problem.params),
        "value": problem.value,
    }


def _question(question: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": question["key"],
        "sentence": sentence(question["message"], question["params"]),
        "answers": {answer: word(text) for answer, text in question["choices"]},
    }


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report for a person at a terminal."""
    counts = report["counts"]
    lines = [f"{report['file']}: {JobState(report['state']).label}", *report["facts"]]
    if counts["rows"]:
        lines.append(
            _(
                "Rows: %(rows)d; %(new)d new, %(changed)d changed, %(same)d unchanged, "
                "%(refused)d refused"
            )
            % counts
        )
    if report["unread"]:
        lines.append(f"{_('Columns not imported')}: {', '.join(report['unread'])}")
    for problem in report["problems"]:
        place = "!".join(filter(None, [problem["sheet"], problem["cell"]]))
        if not problem["cell"] and problem["row"]:
            place = f"{problem['sheet']}!{problem['row']}"
        lines.append(
            f"  {problem['severity']:<8} {place or '–':<14} {problem['rule']:<22}"
            f" {problem['sentence']}"
        )
    if report["listed_in_part"]:
        lines.append(report["listed_in_part"])
    for question in report["questions"]:
        answers = ", ".join(f"{key} ({text})" for key, text in question["answers"].items())
        lines.append(f"  ? --answer {question['question']}=…  {question['sentence']} {answers}")
    return lines
