"""The only writer of which clusters of study topics a class and its students study."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.models import ClassGroup, Subject
from students.models import Enrolment, StudyTopic
from students.selectors import StudyTopics, own_subjects, students_in, study_topics
from students.services.choosing import BadChoices, Choice, ChoicesChanged, MadeFor, require_class

# A row of the form: a student's enrolment, or None for the class.
Chooser = int | None
TopicChoices = Mapping[Chooser, Choice]


@dataclass(frozen=True)
class _Names:
    """What the sentences call a row and a subject."""

    rows: Mapping[Chooser, str]
    subjects: Mapping[int, str]


def choose_topics(*, class_group: ClassGroup, made_for: MadeFor, choices: TopicChoices) -> None:
    """Record which clusters of study topics a class studies, and which students differ from it.

    A student without a cluster studies what the class does. A row that is not changed is not
    written. All or nothing; repeating the call changes nothing. Columns and lines of the mark book
    follow (eduportal.registry.ON_TOPICS_CHOSEN), which refuses what marks stand against. Raises
    BadChoices with every problem at once, and ChoicesChanged.
    """
    with transaction.atomic():
        locked = ClassGroup.objects.select_for_update(no_key=True, of=("self",))
        class_group = locked.select_related("school_year").get(pk=class_group.pk)
        require_class(class_group, made_for)
        changed = {row: choice for row, choice in choices.items() if choice.is_changed}
        topics = study_topics(class_group)
        _require_allowed(class_group, topics, changed)
        if not changed:
            return
        _write(class_group, topics, changed)
        for name in registry.ON_TOPICS_CHOSEN:
            import_string(name)(class_group)


def carry_topics(old: Enrolment, new: Enrolment) -> None:
    """Take along what the student studied otherwise than the old class."""
    own = StudyTopic.objects.filter(enrolment=old).order_by("pk")
    StudyTopic.objects.bulk_create(
        [
            StudyTopic(school_id=new.school_id, enrolment=new, subject_id=subject_id)
            for subject_id in own.values_list("subject_id", flat=True)
        ],
        ignore_conflicts=True,
    )


def stored_for(topics: StudyTopics, row: Chooser) -> frozenset[int]:
    """What is recorded for one row of the form."""
    return topics.of_class if row is None else topics.own.get(row, frozenset())


def _require_allowed(class_group: ClassGroup, topics: StudyTopics, changed: TopicChoices) -> None:
    names = _names(class_group, changed)
    if set(changed) - set(names.rows):
        raise BadChoices([_("A student of this form is not in the class any more.")])
    meanwhile = [
        _("%(student)s: another person has recorded another choice meanwhile. Nothing was saved.")
        % {"student": names.rows[row]}
        for row, choice in changed.items()
        if choice.meets(stored_for(topics, row))
    ]
    problems = (
        meanwhile + _miscounts(names, changed) + _misfits(class_group, names, topics, changed)
    )
    if problems:
        raise ChoicesChanged(problems) if meanwhile else BadChoices(problems)


def _names(class_group: ClassGroup, changed: TopicChoices) -> _Names:
    rows: dict[Chooser, str] = {None: _("Class %(name)s") % {"name": class_group.name}}
    rows |= {each.pk: each.student.full_name for each in students_in(class_group)}
    wanted = {pk for choice in changed.values() for pk in choice.after}
    subjects = Subject.objects.filter(pk__in=wanted)
    return _Names(rows, dict(subjects.values_list("pk", "name")))


def _miscounts(names: _Names, changed: TopicChoices) -> list[str]:
    """A sentence for each row with too many or too few clusters."""
    needed = settings.EDUPORTAL_STUDY_TOPICS
    return [
        _("%(student)s: clusters of study topics ticked: %(count)d; a student studies %(needed)d.")
        % {"student": names.rows[row], "count": len(choice.after), "needed": needed}
        for row, choice in changed.items()
        if choice.after and len(choice.after) != needed
    ]


def _misfits(
    class_group: ClassGroup, names: _Names, topics: StudyTopics, changed: TopicChoices
) -> list[str]:
    """A sentence for each cluster there is none of, and each of a subject the student lacks."""
    wanted = {pk for choice in changed.values() for pk in choice.after}
    problems = [
        _("%(subject)s has no study topics in this class.")
        % {"subject": names.subjects.get(pk, pk)}
        for pk in sorted(wanted - topics.offered)
    ]
    own = own_subjects(class_group)
    return problems + [
        _("%(student)s does not take %(subject)s, and studies no topics of it.")
        % {"student": names.rows[row], "subject": names.subjects[pk]}
        for row, choice in changed.items()
        for pk in sorted(choice.after & topics.offered)
        if row is not None and not own.takes(row, pk)
    ]


def _write(class_group: ClassGroup, topics: StudyTopics, changed: TopicChoices) -> None:
    for row, choice in changed.items():
        owner = {"class_group": class_group} if row is None else {"enrolment_id": row}
        gone = stored_for(topics, row) - choice.after
        StudyTopic.objects.filter(Q(**owner), subject__in=gone).delete()
        StudyTopic.objects.bulk_create(
            StudyTopic(school_id=class_group.school_id, subject_id=pk, **owner)
            for pk in sorted(choice.after - stored_for(topics, row))
        )
