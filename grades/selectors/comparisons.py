"""Shadow runs and what they found, for the pages and the export."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet
from django.utils.translation import gettext as _

from grades.choices import LEVEL_NAMES, ComparisonState, SetState
from grades.models import ComparedResult, RegulationComparison, RegulationSet
from grades.rules.mark_text import format_cell
from grades.rules.schemes import settings_of
from grades.rules.settings import Setting
from grades.selectors.citations import clause_text
from grades.selectors.regulations import (
    columns_are_taken,
    comparison_year,
    governing_without,
    is_over,
)
from grades.selectors.setting_lines import value_text
from schools.models import Subject

# eduportal.core.keyset
RESULT_ORDER = ("school__name", "enrolment__class_group__name", "enrolment__position", "pk")
HAS_BOTH = Q(learning_before__isnull=False, learning_after__isnull=False)
LEVEL_CHANGES = (
    (HAS_BOTH & ~Q(learning_before=F("learning_after")))
    | Q(learning_before__isnull=True, learning_after__isnull=False)
    | Q(learning_before__isnull=False, learning_after__isnull=True)
)


def current_comparison(regulation: RegulationSet) -> RegulationComparison | None:
    """The newest finished run that lets this set come into force, if there is one.

    It covers the year of `comparison_year`, with the set that would govern without this one.
    """
    year = comparison_year(regulation)
    if year is None:
        return None
    return RegulationComparison.objects.filter(
        regulation=regulation,
        base=governing_without(regulation, year.code),
        school_year=year,
        state=ComparisonState.FINISHED,
    ).first()


def _counts(comparison: RegulationComparison) -> dict[str, Count]:
    """What is counted of a run; before the set's first year a seal makes no difference."""
    kept = Q(pk=None) if is_for_reference(comparison) else Q(sealed=True)
    return {
        "changed": Count("pk", filter=~kept),
        "levels": Count("pk", filter=~kept & LEVEL_CHANGES),
        "decisions": Count("pk", filter=~kept & Q(decision_after=True, decision_before=False)),
        "kept": Count("pk", filter=kept),
    }


@dataclass(frozen=True)
class Summary:
    """What a run found, in students a term; `kept` are those of sealed classes, `changed` others.

    In a run over a year before the set's first one all count as `changed`. A level that appears
    or disappears counts among `levels`.
    """

    changed: int
    levels: int
    decisions: int
    kept: int


def summary_of(comparison: RegulationComparison) -> Summary:
    """The totals of a run: one query."""
    return Summary(**comparison.results.aggregate(**_counts(comparison)))


def counts_by_school(comparison: RegulationComparison) -> "QuerySet[ComparedResult, Any]":
    """The schools in which results change, most changes first: code, name and counts."""
    schools = comparison.results.values("school__code", "school__name")
    found = _counts(comparison)
    counts = schools.annotate(changed=found["changed"], levels=found["levels"], kept=found["kept"])
    return counts.order_by("-changed", "-kept", "school__name")


@dataclass(frozen=True)
class CauseCount:
    """One changed setting and how many results it changes; sealed ones counted apart."""

    setting: Setting
    question: str
    clause: str
    before: str
    after: str
    changed: int
    kept: int


def counts_by_cause(comparison: RegulationComparison) -> list[CauseCount]:
    """Every setting in which the sets differ, also one that changes no result: one query.

    A result that takes several settings counts for each of them.
    """
    causes = comparison.results.annotate(cause=Func("causes", function="unnest")).values("cause")
    counts = causes.annotate(**_counts(comparison))
    found = {
        cause: (changed, kept)
        for cause, changed, kept in counts.values_list("cause", "changed", "kept")
    }
    circular = comparison.regulation.circular
    before, after = comparison.base.settings, comparison.regulation.settings
    return [
        CauseCount(
            each,
            _(each.question),
            clause_text(each.clause, circular),
            before=value_text(each, before.get(each.key, each.default)),
            after=value_text(each, after.get(each.key, each.default)),
            changed=found.get(each.key, (0, 0))[0],
            kept=found.get(each.key, (0, 0))[1],
        )
        for each in settings_of(circular)
        if each.key in found or before.get(each.key) != after.get(each.key)
    ]


@dataclass(frozen=True)
class ResultLine:
    """One compared result ready to be read. `name` is empty where it may not be shown."""

    result: ComparedResult
    name: str
    subjects: list[tuple[str, str, str]]
    causes: list[tuple[str, str]]

    @property
    def level_changes(self) -> bool:
        return self.result.learning_before != self.result.learning_after

    @property
    def level_before(self) -> str:
        return level_text(self.result.learning_before)

    @property
    def level_after(self) -> str:
        return level_text(self.result.learning_after)


def results_of(comparison: RegulationComparison, school_code: str) -> "QuerySet[ComparedResult]":
    """The compared results in RESULT_ORDER, by class and student; of one school if named."""
    rows = comparison.results.select_related(
        "school", "term__school_year", "enrolment__class_group", "enrolment__student"
    ).order_by(*RESULT_ORDER)
    return rows.filter(school__code=school_code) if school_code else rows


def result_lines(
    rows: Iterable[ComparedResult],
    comparison: RegulationComparison,
    may_name: Callable[[int], bool],
) -> Iterator[ResultLine]:
    """The rows in words: one query for all subjects. `may_name` says it of a school's students."""
    subjects = dict(Subject.objects.values_list("pk", "short_name"))
    circular = comparison.regulation.circular
    words = {
        each.key: (clause_text(each.clause, circular), _(each.question))
        for each in settings_of(circular)
    }
    for row in rows:
        yield ResultLine(
            result=row,
            name=row.enrolment.student.full_name if may_name(row.school_id) else "",
            subjects=[
                (subjects[pk], result_text(before), result_text(after))
                for pk, before, after in row.subjects
            ],
            causes=[words[key] for key in row.causes],
        )


def result_text(value: int | None) -> str:
    """A subject's result as people read it: "8,5", "Đ", a dash for none."""
    return format_cell(value) or "–"


def level_text(value: int | None) -> str:
    """A level of learning in words, or that there is none yet."""
    return str(dict(LEVEL_NAMES)[value]) if value is not None else _("no level yet")


def comparisons_of(regulation: RegulationSet) -> "QuerySet[RegulationComparison]":
    """The runs of a set that are not discarded, newest first."""
    runs = regulation.comparisons.exclude(state=ComparisonState.DISCARDED)
    return runs.select_related("school_year", "base", "created_by")


def may_come_into_force(comparison: RegulationComparison) -> bool:
    """Whether this run is the one that lets its draft come into force."""
    regulation = comparison.regulation
    if regulation.state != SetState.DRAFT or is_over(regulation.from_year):
        return False
    if columns_are_taken(regulation):
        return False
    return current_comparison(regulation) == comparison


def is_stale(comparison: RegulationComparison) -> bool:
    """Whether a draft was compared with another set than would govern now without it."""
    regulation = comparison.regulation
    if regulation.state != SetState.DRAFT:
        return False
    return governing_without(regulation, comparison.school_year.code) != comparison.base


def is_for_reference(comparison: RegulationComparison) -> bool:
    """Whether the run reads a school year before those its set can govern."""
    return comparison.school_year.code < comparison.regulation.from_year


def stands_in(comparison: RegulationComparison) -> bool:
    """Whether the run reads the newest year with sheets because its set's first one has none."""
    if not is_for_reference(comparison):
        return False
    return comparison.school_year == comparison_year(comparison.regulation)
