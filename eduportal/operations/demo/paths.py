"""Where the invented leavers of grade 9 went, as institutions and schools would have said."""

import datetime
import random
from collections.abc import Sequence
from functools import partial

from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.operations.demo.earlier_paths import show_earlier_paths
from eduportal.operations.demo.names import Names
from eduportal.scoping import everywhere
from schools.choices import Ownership, Stage
from schools.models import ClassGroup, School, SchoolYear
from students.choices import Destination as D
from students.choices import Evidence
from students.models import DestinationRecord, Enrolment, Leaver, LeaverCohort
from students.paths.vocabulary import WISHED, Group
from students.services.leaving import (
    Listed,
    Source,
    freeze,
    freeze_year,
    keep_destinations,
    keep_snapshots,
    receive_list,
)
from students.services.leaving.freezing import days_kept
from students.services.wishing import Wish, note_wishes

# Shares in thousandths. Nobody has published any for the province.
SHARES = (
    (D.THPT_PUBLIC, 640), (D.THPT_PRIVATE, 45), (D.GDTX, 60), (D.NINE_PLUS, 55),
    (D.VOCATIONAL_UPPER, 20), (D.INTERMEDIATE, 45), (D.ELEMENTARY, 15), (D.LABOUR, 30),
    (D.LEFT_PROVINCE, 15), (D.ABROAD, 2), (D.UNKNOWN, 73),
)  # fmt: skip
NAMES = {
    D.THPT_PUBLIC: "Trường THPT Vàm Cỏ",
    D.THPT_PRIVATE: "Trường THPT Tân Lập",
    D.GDTX: "Trung tâm GDNN-GDTX Bến Lức",
    D.NINE_PLUS: "Trung tâm GDNN-GDTX Bến Lức",
    D.VOCATIONAL_UPPER: "Trường Trung học nghề Long An",
    D.INTERMEDIATE: "Trường Trung cấp Kỹ thuật Tây Ninh",
    D.ELEMENTARY: "Trung tâm dạy nghề Đức Hòa",
}
LISTED, ON_A_LIST, STRANGERS = D.INTERMEDIATE, 36, 4


def show_paths(*, year: SchoolYear, as_of: datetime.date, user: User, seed: int = 7) -> int:
    """Count who completed grade 9 in the year and say of most where they are; returns how many.

    Most had noted a wish before, in the name of `user`; of those who left a grade little is known.
    """
    draw = random.Random(seed)
    ended = year.ends_on.year
    with everywhere("where the leavers of an invented province went is invented, too"):
        freeze(year=year, grade=9, on=datetime.date(ended, 6, 30))
        cohort = freeze(year=year, grade=9, on=datetime.date(ended, 8, 31))
        leavers = list(Leaver.objects.filter(cohort=cohort).select_related("student"))
        freeze_year(year, datetime.date(ended, 8, 31))
        upper = _upper_schools()
        found = _enrolled_elsewhere(leavers, as_of)
        said = [
            record
            for each in leavers
            if (record := found.get(each.pk) or _record(draw, each, cohort, as_of, upper))
        ]
        _note_wishes(draw, year, said, user)
        said += _of_who_left(draw, year, as_of)
        keep_destinations(said)
        known = {record.leaver_id for record in said}
        _list(draw, cohort, [each for each in leavers if each.pk not in known], as_of)
        for kept in (day for day in days_kept(cohort) if day <= as_of):
            keep_snapshots(kept)
        schools = list(School.objects.filter(pk__in={each.school_id for each in leavers}))
        show_earlier_paths(cohort, schools, as_of, partial(_record, upper=upper))
    return len(leavers)


def _enrolled_elsewhere(
    leavers: Sequence[Leaver], as_of: datetime.date
) -> dict[int, DestinationRecord]:
    """Who is in grade 10 of another school, as the portal finds them on the day they begin."""
    by_person = {each.student.person_uid: each for each in leavers if not each.student.is_current}
    stays = Enrolment.objects.filter(
        student__person_uid__in=by_person, student__is_current=True, starts_on__lte=as_of
    ).select_related("student", "school")
    return {
        (leaver := by_person[stay.student.person_uid]).pk: DestinationRecord(
            school_id=leaver.school_id,
            leaver=leaver,
            destination=_kind_of(stay.school),
            institution=stay.school.name,
            to_school=stay.school,
            since=stay.starts_on,
            evidence=Evidence.ENROLMENT,
            at=timezone.make_aware(datetime.datetime.combine(stay.starts_on, datetime.time(9))),
        )
        for stay in stays
    }


