"""Where the invented leavers of grade 9 went, as institutions and schools would have said."""

import datetime
import random
from collections.abc import Sequence

from django.utils import timezone

from eduportal.operations.demo.names import Names
from eduportal.scoping import everywhere
from schools.models import SchoolYear
from students.choices import Destination as D
from students.choices import Evidence
from students.models import DestinationRecord, Leaver, LeaverCohort
from students.services.leaving import (
    Listed,
    Source,
    freeze,
    keep_destinations,
    keep_snapshots,
    receive_list,
)
from students.services.leaving.freezing import KEPT_ON

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


def show_paths(*, year: SchoolYear, as_of: datetime.date, seed: int = 7) -> int:
    """Count who completed grade 9 in the year and say of most where they are; returns how many."""
    draw = random.Random(seed)
    ended = year.ends_on.year
    with everywhere("where the leavers of an invented province went is invented, too"):
        freeze(year=year, grade=9, on=datetime.date(ended, 6, 30))
        cohort = freeze(year=year, grade=9, on=datetime.date(ended, 8, 31))
        leavers = list(Leaver.objects.filter(cohort=cohort).select_related("student"))
        said = [record for each in leavers if (record := _record(draw, each, cohort, as_of))]
        keep_destinations(said)
        known = {record.leaver_id for record in said}
        _list(draw, cohort, [each for each in leavers if each.pk not in known], as_of)
        for month, day in KEPT_ON:
            kept = datetime.date(ended, month, day)
            if month > year.ends_on.month and kept <= as_of:
                keep_snapshots(kept)
    return len(leavers)


def _record(
    draw: random.Random, leaver: Leaver, cohort: LeaverCohort, as_of: datetime.date
) -> DestinationRecord | None:
    destination = draw.choices(*zip(*SHARES, strict=True))[0]
    if destination == D.UNKNOWN:
        return None
    began = datetime.date(cohort.year, 9, 5)
    said = min(began + datetime.timedelta(days=draw.randrange(80)), as_of)
    is_listed = destination in NAMES
    return DestinationRecord(
        school_id=leaver.school_id,
        leaver=leaver,
        destination=destination,
        institution=NAMES.get(destination, ""),
        since=min(began, said),
        evidence=Evidence.LIST if is_listed else Evidence.SCHOOL,
        by=NAMES.get(destination, ""),
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
