"""What merging two records of one child would do, and what forbids it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from eduportal.core.revisions import fingerprint
from eduportal.exchange.models import Line
from grades.cells import all_cells, cell_label, read_cell, text_of
from grades.choices import SheetState
from grades.models import MarkRecord
from grades.selectors.hanging import OF_STAY, pointing_at
from students.models import Enrolment, Exemption, Paper, Student, Transfer

# They move with the record; what else names a record keeps it.
_MOVED = {Enrolment, Paper, Exemption}
Joined = tuple[Enrolment, Enrolment]


@dataclass
class MergePlan:
    """`moved` stays become the survivor's, `joined` (the other's, the survivor's) become one.

    `cells` are taken over into empty ones: the survivor's line, the cell, the other's line.
    `dropped` are empty stays on days on which the survivor sits in another class. With `problems`
    nothing can be merged.
    """

    survivor: Student
    other: Student
    problems: list[str] = field(default_factory=list)
    moved: list[Enrolment] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    dropped: list[Enrolment] = field(default_factory=list)
    cells: list[tuple[MarkRecord, str, MarkRecord]] = field(default_factory=list)

    @property
    def revision(self) -> str:
        """What a page showed: both records, and all that would be done."""
        cells = [(line.pk, cell, shown(source, cell)) for line, cell, source in self.cells]
        stays = [[each.revision for each in some] for some in (self.moved, self.dropped)]
        joined = [(old.revision, new.revision) for old, new in self.joined]
        records = (self.survivor.pk, self.survivor.revision, self.other.pk, self.other.revision)
        return fingerprint((records, stays, joined, cells, self.problems))


def shown(line: MarkRecord, cell: str) -> str:
    """What the cell of the line shows."""
    return text_of(line.sheet, cell, read_cell(line, cell))


def is_sealed(student: Student) -> bool:
    """Whether packages or sealed sheets name the record."""
    lines = MarkRecord.objects.filter(enrolment__student=student, sheet__state=SheetState.SEALED)
    return Line.objects.filter(student_uid=student.person_uid).exists() or lines.exists()


def what_hangs_on(student: Student) -> Counter[type[Model]]:
    """What hangs on the record and on its stays, by table; lines only where they hold something."""
    stays = Enrolment.objects.filter(student=student)
    found = pointing_at(Student.objects.filter(pk=student.pk), but=())
    found += pointing_at(stays, but={MarkRecord})
    lines = MarkRecord.objects.filter(enrolment__in=stays).select_related("sheet")
    found[MarkRecord] = sum(line.holds_something for line in lines)
    found[Transfer] = Transfer.objects.filter(person_uid=student.person_uid).count()
    return +found


def plan_merge(survivor: Student, other: Student) -> MergePlan:
    """What making one record of the two would do, the survivor's going on."""
    plan = MergePlan(survivor, other)
    plan.problems += _problems_of_records(survivor, other)
    own = list(_stays(survivor))
    for stay in _stays(other):
        beside = [each for each in own if _overlap(stay, each)]
        same = [each for each in beside if each.class_group_id == stay.class_group_id]
        if not beside:
            plan.moved.append(stay)
        elif same:
            _join(plan, stay, same[0])
        else:
            _drop(plan, stay, beside[0])
    return plan


def _stays(student: Student) -> "QuerySet[Enrolment]":
    found = Enrolment.objects.filter(student=student).select_related("class_group", "school_year")
    return found.order_by("starts_on", "pk")


def _overlap(first: Enrolment, second: Enrolment) -> bool:
    """Whether both are of one year and on one day at least."""
    year = first.school_year
    return (
        first.school_year_id == second.school_year_id
        and first.starts_on <= (second.ends_on or year.ends_on)
        and second.starts_on <= (first.ends_on or year.ends_on)
    )


