"""What taking a merge of two records back would do, and what forbids it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from eduportal.core.restoring import RowChange, changed_since, rows_now
from eduportal.core.revisions import fingerprint
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.selectors.merging import MergePlan
from students.models import (
    ChosenSubject,
    DistinctStudents,
    Enrolment,
    Exemption,
    Paper,
    Student,
    StudentMerge,
    StudyTopic,
)

Keys = dict[type[Model], set[int]]


@dataclass
class Parting:
    """What goes back to what it was; with `problems` nothing does."""

    merge: StudentMerge
    changes: list[RowChange]
    problems: list[str] = field(default_factory=list)

    @property
    def revision(self) -> str:
        """What a page showed."""
        keys = [(change.model._meta.label, change.key) for change in self.changes]
        return fingerprint((self.merge.pk, self.merge.student.revision, keys, self.problems))

    @property
    def back(self) -> list[tuple[str, int]]:
        """What goes back, by kind."""
        models = dict.fromkeys(change.model for change in self.changes)
        return [
            (
                str(model._meta.verbose_name_plural),
                sum(each.model is model for each in self.changes),
            )
            for model in models
        ]


def keys_touched(plan: MergePlan) -> Keys:
    """The rows that merging may change or delete; those it makes are not among them."""
    both, gone = (plan.survivor.pk, plan.other.pk), [each.pk for each in plan.dropped]
    gone += [old.pk for old, _new in plan.joined]
    stays = {*gone, *(each.pk for each in plan.moved), *(each.pk for _old, each in plan.joined)}
    lines = MarkRecord.objects.filter(enrolment__in=gone)
    pointing: dict[type[Model], Q] = {
        Paper: Q(student__in=both),
        Exemption: Q(student__in=both),
        ChosenSubject: Q(enrolment__in=gone),
        StudyTopic: Q(enrolment__in=gone),
        DistinctStudents: Q(first=plan.other.pk),
        StudentMerge: Q(student=plan.other.pk),
    }
    found: Keys = {
        Student: set(both),
        Enrolment: stays,
        MarkRecord: {*lines.values_list("pk", flat=True), *(line.pk for line, *_x in plan.cells)},
    }
    for model, condition in pointing.items():
        rows = model._default_manager.filter(condition)
        found[model] = set(rows.order_by().values_list("pk", flat=True))
    return found


def rows_of(keys: Keys) -> dict[tuple[type[Model], int], dict[str, object]]:
    """These rows as they are stored: one query a table."""
    return {
        (model, key): dict(row)
        for model, some in keys.items()
        for key, row in rows_now(model, some).items()
    }


def plan_parting(merge: StudentMerge) -> Parting:
    """What taking the merge back would do; it needs the merge's own rows."""
    changes = [RowChange(apps.get_model(label), *rest) for label, *rest in merge.rows]
    plan = Parting(merge, changes)
    plan.problems += _changed(merge, changed_since(changes))
    plan.problems += _sheets_closed(changes)
    own = {change.key for change in changes if change.model is StudentMerge}
    later = StudentMerge.objects.filter(student=merge.student_id, pk__gt=merge.pk)
    for each in later.exclude(pk__in=own):
        text = _("%(name)s was merged into this record later: take that back first.")
        plan.problems.append(text % {"name": each.gone_name})
    return plan


def _changed(merge: StudentMerge, changes: Iterable[RowChange]) -> Iterator[str]:
    sheets = _sheets(changes)
    for change in changes:
        what = str(change.model._meta.verbose_name)
        if change.model is MarkRecord:
            what = _title(sheets[change.facts["sheet_id"]])
        yield _("Changed since the records were merged: %(what)s") % {"what": what}


def _sheets_closed(changes: list[RowChange]) -> Iterator[str]:
    """Sheets on which lines would change or come, or whose seal names the one record by now."""
    lines = [change for change in changes if change.model is MarkRecord]
    stays = [change.key for change in changes if change.model is Enrolment]
    of_stays = MarkSheet.objects.filter(records__enrolment__in=stays, state=SheetState.SEALED)
    closed = {pk for pk, sheet in _sheets(lines).items() if sheet.state != SheetState.OPEN}
    named = Q(pk__in=closed) | Q(pk__in=of_stays.values("pk"))
    for sheet in _in_words().filter(named).distinct().order_by("pk"):
        if sheet.state == SheetState.SEALED:
            yield _("%(sheet)s has been sealed.") % {"sheet": _title(sheet)}
        else:
            text = _("%(sheet)s has been handed in: it has to be returned first.")
            yield text % {"sheet": _title(sheet)}


def _sheets(changes: Iterable[RowChange]) -> dict[int, MarkSheet]:
    ids = {change.facts["sheet_id"] for change in changes if change.model is MarkRecord}
    return _in_words().in_bulk(list(ids))


def _in_words() -> "QuerySet[MarkSheet]":
    return MarkSheet.objects.select_related("subject", "class_group", "term")


def _title(sheet: MarkSheet) -> str:
    return f"{sheet.subject.name} · {sheet.class_group.name} · {sheet.term}"
