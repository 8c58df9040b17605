"""The page of results put together: its sides, its tiles, and the sentence they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.dashboards.figures.outcomes import schools_with, term_results
from eduportal.dashboards.figures.selectors import LEVEL_STAGES, SchoolIds, Tally
from eduportal.dashboards.questions.figure import Place
from eduportal.dashboards.questions.outcome_schools import (
    FiveTile,
    FunnelTile,
    SchoolShare,
    school_shares,
)
from eduportal.dashboards.questions.outcome_tiles import (
    GradesTile,
    LevelRow,
    MarksTile,
    SubjectRow,
    grades_tile,
    level_rows,
    subject_rows,
)
from eduportal.dashboards.questions.outcomes import Chosen, Side, YearResults, grades_in
from schools.choices import Stage
from schools.models import School, Subject, Term
from schools.selectors import term_before

# Subjects the sentence names.
NAMED_SUBJECTS = 2


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; empty for what is left to the page. `five` is a cell's name."""

    stage: str
    subject: str
    grade: str
    against: str
    five: str


class ResultsPage:
    """The results of one term in one place, beside another year or all places."""

    def __init__(
        self, term: Term, place: Place, whole_name: str, school_ids: SchoolIds, smallest: int
    ) -> None:
        self.term, self.place, self.whole_name, self.smallest = term, place, whole_name, smallest
        self._now = term_results(term, school_ids)
        self.before = term_before(term)
        self._then = term_results(self.before, school_ids) if self.before else None
        self.schools = schools_with(each for each in (self._now, self._then) if each)
        self.subjects: Mapping[int, Subject] = Subject.objects.order_by("position").in_bulk()

    @property
    def own_schools(self) -> list[School]:
        """The schools of the place, by name."""
        if self.place.school:
            return [self.place.school]
        unit = self.place.unit
        return [each for each in self.schools if not unit or each.unit_id == unit.pk]

    @cached_property
    def stages(self) -> list[str]:
        """The levels of education of which the place has results or classes."""
        own = [self._now.by_school.get(school.pk) for school in self.own_schools]
        found = {stage for each in own if each for stage in each.tallies}
        return [stage.value for stage in LEVEL_STAGES if stage in found]

    def grades(self, stage: str) -> list[int]:
        """The grades of a level of education there, to choose from."""
        return grades_in(self._now.of(self.own_schools), self._now, stage)

    def shown(self, wanted: Wanted) -> "ShownResults":
        """The page as the address asks for it."""
        stage = wanted.stage or (self.stages[0] if self.stages else LEVEL_STAGES[0].value)
        named = {subject.code: subject for subject in self.subjects.values()}
        subject = named.get(wanted.subject) or named.get("TOAN") or next(iter(named.values()), None)
        chosen = Chosen(stage, subject, int(wanted.grade or 0))
        now = YearResults(self._now, self.schools, chosen, self.smallest)
        then = None
        if self._then is not None:
            then = YearResults(self._then, self.schools, chosen, self.smallest)
        own = Side(now, self.place, self.place.name or self.whole_name)
        return ShownResults(self, wanted, own, self._other(wanted, now, then), then)

    def _other(self, wanted: Wanted, now: YearResults, then: YearResults | None) -> Side | None:
        if wanted.against == "all":
            return Side(now, Place(), self.whole_name)
        return Side(then, self.place, str(self.before)) if then else None


class ShownResults:
    """The tiles of the page; each is worked out once, for the page as for its file."""

    def __init__(
        self,
        page: ResultsPage,
        wanted: Wanted,
        own: Side,
        other: Side | None,
        then: YearResults | None,
    ) -> None:
        self.page, self.wanted, self.own, self.other, self._then = page, wanted, own, other, then
        self.stage = own.year.chosen.stage
        self.subject = own.year.chosen.subject

    @property
    def stage_name(self) -> str:
        return str(Stage(self.stage).label)

    @cached_property
    def tally(self) -> Tally:
        """The classes behind the chosen level of education."""
        return self.own.tally(self.stage)

    @property
    def has_results(self) -> bool:
        return self.own.levels(self.stage).has_results

    @cached_property
    def levels(self) -> list[LevelRow]:
        return level_rows(self.own, self.other, self.page.stages)

    @cached_property
    def grades(self) -> GradesTile:
        return grades_tile(self.own, self.other)

    @cached_property
    def subjects(self) -> list[SubjectRow]:
        return subject_rows(self.own, self.other, self.page.subjects)

    @cached_property
    def marks(self) -> MarksTile:
        other = self.other.marks() if self.other else None
        return MarksTile(self.subject, self.own.marks(), other)

    @cached_property
    def _shares(self) -> list[SchoolShare]:
        return school_shares(self.own, self._then)

    @cached_property
    def five(self) -> FiveTile:
        return FiveTile(self._shares, self.wanted.five)

    @cached_property
    def funnel(self) -> FunnelTile:
        return FunnelTile(self._shares)

    @property
    def compares_schools(self) -> bool:
        return self.page.place.school is None and len(self._shares) > 1

    @property
    def lead(self) -> list[str]:
        """The sentences that answer how the term went, from the tiles themselves."""
        found = [self._upper_sentence(), self._subjects_sentence()]
        return [sentence for sentence in found if sentence]

    def _upper_sentence(self) -> str:
        share = self.own.levels(self.stage).upper_share
        if share is None:
            return ""
        row = next(row for row in self.levels if row.name == self.stage_name)
        said = {
            "stage": self.stage_name,
            "share": grouped_text(share, 1),
            "change": grouped_text(abs(row.change or 0), 1),
            "other": self.other.name if self.other else "",
        }
        return _change_sentence(row.change) % said

    def _subjects_sentence(self) -> str:
        shown = [row for row in self.subjects if row.share]
        most: Sequence[SubjectRow] = sorted(shown, key=lambda row: -(row.share or 0))
        names = [
            f"{row.subject.name} ({grouped_text(row.share or 0, 1)}%)"
            for row in most[:NAMED_SUBJECTS]
        ]
        if not names:
            return ""
        return _("Most averages below 5.0: %(subjects)s.") % {"subjects": ", ".join(names)}


def _change_sentence(change: float | None) -> str:
    if change is None:
        return _("%(stage)s: %(share)s%% of the students are at the levels Good and Fair.")
    if abs(change) < 0.05:
        return _(
            "%(stage)s: %(share)s%% of the students are at the levels Good and Fair, "
            "as many as in: %(other)s."
        )
    if change > 0:
        return _(
            "%(stage)s: %(share)s%% of the students are at the levels Good and Fair, "
            "%(change)s percentage points more than in: %(other)s."
        )
    return _(
        "%(stage)s: %(share)s%% of the students are at the levels Good and Fair, "
        "%(change)s percentage points less than in: %(other)s."
    )
