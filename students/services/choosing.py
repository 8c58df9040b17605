"""The only writer of students' choices of subjects."""

import hashlib
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.models import ClassGroup, Subject
from students.models import ChosenSubject, Enrolment
from students.selectors import ELECTIVES_TAKEN, OwnSubjects, own_subjects

Choices = Mapping[int, Collection[int]]


class BadChoices(ValueError):
    """Choices that the programme does not allow; `problems` holds a sentence for each student."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class ChoicesChanged(Exception):
    """Another person changed the class's choices since the page was shown; nothing was written."""


def choices_digest(own: OwnSubjects) -> str:
    """Equal while the recorded choices of a class are the same."""
    lines = [f"{pk}:{sorted(subjects)}" for pk, subjects in sorted(own.chosen.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def choose_subjects(*, class_group: ClassGroup, choices: Choices, expected: str) -> None:
    """Record which electives and optional subjects the students of a class take.

    `choices` maps enrolments of the class to subjects; no subject leaves the choice unrecorded.
    `expected` is the digest of what the page showed. All or nothing; repeating the call changes
    nothing. Lines of the mark book follow (eduportal.registry.ON_ENROLLED). Raises BadChoices with
    every problem at once, ChoicesChanged.
    """
    with transaction.atomic():
        # One choice a class at a time, so that comparing and writing are one step.
        ClassGroup.objects.select_for_update(no_key=True).get(pk=class_group.pk)
        own = own_subjects(class_group)
        if choices_digest(own) != expected:
            raise ChoicesChanged
        _require_allowed(class_group, own, choices)
        _write(class_group, own, choices)
        for name in registry.ON_ENROLLED:
            import_string(name)(class_group_ids=[class_group.pk])


def _require_allowed(class_group: ClassGroup, own: OwnSubjects, choices: Choices) -> None:
    enrolments = Enrolment.objects.filter(class_group=class_group).select_related("student")
    names = {each.pk: each.student.full_name for each in enrolments}
    if set(choices) - set(names):
        raise BadChoices([_("A student is not in this class.")])
    problems = [
        _("%(student)s: %(count)d electives chosen; a student takes %(needed)d.")
        % {"student": names[pk], "count": taken, "needed": ELECTIVES_TAKEN}
        for pk, subjects in choices.items()
        if own.electives
        and subjects
        and (taken := len(own.electives & set(subjects))) != ELECTIVES_TAKEN
    ]
    strangers = {pk for subjects in choices.values() for pk in subjects} - own.to_choose
    problems += [
        _("%(subject)s cannot be chosen in this class.") % {"subject": subject}
        for subject in Subject.objects.filter(pk__in=strangers)
    ]
    if problems:
        raise BadChoices(problems)


def _write(class_group: ClassGroup, own: OwnSubjects, choices: Choices) -> None:
    wanted = {(pk, subject) for pk, subjects in choices.items() for subject in subjects}
    there = {(pk, subject) for pk in choices for subject in own.chosen.get(pk, ())}
    for pk, subject in there - wanted:
        ChosenSubject.objects.filter(enrolment=pk, subject=subject).delete()
    ChosenSubject.objects.bulk_create(
        ChosenSubject(school_id=class_group.school_id, enrolment_id=pk, subject_id=subject)
        for pk, subject in sorted(wanted - there)
    )
