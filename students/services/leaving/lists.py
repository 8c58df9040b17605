"""Lists of institutions: taken in, read in pieces by a worker, each row answered by matching.

A piece is one transaction under the lock of the list's row: what is committed shows on the page, a
worker that is killed leaves the list waiting, and the sweep offers it again.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.core.hints import offer
from eduportal.core.text import name_sort_key, search_key
from eduportal.scoping import everywhere
from students.choices import ListState, MatchStage, RowState
from students.models import EnrolmentList, EnrolmentListRow, Leaver, LeaverCohort, UploadLink
from students.paths import vocabulary
from students.paths.matching import ASKED, Match, Matcher, Stage
from students.paths.people import Person
from students.selectors.leavers import schools_by_name
from students.services.leaving.reading import LONGEST_FILE_NAME, Listed, ListRefused, read_list
from students.services.leaving.recording import record_found

TASK = "students.read_list"
WHY = "the list of an institution is matched with the leavers of the province"
AT_WORK = (ListState.WAITING, ListState.MATCHING)
# Rows matched before the page learns how far the work is.
AT_ONCE = 1000
MOST_TRIES = 3
NO_KIND = gettext_noop("No institution of this kind keeps lists of learners.")
WRONG_DAY = gettext_noop("The day of the list must lie between the cohort's end and today.")
NOT_READ = gettext_noop("The file could not be read: reading it takes too long or too much memory.")


@dataclass(frozen=True)
class Source:
    """Whose list it is, of which day, and who handed it over."""

    cohort: LeaverCohort
    institution: str
    kind: str
    as_of: datetime.date
    sent_by: str
    link: UploadLink | None = None

    def require_possible(self) -> None:
        """Raise ListRefused where no such institution keeps lists, or not of this day."""
        if self.kind not in vocabulary.LISTED[self.cohort.group]:
            raise ListRefused([(NO_KIND, {})])
        if not self.cohort.school_year.ends_on < self.as_of <= timezone.localdate():
            raise ListRefused([(WRONG_DAY, {})])

    def kept(self, **more: object) -> EnrolmentList:
        return EnrolmentList.objects.create(
            cohort=self.cohort,
            link=self.link,
            institution=self.institution,
            kind=self.kind,
            as_of=self.as_of,
            sent_by=self.sent_by,
            **more,
        )


def hand_over(source: Source, content: bytes, name: str) -> EnrolmentList:
    """Keep the file and offer it to the workers. Raises ListRefused for what it is said to be."""
    source.require_possible()
    with transaction.atomic(), everywhere(WHY):
        kept = source.kept(content=content, file_name=name[:LONGEST_FILE_NAME])
        offer(TASK, list_id=kept.pk)
    return kept


def receive_list(source: Source, rows: Sequence[Listed]) -> list[RowState]:
    """Keep and match rows that are read already; what became of each. Raises ListRefused."""
    source.require_possible()
    with transaction.atomic(), everywhere(WHY):
        kept = source.kept()
        _store(kept, rows)
        while work_on_list(kept.pk):
            pass
        states = kept.rows.order_by("place").values_list("state", flat=True)
        return [RowState(state) for state in states]


def resume_lists() -> list[int]:
    """Lists that wait or are at work, to be offered again."""
    return list(EnrolmentList.objects.filter(state__in=AT_WORK).values_list("pk", flat=True))


def work_on_list(list_id: int) -> bool:
    """Read the file of a list, or match some rows; True while there is more to do.

    Called where every school is in scope. Safe to run twice and at once, and to lose.
    """
    if not _begin(list_id):
        return False
    with transaction.atomic():
        kept = _held(list_id)
        if kept is None:
            return False
        return _read(kept) if kept.state == ListState.WAITING else _match_some(kept)


def _held(list_id: int) -> EnrolmentList | None:
    held = EnrolmentList.objects.select_for_update(skip_locked=True, of=("self",))
    return held.select_related("cohort", "link").filter(pk=list_id, state__in=AT_WORK).first()


def _begin(list_id: int) -> bool:
    """Count the try before the work: a file that ends its worker is not offered for ever."""
    with transaction.atomic():
        kept = _held(list_id)
        if kept is None:
            return False
        if kept.state == ListState.MATCHING:
            return True
        if kept.tries >= MOST_TRIES:
            _refuse(kept, [(NOT_READ, {})])
            return False
        kept.tries += 1
        kept.save(update_fields=["tries"])
        return True


def _read(kept: EnrolmentList) -> bool:
    try:
        _store(kept, read_list(bytes(kept.content or b""), kept.file_name))
    except ListRefused as refusal:
        _refuse(kept, refusal.facts)
        return False
    return True


def _refuse(kept: EnrolmentList, facts: Sequence[tuple[str, dict[str, str | int]]]) -> None:
    """The list is over; the link it came by is good again."""
    kept.state, kept.content, kept.problems = ListState.REFUSED, None, list(facts)
    kept.save(update_fields=["state", "content", "problems"])
    if kept.link:
        UploadLink.objects.filter(pk=kept.link.pk).update(used_at=None)


def _store(kept: EnrolmentList, rows: Sequence[Listed]) -> None:
    """Keep the rows as they are written, to be matched; the file goes."""
    EnrolmentListRow.objects.bulk_create(
        EnrolmentListRow(
            list=kept,
            place=row.place,
            personal_number=row.number,
            full_name=row.full_name,
            birth_date=row.birth_date,
            former_school=row.former_school,
            stage=MatchStage.STRANGER if row.is_readable else MatchStage.UNREADABLE,
            state=RowState.WAITING if row.is_readable else RowState.WRONG,
            stranger_since=None if row.is_readable else timezone.now(),
            problems=list(row.problems),
        )
        for row in rows
    )
    kept.state, kept.content = ListState.MATCHING, None
    kept.save(update_fields=["state", "content"])


def _match_some(kept: EnrolmentList) -> bool:
    waiting = kept.rows.filter(state=RowState.WAITING).order_by("place")
    rows = list(waiting[:AT_ONCE])
    if rows:
        _match(kept, rows)
    if len(rows) == AT_ONCE:
        return True
    kept.state = ListState.DONE
    kept.save(update_fields=["state"])
    return False


def _match(kept: EnrolmentList, rows: Sequence[EnrolmentListRow]) -> None:
    of_cohort = Leaver.objects.filter(cohort=kept.cohort, counts=True).select_related("student")
    leavers = {each.pk: each for each in of_cohort}
    matcher = Matcher(
        Person(
            leaver.pk,
            leaver.student.personal_number or "",
            leaver.student.sort_key,
            leaver.student.birth_date,
            leaver.school_id,
        )
        for leaver in leavers.values()
    )
    schools = schools_by_name()
    for row in rows:
        former = schools.get(search_key(row.former_school)) if row.former_school else None
        _answer(row, matcher.match(_person(row, former)), leavers)
    fields = ["school", "stage", "state", "leaver", "choices", "stranger_since"]
    EnrolmentListRow.objects.bulk_update(rows, fields, batch_size=500)
    record_found(kept, rows)


def _person(row: EnrolmentListRow, school: int | None) -> Person:
    name = name_sort_key(row.full_name)
    return Person(row.place, row.personal_number, name, row.birth_date, school)


def _answer(row: EnrolmentListRow, match: Match, leavers: Mapping[int, Leaver]) -> None:
    """Write what the match says into the row."""
    leaver = leavers[match.leaver] if match.leaver is not None else None
    schools = {leavers[each].school_id for each in match.choices}
    if match.is_automatic:
        row.state = RowState.FOUND
    elif match.stage in ASKED:
        row.state = RowState.OPEN
    else:
        row.state = RowState.STRANGER if match.stage is Stage.STRANGER else RowState.WRONG
        row.stranger_since = timezone.now()
    row.stage, row.leaver, row.choices = MatchStage(match.stage.value), leaver, [*match.choices]
    if leaver:
        row.school_id = leaver.school_id
    elif len(schools) == 1:
        row.school_id = schools.pop()
