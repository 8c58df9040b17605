"""The form of a class's choices, one row a student: what it shows and what it says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from schools.models import Subject
from students.models import Enrolment
from students.selectors import OwnSubjects
from students.services import Choice, MadeFor

_ROW = re.compile(r"was-([0-9]{1,9})")
_KEY = re.compile(r"[0-9]{1,9}")


def made_for(data: QueryDict) -> MadeFor:
    """The class and school year the form names."""
    return MadeFor(data.get("class_group", ""), data.get("school_year", ""))


def choices_in(data: QueryDict) -> dict[int, Choice]:
    """The choice of each student the form showed, by the key of the enrolment."""
    rows = (match for match in map(_ROW.fullmatch, data) if match)
    return {
        int(row[1]): Choice(
            _keys(" ".join(data.getlist(row[0])).split()), _keys(data.getlist(f"s-{row[1]}"))
        )
        for row in rows
    }


def _keys(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if _KEY.fullmatch(text))


@dataclass(frozen=True)
class Tick:
    """One box of the form."""

    subject: Subject
    is_chosen: bool
    is_optional: bool


@dataclass(frozen=True)
class ChoiceRow:
    """One student's boxes, and the keys of the subjects stored now.

    `meanwhile` names what another person has recorded since the form was shown.
    """

    enrolment: Enrolment
    ticks: list[Tick]
    stored: list[int]
    meanwhile: list[str]


def choice_row(
    enrolment: Enrolment, own: OwnSubjects, choice: Choice | None, subjects: Sequence[Subject]
) -> ChoiceRow:
    """The student's row: as sent where the form changes it, as stored otherwise."""
    stored = own.chosen.get(enrolment.pk, frozenset())
    ticked = choice.after if choice and choice.is_changed else stored
    meanwhile: list[str] = []
    if choice and choice.meets(stored):
        names = [subject.short_name for subject in subjects if subject.pk in stored]
        meanwhile = names or [_("no subject")]
    return ChoiceRow(
        enrolment=enrolment,
        ticks=[
            Tick(subject, subject.pk in ticked, subject.pk not in own.electives)
            for subject in subjects
        ],
        stored=sorted(stored),
        meanwhile=meanwhile,
    )