def _problems_of_records(survivor: Student, other: Student) -> Iterator[str]:
    if survivor.school_id != other.school_id or not (survivor.is_current and other.is_current):
        yield _("These are not two records of one school in use.")
    if is_sealed(other):
        if is_sealed(survivor):
            yield _(
                "Results of both records are sealed and have been reported. What is sealed is "
                "never rewritten: the records stay two."
            )
        else:
            code = other.ministry_code or _("(none)")
            text = _(
                "Results are sealed under the record of %(name)s with the code %(code)s. That "
                "record has to be the one that goes on."
            )
            yield text % {"name": other.full_name, "code": code}
    if Transfer.objects.filter(person_uid=other.person_uid).exists():
        text = _("%(name)s has a transfer between schools. That record has to go on.")
        yield text % {"name": other.full_name}
    keeping = pointing_at(Student.objects.filter(pk=other.pk), but=_MOVED)
    for model in keeping:
        text = _("“%(what)s” name the record that would go. Let that one go on instead.")
        yield text % {"what": model._meta.verbose_name_plural}
    if all(Exemption.objects.filter(student=each).exists() for each in (survivor, other)):
        yield _("Both records have exemptions. Remove those of one first.")


def _join(plan: MergePlan, old: Enrolment, new: Enrolment) -> None:
    """Two stays in one class: marks go where there are none, and nothing else may hang on one."""
    plan.joined.append((old, new))
    plan.problems += _used(old)
    lines = {line.sheet_id: line for line in _lines(new)}
    for source in _lines(old):
        target = lines.get(source.sheet_id)
        if target is not None:
            _join_lines(plan, source, target)
        elif source.holds_something:
            text = _("%(sheet)s: only the record that would go has a line with marks.")
            plan.problems.append(text % {"sheet": _title(source)})


def _join_lines(plan: MergePlan, source: MarkRecord, target: MarkRecord) -> None:
    sheet = source.sheet
    taken = 0
    for cell in all_cells(sheet):
        given, own = shown(source, cell), shown(target, cell)
        if not given or given == own:
            continue
        if own:
            text = _("%(sheet)s, %(cell)s: the records hold two different marks. Empty one first.")
            told = {"sheet": _title(source), "cell": cell_label(sheet, cell)}
            plan.problems.append(text % told)
        else:
            plan.cells.append((target, cell, source))
            taken += 1
    if taken and sheet.state != SheetState.OPEN:
        text = _("%(sheet)s has been handed in: its marks can be moved once it is returned.")
        plan.problems.append(text % {"sheet": _title(source)})
    for model in pointing_at(MarkRecord.objects.filter(pk=source.pk), but=()):
        text = _("%(sheet)s: “%(what)s” stand at the line that would go.")
        told = {"sheet": _title(source), "what": str(model._meta.verbose_name_plural)}
        plan.problems.append(text % told)


def _drop(plan: MergePlan, stay: Enrolment, beside: Enrolment) -> None:
    """In another class on the same days: only an empty stay may go."""
    if any(line.holds_something for line in _lines(stay)):
        text = _(
            "The records sit in two classes on the same days, %(first)s and %(second)s, and the "
            "one that would go has marks in the first. Put its class right first, or let it go on."
        )
        told = {"first": stay.class_group.name, "second": beside.class_group.name}
        plan.problems.append(text % told)
    plan.problems += _used(stay)
    plan.dropped.append(stay)


def _used(stay: Enrolment) -> Iterator[str]:
    """What keeps a stay: all that hangs on it but lines and what was chosen."""
    for model in pointing_at(Enrolment.objects.filter(pk=stay.pk), but=OF_STAY):
        text = _("Class %(name)s: “%(what)s” are recorded for the record that would go.")
        told = {"name": stay.class_group.name, "what": str(model._meta.verbose_name_plural)}
        yield text % told


def _lines(stay: Enrolment) -> "QuerySet[MarkRecord]":
    records = MarkRecord.objects.filter(enrolment=stay)
    related = ("sheet__subject", "sheet__class_group", "sheet__term", "sheet__regulation")
    return records.select_related(*related).order_by("pk")


def _title(line: MarkRecord) -> str:
    sheet = line.sheet
    return f"{sheet.subject.name} · {sheet.class_group.name} · {sheet.term}"
