"""The only writer of students' choices of subjects."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.models import ClassGroup, Subject
from students.models import ChosenSubject, Enrolment
from students.selectors import ELECTIVES_TAKEN, OwnSubjects, own_subjects, students_in


@dataclass(frozen=True)
class MadeFor:
    """What a form says it was made for: the class's public id and the code of its school year."""

    class_group: str
    school_year: str

    @classmethod
    def of(cls, class_group: ClassGroup) -> "MadeFor":
        return cls(str(class_group.public_id), class_group.school_year.code)


@dataclass(frozen=True)
class Choice:
    """The subjects of one student: those the form started from and those wanted, by their ids."""

    before: frozenset[int]
    after: frozenset[int]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    def meets(self, stored: frozenset[int]) -> bool:
        """Whether what is stored is not what the form started from, nor what it asks for."""
        return self.is_changed and stored not in (self.before, self.after)


Choices = Mapping[int, Choice]


class BadChoices(ValueError):
    """Choices that cannot be recorded; `problems` holds a sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class ChoicesChanged(BadChoices):
    """Among the problems: another person changed the same students' choices meanwhile."""


def choose_subjects(*, class_group: ClassGroup, made_for: MadeFor, choices: Choices) -> None:
    """Record which electives and optional subjects the students of a class take.

    `choices` are by enrolment; one that is not changed is not written, and no subject leaves the
    choice unrecorded. All or nothing; repeating the call changes nothing. Lines of the mark book
    follow (eduportal.registry.ON_SUBJECTS_CHOSEN). Raises BadChoices with every problem at once,
    for a form of another class as well, and ChoicesChanged.
    """
    with transaction.atomic():
        # One choice a class at a time, so that comparing and writing are one step.
        locked = ClassGroup.objects.select_for_update(no_key=True, of=("self",))
        class_group = locked.select_related("school_year").get(pk=class_group.pk)
        require_class(class_group, made_for)
        changed = {pk: choice for pk, choice in choices.items() if choice.is_changed}
        own = own_subjects(class_group)
        _require_allowed(class_group, own, changed)
        _write(class_group, own, changed)
        for name in registry.ON_SUBJECTS_CHOSEN:
            import_string(name)(class_group_ids=[class_group.pk])


def carry_choices(old: Enrolment, new: Enrolment, taught: Collection[int]) -> None:
    """Take the choices of a stay along to the next one, if the new class is taught all of them.

    A part of the electives is no choice: then the student chooses again.
    """
    chosen = set(ChosenSubject.objects.filter(enrolment=old).values_list("subject_id", flat=True))
    if chosen <= set(taught):
        ChosenSubject.objects.bulk_create(
            [
                ChosenSubject(school_id=new.school_id, enrolment=new, subject_id=subject_id)
                for subject_id in sorted(chosen)
            ],
            ignore_conflicts=True,
        )


def require_class(class_group: ClassGroup, made_for: MadeFor) -> None:
    """Raise BadChoices for a form that was made for another class or year."""
    if made_for != MadeFor.of(class_group):
        raise BadChoices(
            [
                _(
                    "This form is not of class %(name)s in %(year)s. Nothing was saved: open the "
                    "page of the class again."
                )
                % {"name": class_group.name, "year": class_group.school_year.code}
            ]
        )


def _require_allowed(class_group: ClassGroup, own: OwnSubjects, changed: Choices) -> None:
    names = {each.pk: each.student.full_name for each in students_in(class_group)}
    if set(changed) - set(names):
        raise BadChoices([_("A student of this form is not in the class any more.")])
    meanwhile = [
        _("%(student)s: another person has recorded another choice meanwhile. Nothing was saved.")
        % {"student": names[pk]}
        for pk, choice in changed.items()
        if choice.meets(own.chosen.get(pk, frozenset()))
    ]
    problems = meanwhile + _miscounts(names, own, changed) + _strangers(own, changed)
    if problems:
        raise ChoicesChanged(problems) if meanwhile else BadChoices(problems)


def _miscounts(names: Mapping[int, str], own: OwnSubjects, changed: Choices) -> list[str]:
    """A sentence for each student with too many or too few electives."""
    return [
        _("%(student)s: electives chosen: %(count)d; a student takes %(needed)d.")
        % {"student": names[pk], "count": taken, "needed": ELECTIVES_TAKEN}
        for pk, choice in changed.items()
        if own.electives
        and choice.after
        and (taken := len(own.electives & choice.after)) != ELECTIVES_TAKEN
    ]


def _strangers(own: OwnSubjects, changed: Choices) -> list[str]:
    """A sentence for each subject that the class's students cannot choose."""
    strangers = {pk for choice in changed.values() for pk in choice.after} - own.to_choose
    names = dict(Subject.objects.filter(pk__in=strangers).values_list("pk", "name"))
    return [
        _("%(subject)s cannot be chosen in this class.") % {"subject": names.get(pk, pk)}
        for pk in sorted(strangers)
    ]


def _write(class_group: ClassGroup, own: OwnSubjects, changed: Choices) -> None:
    wanted = {(pk, subject) for pk, choice in changed.items() for subject in choice.after}
    there = {(pk, subject) for pk in changed for subject in own.chosen.get(pk, ())}
    for pk, subject in there - wanted:
        ChosenSubject.objects.filter(enrolment=pk, subject=subject).delete()
    ChosenSubject.objects.bulk_create(
        ChosenSubject(school_id=class_group.school_id, enrolment_id=pk, subject_id=subject)
        for pk, subject in sorted(wanted - there)
    )
