"""Writes invented mark sheets and mark records, a term at a time, inside the database.

A mark follows the student's ability, how hard the subject is, and chance. Chance is a hash of
stable names, not `random()`: the same province gets the same marks on any machine and in any order
of rows.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any
from zlib import crc32

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import stage_rows
from eduportal.operations.demo import marks_sql, primary
from eduportal.operations.demo.books import MarkBooks, when
from eduportal.operations.demo.bulk import without_guards, without_trigger
from eduportal.operations.demo.classes import ClassPlan
from eduportal.operations.demo.programme import Line
from eduportal.operations.demo.progress import Progress
from grades.models import RegulationSet
from grades.rules.cells import BY_MARKS, AssessmentForm
from grades.rules.sheets import Taught
from grades.selectors.regulations import regulation_for
from schools.models import Term

LAST_GRADE = 12
# The clusters of study topics a class takes; the last is given up by who differs.
TOPICS = {"toan": "both", "ngu-van": "both", "lich-su": "class"}
# How much easier or harder than the student's own level a subject is, in tenths of a mark.
EASE = {
    "toan": -6, "ngoai-ngu-1": -7, "ngu-van": -2, "khtn": -3, "vat-li": -3, "hoa-hoc": -4,
    "sinh-hoc": 0, "lich-su": -1, "dia-li": 2, "lich-su-dia-li": 0, "gdcd": 8, "gdktpl": 5,
    "cong-nghe": 6, "tin-hoc": 5, "gdqpan": 9,
}  # fmt: skip


def write_sheets(cursor: CursorWrapper, books: MarkBooks, progress: Progress) -> None:
    """A sheet for each subject of each class that is marked, in each term that has begun.

    Sheets of terms gone by are born approved: the trigger that wants them open rests meanwhile.
    """
    _stage_lines(cursor, books)
    with progress.step("study topics") as step:
        cursor.execute(marks_sql.TOPICS)
        step.rows = cursor.rowcount
        cursor.execute(marks_sql.COLUMNS)
    with (
        progress.step("mark sheets") as step,
        without_trigger(cursor, "grades_marksheet", "marksheet_born_open"),
        without_guards(cursor, "grades_marksheet"),
    ):
        for term in books.terms:
            for rules in _rules_of(term, books):
                cursor.execute(marks_sql.SHEETS, when(term, books.as_of) | rules)
                step.rows += cursor.rowcount
        step.rows += primary.write_sheets(cursor, books)
    with progress.step("steps of sheets") as step, without_guards(cursor, "grades_sheetstep"):
        cursor.execute(marks_sql.STEPS)
        step.rows = cursor.rowcount
    cursor.execute("analyze grades_marksheet")


def write_records(cursor: CursorWrapper, books: MarkBooks, progress: Progress) -> int:
    """A line for each student on each sheet, and the exemptions they follow; returns how many.

    Three triggers rest meanwhile. An invented mark has no author, and millions of history rows
    would only say so; no sheet is sealed yet; and each mark is made for the form of its sheet.
    Nothing but the demo may do this.
    """
    with progress.step("exemptions") as step:
        cursor.execute(marks_sql.EXEMPTIONS)
        step.rows = cursor.rowcount
    count = 0
    with (
        progress.step("mark records, checks and indexes"),
        without_trigger(cursor, "grades_markrecord", "markrecord_history_insert"),
        without_trigger(cursor, "grades_markrecord", "markrecord_sealed_insert"),
        without_trigger(cursor, "grades_markrecord", "markrecord_form_insert"),
        without_guards(cursor, "grades_markrecord"),
    ):
        for term in books.terms:
            with progress.step(f"mark records {term.code}") as step:
                for rules in _rules_of(term, books):
                    cursor.execute(marks_sql.RECORDS, when(term, books.as_of) | rules)
                    step.rows += cursor.rowcount
                count += step.rows
        with progress.step("mark records of primary school") as step:
            step.rows = primary.write_records(cursor, books)
            count += step.rows
    cursor.execute("analyze grades_markrecord")
    return count


def _stage_lines(cursor: CursorWrapper, books: MarkBooks) -> None:
    """Keep as `demo_line` which class has a mark book of which subject.

    Grades 1 to 5 are judged by levels (TT 27/2020): theirs come apart (primary.py).
    """
    rows = (
        (
            books.class_ids[plan], line.programme, line.subject_id, line.form,
            line.annual_periods, line.has_topics, _topics(plan, line),
            EASE.get(line.subject, 0), line.subject, crc32(line.subject.encode()),
        )
        for cohort in books.cohorts
        for plan in cohort
        for line in books.curriculum.lines_of(plan)
        if line.form in BY_MARKS
    )  # fmt: skip
    columns = {
        "class_id": "bigint", "programme": "text", "subject_id": "bigint", "form": "text",
        "annual_periods": "smallint", "has_topics": "boolean", "topics": "text",
        "ease": "smallint", "subject": "text", "salt": "bigint",
    }  # fmt: skip
    stage_rows(cursor, "demo_line", columns, rows)


def _topics(plan: ClassPlan, line: Line) -> str:
    """Who studies the topics of the subject: a code of marks_sql.TOPICS, or empty."""
    if not line.has_topics:
        return ""
    return TOPICS.get(line.subject, "own" if line.subject == plan.electives[0] else "")


def _rules_of(term: Term, books: MarkBooks) -> Iterator[dict[str, Any]]:
    """By programme: the regulation set of the term's year, its settings, and the columns of every
    kind of sheet. One set is in force for all grades of a programme."""
    kinds: defaultdict[str, set[tuple[int, str, bool]]] = defaultdict(set)
    for line in books.curriculum.lines:
        if line.form in BY_MARKS:
            kinds[line.programme] |= {
                (line.annual_periods, line.form, has_topics)
                for has_topics in (False, line.has_topics)
            }
    for programme, found in sorted(kinds.items()):
        yield _rules(regulation_for(programme, LAST_GRADE, term.school_year.code), found)


def _rules(regulation: RegulationSet, kinds: Collection[tuple[int, str, bool]]) -> dict[str, Any]:
    """The parameters of SHEETS and RECORDS for sheets of these kinds."""
    scheme = regulation.scheme
    layouts = [
        {"annual_periods": periods, "form": form, "has_topics": has_topics}
        | asdict(scheme.layout(Taught("", 0, periods, AssessmentForm(form), has_topics)))
        for periods, form, has_topics in sorted(kinds)
    ]
    return scheme.settings() | {
        "programme": regulation.programme,
        "regulation": regulation.pk,
        "layouts": json.dumps(layouts),
    }
