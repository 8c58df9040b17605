"""The boxes of the study topics: one row for the class, one for each student."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from schools.models import Subject
from students.forms.register import Tick, choice_of
from students.models import Enrolment
from students.selectors import StudyTopics
from students.services import Choice, TopicChoices, stored_for

_ROW = re.compile(r"was-(class|[0-9]{1,9})")


@dataclass(frozen=True)
class TopicRow:
    """The boxes of the class (`enrolment` is None) or of one student.

    `stored` are the keys of the subjects stored now, `key` what the names of the boxes end in.
    `follows` says of a student without a box of their own that the class's hold. `meanwhile` names
    what another person has recorded since the form was shown.
    """

    enrolment: Enrolment | None
    ticks: list[Tick]
    stored: list[int]
    follows: bool
    meanwhile: list[str]

    @property
    def key(self) -> str:
        return "class" if self.enrolment is None else str(self.enrolment.pk)


def topic_choices_in(data: QueryDict) -> TopicChoices:
    """The choice of each row the form showed: by the key of the enrolment, None for the class."""
    rows = (match[1] for match in map(_ROW.fullmatch, data) if match)
    return {None if row == "class" else int(row): choice_of(data, row) for row in rows}


def topic_row(
    enrolment: Enrolment | None,
    topics: StudyTopics,
    choice: Choice | None,
    subjects: Sequence[Subject],
) -> TopicRow:
    """One row: as sent where the form changes it, as stored otherwise."""
    stored = stored_for(topics, enrolment.pk if enrolment else None)
    ticked = choice.after if choice and choice.is_changed else stored
    meanwhile: list[str] = []
    if choice and choice.meets(stored):
        names = [subject.short_name for subject in subjects if subject.pk in stored]
        meanwhile = names or [_("no subject")]
    return TopicRow(
        enrolment=enrolment,
        ticks=[Tick(subject, subject.pk in ticked, False) for subject in subjects],
        stored=sorted(stored),
        follows=enrolment is not None and not ticked,
        meanwhile=meanwhile,
    )
