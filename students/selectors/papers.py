"""What is known of a student's documents."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from eduportal.core.revisions import fingerprint
from students.choices import PaperKind
from students.models import Student


@dataclass(frozen=True)
class PaperFacts:
    """What is known of one document. An empty state: it is not asked for."""

    state: str = ""
    number: str = ""
    dated: datetime.date | None = None


NOTHING = PaperFacts()


def papers_of(student: Student) -> dict[str, PaperFacts]:
    """What is known of each kind of document, in the order of PaperKind: one query."""
    found = {row.kind: PaperFacts(row.state, row.number, row.dated) for row in student.papers.all()}
    return {kind: found.get(kind, NOTHING) for kind in PaperKind.values}


def papers_revision(papers: Mapping[str, PaperFacts]) -> str:
    """What a page shows of the documents, so that a form can say what it was made for."""
    return fingerprint(sorted(papers.items()))
