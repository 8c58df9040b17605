"""What an amendment of sealed marks brings along, computed before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from eduportal.core.revisions import fingerprint
from grades.cells import average_of, cell_label, read_cell, text_of, write_cell
from grades.choices import CellCode
from grades.models import AmendedCell, Amendment, MarkRecord, MarkSheet
from grades.rules.levels import Level
from grades.rules.mark_text import format_cell
from grades.selectors.amended_levels import AmendedLevels, amended_levels, level_name
from grades.selectors.correcting import SealedTerm, sealed_term
from grades.selectors.days import days_of_sheets, undue_kinds
from grades.selectors.explaining import Explained
from grades.selectors.explaining_amended import averages_explained, levels_explained
from grades.selectors.outcomes import Standing, standings_of
from grades.selectors.settling import moment_for
from grades.selectors.year_consequences import YearChanges, year_changes
from students.models import Student

Values = Mapping[str, int | str | bool | None]
# How the results of the lines and the levels of the term would come about.
How = tuple[Mapping[int, Explained], Mapping[int, Explained]]


@dataclass(frozen=True)
class Consequence:
    """One thing that changes: what it is, before and after as text; equal where it stays.

    `kind` is average, learning, kept, year, class or cell; `explained` how the value after would
    come about.
    """

    kind: str
    title: str
    before: str
    after: str
    explained: Explained | None = field(default=None, repr=False, compare=False)

    @property
    def stays(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class AmendedLine:
    """One student's line of an amendment: the cells that change and what follows for the student.

    `average` is what the line will hold.
    """

    record: MarkRecord
    cells: Sequence[AmendedCell]
    average: int | None
    consequences: Sequence[Consequence]

    @property
    def student(self) -> Student:
        return self.record.enrolment.student

    @cached_property
    def is_as_asked(self) -> bool:
        """Whether each cell still holds what it held when the change was asked for."""
        return all(read_cell(self.record, each.name) == each.before for each in self.cells)


@dataclass(frozen=True)
class Consequences:
    """An open amendment as it would be written now: its lines, and what changes for the class.

    `sealed` is None where nothing of the class counts as sealed. `of_term` are the levels of the
    term before and after. `sealed_years` are the classes whose sealed year would say something else
    then.
    """

    lines: Sequence[AmendedLine]
    of_class: Sequence[Consequence]
    gives_term_level: bool
    sealed: SealedTerm | None
    of_term: AmendedLevels
    sealed_years: Sequence[str]

    @property
    def is_as_asked(self) -> bool:
        return all(line.is_as_asked for line in self.lines)

    @property
    def levels(self) -> list[tuple[int, int | None, int | None]]:
        """The levels of the students concerned by enrolment, before and after."""
        return self.of_term.changes() if self.gives_term_level else []

    @property
    def undecided(self) -> list[tuple[AmendedLine, tuple[Level, ...]]]:
        """The lines of students between whose levels the head decides with the amendment."""
        stays = ((line, self.of_term.undecided(line.record.enrolment_id)) for line in self.lines)
        return [(line, levels) for line, levels in stays if levels]

    @property
    def revision(self) -> str:
        """What a page shows, so that a form can say what it was made for."""
        shown = [each for line in self.lines for each in line.consequences]
        sealed = self.sealed.revision if self.sealed else ""
        facts = (shown, self.of_class, self.sealed_years, sealed)
        return fingerprint(facts)


def changed(record: MarkRecord, values: Values) -> MarkRecord:
    """A copy of the record in which these cells hold these values; the record stays as it is."""
    copied = copy(record)
    copied.regular = [*record.regular]
    for name, value in values.items():
        write_cell(copied, name, value)
    return copied


def averages_after(
    sheet: MarkSheet, records: Iterable[MarkRecord], values: Mapping[int, Values]
) -> dict[int, int | None]:
    """The result of each line by the rules of a sealed term, by record: one query."""
    days = days_of_sheets([sheet])[sheet.pk]
    return {
        record.pk: average_of(
            changed(record, values[record.pk]),
            moment_for(record.enrolment, sheet.term),
            undue_kinds(record.enrolment, days),
        )
        for record in records
    }


def consequences_of(amendment: Amendment) -> Consequences:
    """What the amendment would change if it were written now: some thirty queries."""
    return preview(amendment.sheet, amendment.cells.all())


def preview(sheet: MarkSheet, asked: Iterable[AmendedCell]) -> Consequences:
    """The same for the cells of an amendment that is perhaps not stored yet."""
    cells = _by_line(asked)
    lines = _lines(sheet, cells)
    values = {pk: {each.name: each.after for each in of_line} for pk, of_line in cells.items()}
    averages = averages_after(sheet, lines, values)
    standings = _standings_after(sheet, lines, values, averages)
    students = {line.enrolment_id: line.enrolment.student_id for line in lines}
    levels = amended_levels(sheet, standings, students)
    new = {line.enrolment_id: changed(line, values[line.pk]) for line in lines}
    of_year = year_changes(sheet, standings, new)
    amended = averages_explained(sheet, list(new.values()))
    how = (amended, levels_explained(sheet, standings))
    return Consequences(
        lines=[
            AmendedLine(
                line,
                cells[line.pk],
                averages[line.pk],
                _of_student(sheet, line, averages[line.pk], levels, how) + _of_years(of_year, line),
            )
            for line in lines
        ],
        of_class=_of_class(sheet, levels),
        gives_term_level=sheet.scheme.gives_term_level,
        sealed=sealed_term(sheet.class_group, sheet.term),
        of_term=levels,
        sealed_years=of_year.sealed,
    )


def _by_line(asked: Iterable[AmendedCell]) -> dict[int, list[AmendedCell]]:
    cells: defaultdict[int, list[AmendedCell]] = defaultdict(list)
    for cell in asked:
        cells[cell.record_id].append(cell)
    return cells


def _lines(sheet: MarkSheet, keys: Iterable[int]) -> list[MarkRecord]:
    records = MarkRecord.objects.filter(pk__in=keys, sheet=sheet)
    lines = list(records.select_related("enrolment__student").order_by("enrolment__position"))
    for line in lines:
        line.sheet = sheet
    return lines


def _of_years(changes: YearChanges, line: MarkRecord) -> list[Consequence]:
    return [
        Consequence("year", each.title, each.before, each.after, each.explained)
        for each in changes.by_stay.get(line.enrolment_id, ())
    ]


def _standings_after(
    sheet: MarkSheet,
    lines: Sequence[MarkRecord],
    values: Mapping[int, Values],
    averages: Mapping[int, int | None],
) -> dict[int, Standing]:
    """The standing of each student concerned, with the line as it will be."""
    settled = {
        (line.enrolment_id, sheet.subject_id): CellCode.EXEMPT.value
        if values[line.pk].get("exempt", line.exempt)
        else averages[line.pk]
        for line in lines
    }
    found = standings_of(sheet.class_group, sheet.term, sheet.regulation, settled=settled)
    own = {line.enrolment_id for line in lines}
    return {pk: standing for pk, standing in found.items() if pk in own}


def _of_student(
    sheet: MarkSheet,
    line: MarkRecord,
    average: int | None,
    levels: AmendedLevels,
    how: How,
) -> list[Consequence]:
    averages, explained = how
    found = [
        Consequence(
            "average",
            _("Result of the term in %(subject)s") % {"subject": sheet.subject.name},
            format_cell(line.average) or "–",
            format_cell(average) or "–",
            averages.get(line.pk),
        )
    ]
    if not sheet.scheme.gives_term_level:
        # What an amendment of primary school leaves alone is said.
        kept = _("as sealed")
        title = _("Qualities, competences, and what is not named above")
        found.append(Consequence("kept", title, kept, kept))
    elif line.enrolment_id in levels.standings:
        found.append(_of_term(line.enrolment_id, levels, explained))
    return found


def _of_term(stay: int, levels: AmendedLevels, explained: Mapping[int, Explained]) -> Consequence:
    after = level_name(levels.after(stay))
    if choices := levels.undecided(stay):
        names = " / ".join(level_name(level) for level in choices)
        after = _("the head decides: %(levels)s") % {"levels": names}
    return Consequence(
        "learning",
        _("Learning result of the term"),
        level_name(levels.before(stay)),
        after,
        explained.get(stay),
    )


def _of_class(sheet: MarkSheet, levels: AmendedLevels) -> list[Consequence]:
    """The levels of the class; none where a term has none over all subjects."""
    if not sheet.scheme.gives_term_level:
        return []
    title = _("Table of class %(class)s") % {"class": sheet.class_group.name}
    return [
        Consequence("class", title, levels.counted(amended=False), levels.counted(amended=True))
    ]


def shown_change(sheet: MarkSheet, cell: AmendedCell) -> Consequence:
    """A cell before and after, as the sheet writes them."""
    before, after = (_text(sheet, cell.name, value) for value in (cell.before, cell.after))
    return Consequence("cell", cell_label(sheet, cell.name), before, after)


def _text(sheet: MarkSheet, name: str, value: int | str | bool | None) -> str:
    if name == "exempt":
        return str(_("exempt")) if value else str(_("not exempt"))
    return text_of(sheet, name, value) or "–"
