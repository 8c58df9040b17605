"""Marks other schools have sealed of a student who has come, entered with their source."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from eduportal.accounts.models import User
from eduportal.exchange.services import Proved
from eduportal.scoping import Scope
from grades.models import MarkRecord
from grades.selectors.elsewhere import Given, marks_given
from grades.services.entry import CellEdit
from grades.services.outside import Source, enter_outside_marks
from students.models import Student


def enter_marks_elsewhere(
    *,
    student: Student,
    found: Sequence[Proved],
    lines: Sequence[MarkRecord],
    scope: Scope,
    user: User,
) -> int:
    """Enter what was sealed of the term the student joined into empty cells of these lines.

    As marks from outside, whose paper is the package: its name and version, and the day it was
    sealed. Returns how many cells were stored. All or nothing: raises OutsideRefused.
    """
    by_source: defaultdict[Source, list[CellEdit]] = defaultdict(list)
    for given in marks_given(found, lines):
        edit = CellEdit(uuid.uuid4(), given.line.pk, given.cell, "", given.text)
        by_source[_source(given)].append(edit)
    with transaction.atomic():
        return sum(
            enter_outside_marks(student=student, source=source, edits=edits, scope=scope, user=user)
            for source, edits in by_source.items()
        )


def _source(given: Given) -> Source:
    piece = given.proved.piece
    sealed_at = datetime.fromisoformat(piece.header.sealed_at)
    paper = f"{piece.digest[:12]} v{piece.header.version}"
    return Source(given.proved.school, given.proved.by, paper, sealed_at.date())