def _kind_of(school: School) -> D:
    if Stage.UPPER_SECONDARY not in school.stages:
        return D.GDTX
    return D.THPT_PUBLIC if school.ownership == Ownership.PUBLIC else D.THPT_PRIVATE


def _upper_schools() -> list[School]:
    return list(School.objects.filter(stages__contains=["04"], closed_on=None).order_by("pk"))


def _note_wishes(
    draw: random.Random, year: SchoolYear, said: Sequence[DestinationRecord], user: User
) -> None:
    """A wish of eight in ten, and most have become true."""
    became = {record.leaver.student_id: record.destination for record in said}
    for group in ClassGroup.objects.filter(school_year=year, grade_level=9):
        wishes = []
        for stay in group.enrolments.filter(student__in=became):
            wish = became[stay.student_id] if draw.random() < 0.8 else D.THPT_PUBLIC.value
            if draw.random() < 0.8 and wish in WISHED[Group.NINE]:
                wishes.append(Wish(stay.student_id, "", wish, ""))
        note_wishes(class_group=group, said=wishes, by=user)


def _of_who_left(
    draw: random.Random, year: SchoolYear, as_of: datetime.date
) -> list[DestinationRecord]:
    left = Leaver.objects.filter(cohort__school_year=year, cohort__rule="left", counts=True)
    return [
        DestinationRecord(
            school_id=each.school_id,
            leaver=each,
            destination=draw.choice([D.LABOUR, D.LABOUR, D.GDTX, D.LEFT_PROVINCE]),
            since=min(datetime.date(year.ends_on.year, 9, 15), as_of),
            evidence=Evidence.SCHOOL,
        )
        for each in left.order_by("pk")
        if draw.random() < 0.6
    ]


def _record(
    draw: random.Random,
    leaver: Leaver,
    cohort: LeaverCohort,
    as_of: datetime.date,
    upper: Sequence[School],
) -> DestinationRecord | None:
    destination = draw.choices(*zip(*SHARES, strict=True))[0]
    if destination == D.UNKNOWN:
        return None
    began = datetime.date(cohort.year, 9, 5)
    said = min(began + datetime.timedelta(days=draw.randrange(80)), as_of)
    is_listed = destination in NAMES
    # Most of a school go to the same two.
    near = [upper[(leaver.school_id + at) % len(upper)] for at in (0, 0, 0, 1)] if upper else []
    to_school = draw.choice(near) if near and destination == D.THPT_PUBLIC else None
    name = to_school.name if to_school else NAMES.get(destination, "")
    return DestinationRecord(
        school_id=leaver.school_id,
        leaver=leaver,
        destination=destination,
        institution=name,
        to_school=to_school,
        since=min(began, said),
        evidence=Evidence.LIST if is_listed else Evidence.SCHOOL,
        by=name,
        at=timezone.make_aware(datetime.datetime.combine(said, datetime.time(9))),
    )


def _list(
    draw: random.Random, cohort: LeaverCohort, unknown: Sequence[Leaver], as_of: datetime.date
) -> None:
    """One list with numbers left out, a slip here and there, and strangers."""
    day = min(as_of, timezone.localdate())
    if day <= cohort.school_year.ends_on:
        return
    names = Names(draw)
    rows = [_row(place, each, draw) for place, each in enumerate(unknown[::2][:ON_A_LIST], 1)]
    born = datetime.date(cohort.year - 15, 5, 17)
    rows += [
        Listed(len(rows) + n, "", names.person()[0], born, "", is_readable=True)
        for n in range(1, STRANGERS + 1)
    ]
    receive_list(Source(cohort, NAMES[LISTED], LISTED, day, NAMES[LISTED]), rows)


def _row(place: int, leaver: Leaver, draw: random.Random) -> Listed:
    student = leaver.student
    number, name, born = student.personal_number or "", student.full_name, student.birth_date
    slip = draw.randrange(6)
    if slip == 0:
        number = ""
    elif slip == 1:
        number, name = "", name[:-1]
    elif slip == 2:
        number, born = "", born.replace(year=born.year - 1, day=min(born.day, 28))
    school = "" if slip == 0 else student.school.name
    return Listed(place, number, name, born, school, is_readable=True)
