"""What a level holds of the terms that were sealed: the same on every level, or something is lost.

A line is school, year, period, class, student, standing, cells and result.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from eduportal.exchange.models import Line, Package
from eduportal.exchange.states import PackageState
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.rules.travelling import SubjectLayout, by_subject
from grades.selectors.correcting import withdrawn_classes
from grades.selectors.term_lines import FEED, term_lines
from schools.models import ClassGroup, Term
from students.selectors.travelling import STUDYING


class HeldLine(NamedTuple):
    """One student's term on one level, and how many subject records it holds."""

    facts: list[Any]
    records: int


def sealed_lines() -> Iterator[HeldLine]:
    """Every line of the sealed classes in the scope, straight from the mark book.

    A class whose results were withdrawn holds none.
    """
    for term in Term.objects.select_related("school_year"):
        sealed = MarkSheet.objects.filter(
            class_group=OuterRef("pk"), term=term, state=SheetState.SEALED
        )
        groups = ClassGroup.objects.filter(Exists(sealed)).select_related("school")
        withdrawn = withdrawn_classes(term)
        for group in groups:
            if (group.school_id, group.code) in withdrawn:
                continue
            where = [group.school.code, term.school_year.code, term.period, group.code]
            found = term_lines(group, term)
            for line in found.lines:
                yield _held(where, [line[0], line[5], line[7], line[8]], found.layout)


def ledger_lines(origin: str = "") -> Iterator[HeldLine]:
    """Every line this node has accepted in the scope; of one sealing node if named."""
    packages = Package.objects.filter(feed=FEED, state=PackageState.ACCEPTED)
    if origin:
        packages = packages.filter(origin=origin)
    for package in packages.select_related("school").defer("content", "custody"):
        layout = [SubjectLayout(*entry) for entry in package.layout]
        lines = Line.objects.filter(package=package)
        for uid, *facts in lines.values_list("student_uid", "standing", "cells", "result"):
            yield _held(list(package.scope), [str(uid), *facts], layout)


def sealing_nodes() -> list[str]:
    """The nodes whose sealed terms count here."""
    packages = Package.objects.filter(feed=FEED, state=PackageState.ACCEPTED)
    return list(packages.order_by("origin").values_list("origin", flat=True).distinct())


def held_students(origin: str = "") -> int:
    """How many students' terms this node has accepted and counts by another school's package."""
    lines = Line.objects.filter(feed=FEED, standing=STUDYING, counted=False)
    lines = lines.filter(package__state=PackageState.ACCEPTED)
    return lines.filter(package__origin=origin).count() if origin else lines.count()


def digest_of(lines: Iterable[HeldLine]) -> tuple[int, str]:
    """How many subject records, and one digest over all lines, in whatever order they come."""
    records, digests = 0, []
    for line in lines:
        records += line.records
        text = json.dumps(line.facts, ensure_ascii=False, separators=(",", ":"))
        digests.append(hashlib.sha256(text.encode()).digest())
    return records, hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def _held(where: list[str], facts: list[Any], layout: list[SubjectLayout]) -> HeldLine:
    records = sum(cells.is_taken for cells in by_subject(layout, facts[2]))
    return HeldLine([*where, *facts], records)
