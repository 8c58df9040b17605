"""Seals a few classes of the past year the way a head does, so that records travel upward."""

import datetime
from collections.abc import Sequence
from uuid import uuid4

from django.db.models.functions import Length
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.accounts.selectors import scope_for
from eduportal.scoping import Actor, Scope, acting_as, everywhere
from grades.choices import Answer, RecordMoment
from grades.selectors import revision_of_class
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.ending import ending_of
from grades.selectors.open_students import OpenStudent
from grades.services import CellEdit, Decided, decide_students, seal_class
from grades.services.homeroom import save_homeroom
from schools.models import ClassGroup, Term

Fields = list[tuple[str, Sequence[str]]]
LEVELS = "TTTTKTTTĐTT"
TRAITS = "TTTĐTTT"
REASON_READINGS = "Hội đồng thống nhất: chưa đủ căn cứ để nâng mức"
COMMENTS = (
    "Chăm ngoan, hòa đồng, giúp đỡ bạn.",
    "Tích cực trong hoạt động của lớp.",
    "Có trách nhiệm với việc trực nhật.",
)
NUMBER = "08/QĐ-THCS"
REASON = "Thiếu một điểm thường xuyên, nghỉ học dài ngày; ghi sau bằng đề nghị sửa điểm"


def seal_sample(*, term: Term, head: User, classes: int) -> int:
    """Seal the term of the first classes of the head's school; returns the records sealed.

    It goes through the service, because only a package may make a sheet sealed.
    """
    actor = Actor(user_id=head.pk, door="command", reason="demo")
    with everywhere("demo classes are being sealed"), acting_as(actor):
        scope = scope_for(head)
        groups = ClassGroup.objects.filter(
            school__in=scope.school_ids or (), school_year=term.school_year_id
        )
        return sum(
            seal_one(group, term, scope, head)
            for group in groups.order_by("grade_level", Length("name"), "name")[:classes]
        )


def seal_one(group: ClassGroup, term: Term, scope: Scope, head: User) -> int:
    """Decide on the students without a level, and seal; returns the records sealed."""
    give_conduct(group, term, scope, head)
    decide(group, term, scope, head)
    package = seal_class(
        class_group=group,
        term=term,
        revision=revision_of_class(group, term),
        scope=scope,
        user=head,
    )
    return package.records


def give_conduct(group: ClassGroup, term: Term, scope: Scope, head: User) -> None:
    """A level and a comment for each student, as the homeroom teacher would; in primary school the
    qualities and competences."""
    ending = ending_of(group, term, regulation_of_class(group, term))
    traits: Fields = [(f"traits-{number + 1}", TRAITS) for number in range(len(ending.traits))]
    stays = ending.without_conduct or [stay for stay, _missing in ending.without_traits]
    final: Fields = [("conduct", LEVELS)] if ending.gives_conduct else traits
    said = {
        RecordMoment.MIDTERM: traits,
        RecordMoment.FINAL: [*final, ("comment", COMMENTS)],
    }
    for moment, fields in said.items():
        edits = [
            CellEdit(uuid4(), stay.pk, cell, "", texts[number % len(texts)])
            for cell, texts in fields
            for number, stay in enumerate(stays)
        ]
        save_homeroom(
            class_group=group,
            term=term,
            moment=moment,
            edits=edits,
            scope=scope,
            user_id=head.pk,
        )


def decide(group: ClassGroup, term: Term, scope: Scope, head: User) -> None:
    """Leave the students who lack a mark without a level; where the readings of Điều 9 khoản 3
    differ, take the lower one."""
    ending = ending_of(group, term, regulation_of_class(group, term))
    decide_students(
        class_group=group,
        term=term,
        decisions=[
            _decided(each, min(timezone.localdate(), term.ends_on)) for each in ending.undecided
        ],
        revision=revision_of_class(group, term),
        scope=scope,
        user=head,
    )


def _decided(student: OpenStudent, on: datetime.date) -> Decided:
    pk = student.stay.student_id
    if student.standing.choices:
        return Decided(pk, Answer.LEVEL, min(student.standing.choices), REASON_READINGS, NUMBER, on)
    return Decided(pk, Answer.NONE, None, REASON, NUMBER, on)
