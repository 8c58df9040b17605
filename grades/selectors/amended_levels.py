"""The levels of a term as an amendment leaves them, and between which the head still decides."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grades.choices import LEVEL_NAMES
from grades.models import MarkSheet, SealDecision, TermResult
from grades.rules.levels import Level
from grades.selectors.outcomes import Standing
from grades.selectors.results import results_of

LEVELS = dict(LEVEL_NAMES)


@dataclass(frozen=True)
class AmendedLevels:
    """`stored` are the sealed results of the class's term; `standings` those of the students
    concerned, afterwards, and `decisions` what holds on them then; all by enrolment."""

    stored: Mapping[int, TermResult]
    standings: Mapping[int, Standing]
    decisions: Mapping[int, SealDecision]

    def before(self, stay: int) -> int | None:
        return self.stored[stay].learning if stay in self.stored else None

    def after(self, stay: int) -> Level | None:
        """As compute_term_results stores it."""
        return self.standings[stay].level_by(self.decisions.get(stay))

    def undecided(self, stay: int) -> tuple[Level, ...]:
        """The levels between which the head still decides; none where nothing is to be decided."""
        standing = self.standings.get(stay)
        if standing is None or self.after(stay) is not None:
            return ()
        return standing.choices

    def changes(self) -> list[tuple[int, int | None, int | None]]:
        """Before and after by enrolment."""
        return [(stay, self.before(stay), self.after(stay)) for stay in sorted(self.standings)]

    def counted(self, *, amended: bool) -> str:
        """The levels of the class, "Good 12, Fair 19", from the best down; who has none last."""
        levels: dict[int, int | None] = {pk: each.learning for pk, each in self.stored.items()}
        if amended:
            levels |= {stay: self.after(stay) for stay in self.standings}
        counts = Counter(levels.values())
        return ", ".join(
            f"{level_name(each)} {counts[each]}" for each in [*LEVELS, None] if counts[each]
        )


def amended_levels(
    sheet: MarkSheet, standings: Mapping[int, Standing], students: Mapping[int, int]
) -> AmendedLevels:
    """What the class's sealed results become: one query, two where the readings differ.

    `students` are those of the standings, by enrolment.
    """
    of_class = results_of(sheet.class_group, sheet.term)
    stored = {each.enrolment_id: each for each in of_class}
    decisions = {pk: each.decision for pk, each in stored.items() if each.decision}
    asked = {students[stay]: stay for stay, standing in standings.items() if standing.choices}
    if asked:
        rows = SealDecision.objects.filter(
            class_group=sheet.class_group, term=sheet.term, student__in=asked
        )
        for row in rows.order_by("pk"):
            if row.about == standings[asked[row.student_id]].about:
                decisions[asked[row.student_id]] = row
    return AmendedLevels(stored, standings, decisions)


def level_name(level: int | None) -> str:
    """The level in words; that there is none."""
    return str(LEVELS[level]) if level in LEVELS else str(_("no level"))
