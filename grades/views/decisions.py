"""The part of the page of sealing that asks for a decision on each student without a level."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal.core.revisions import fingerprint
from grades.choices import LEVEL_NAMES, Answer
from grades.forms.deciding import DecisionForm
from grades.forms.year_end import PaperForm
from grades.rules.cells import CellCode
from grades.rules.levels import Level
from grades.rules.mark_text import format_cell
from grades.selectors.citations import clause_text
from grades.selectors.ending import Ending
from grades.selectors.open_students import OpenStudent
from grades.selectors.results import Forecast, Unclassified
from grades.selectors.settling import OpenLine
from grades.services import Decided

# From how many students without a decision on the same answer for all of them is offered.
SEVERAL = 2


def tell_decided(request: HttpRequest, count: int) -> None:
    """Say on the next page how many decisions were recorded."""
    if count:
        said = ngettext("%d decision is recorded.", "%d decisions are recorded.", count)
        messages.success(request, said % count)
    else:
        messages.info(request, _("No decision was new. Nothing was done."))


@dataclass(frozen=True)
class Choice:
    """One answer on offer, with what follows from it and its clause in words."""

    value: str
    label: str
    follows: str
    clause: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """A form with its answers: on one student, or on all of a group without a decision."""

    form: DecisionForm
    choices: list[Choice]


@dataclass(frozen=True)
class OnStudent(Question):
    """The question about one student: what is missing, and what was decided before."""

    student: OpenStudent
    lacks: list[str]


@dataclass(frozen=True)
class Group:
    """Students who get no level for one reason; `all` asks about those without a decision."""

    reason: Unclassified
    questions: list[OnStudent]
    all: Question | None

    @property
    def undecided(self) -> list[OpenStudent]:
        return [each.student for each in self.questions if each.student.answer is None]


@dataclass(frozen=True)
class Decisions:
    """Every question of the page and the paper the answers stand on, bound to what was sent if
    something was."""

    groups: list[Group]
    paper: PaperForm

    @cached_property
    def is_valid(self) -> bool:
        forms = [each.form for group in self.groups for each in group.questions]
        forms += [group.all.form for group in self.groups if group.all]
        if not all([form.is_valid() for form in forms]):
            return False
        needs_paper = any(each.answer is not Answer.MAKE_UP for each in self._taken())
        return not needs_paper or self.paper.is_valid()

    @property
    def taken(self) -> list[Decided]:
        """What is new, each on the paper unless it needs none."""
        return [
            each if each.answer is Answer.MAKE_UP else replace(each, **self.paper.cleaned_data)
            for each in self._taken()
        ]

    def _taken(self) -> list[Decided]:
        """An answer for one student goes before the one for all of a group."""
        found = []
        for group in self.groups:
            for question in group.questions:
                pk, before = question.student.stay.student_id, question.student.decision
                given = question.form.decided(pk)
                if given is None and before is None and group.all:
                    given = group.all.form.decided(pk)
                if given and not _is_same(given, question.student):
                    found.append(given)
        return found


def decisions_of(forecast: Forecast | None, data: QueryDict | None = None) -> Decisions:
    """The questions about the students to whom the marks give no level."""
    if forecast is None or forecast.ending is None or not forecast.ending.gives_levels:
        return Decisions([], _paper(data))
    ending = forecast.ending
    groups = [_group(ending, each, data) for each in forecast.unclassified]
    return Decisions(groups, _paper(data))


def _paper(data: QueryDict | None) -> PaperForm:
    """A make-up test that is still to come needs none, so the browser does not ask for it."""
    return PaperForm(data, use_required_attribute=False)


def _is_same(given: Decided, student: OpenStudent) -> bool:
    before = student.decision
    return before is not None and (before.answer, before.level, before.reason) == (
        given.answer,
        given.level,
        given.reason,
    )


def _group(ending: Ending, reason: Unclassified, data: QueryDict | None) -> Group:
    undecided = [each for each in reason.open if each.answer is None]
    every = _on_all(ending, reason, undecided, data) if len(undecided) >= SEVERAL else None
    return Group(reason, [_on_student(ending, each, data) for each in reason.open], every)


def _on_all(
    ending: Ending, reason: Unclassified, undecided: Sequence[OpenStudent], data: QueryDict | None
) -> Question:
    """The answers that are on offer for each of them."""
    about = (reason.subjects, reason.is_choice_open, [level.value for level in reason.levels])
    key = fingerprint(about, 8)
    first = undecided[0]
    levels = [_levels(each) for each in undecided]
    # An answer that leads some of them to a choice between levels is given one by one.
    offers = {
        answer: found
        for answer, found in levels[0].items()
        if all(each.get(answer) == found for each in levels)
    }
    form = DecisionForm(offers, data, prefix=f"all-{key}")
    return Question(form, _choices(ending, form, first, one=False))


def _on_student(ending: Ending, student: OpenStudent, data: QueryDict | None) -> OnStudent:
    known = student.decision
    initial = (
        {"answer": known.answer, "level": known.level, "reason": known.reason} if known else {}
    )
    prefix = str(student.stay.student.public_id)
    form = DecisionForm(_levels(student), data, prefix=prefix, initial=initial)
    return OnStudent(form, _choices(ending, form, student), student, _lacks(student))


def _levels(student: OpenStudent) -> dict[Answer, tuple[Level, ...]]:
    """The answers on offer, each with the levels of which one goes with it."""
    return {answer: student.levels_for(answer) for answer in student.offers}


def _choices(
    ending: Ending, form: DecisionForm, student: OpenStudent, *, one: bool = True
) -> list[Choice]:
    chosen = form["answer"].value()
    return [
        Choice(
            value=value,
            label=str(label),
            follows=_follows(ending, student, Answer(value), one=one),
            clause=clause_text(student.offers[Answer(value)], ending.scheme.code),
            is_chosen=value == chosen,
        )
        for value, label in form.offered
    ]


def _follows(ending: Ending, student: OpenStudent, answer: Answer, *, one: bool) -> str:
    """What the answer leads to; of several students only what holds for each of them."""
    if answer is Answer.MAKE_UP:
        if ending.scheme.waits_for(answer):
            return _("The class is not sealed before. Return the sheet, so that the mark can come.")
        return _("The student is sealed without a level.")
    if answer is Answer.LEVEL:
        return _("The level you choose: %(levels)s.") % {"levels": _between(student, answer)}
    if answer is Answer.NONE:
        return _("A level afterwards needs an amendment.")
    return _results_after(student, answer) if one else _("The results follow by the rules.")


def _results_after(student: OpenStudent, answer: Answer) -> str:
    """ "Toán 4,6 · Passed"."""
    names = {
        line.record.sheet.subject_id: name for name, line in student.lacking if line is not None
    }
    results = student.results_after(answer)
    words = [
        f"{names[subject]} {format_cell(result) or _('no result')}"
        for subject, result in results.items()
    ]
    if student.after[answer].choices:
        said = _("the readings of Art. 9(3) differ then; choose the level: %(levels)s")
        return " · ".join([*words, said % {"levels": _between(student, answer)}])
    return " · ".join([*words, _level_name(student.after[answer].level_by(None))])


def _between(student: OpenStudent, answer: Answer) -> str:
    """ "Good, Fair, Passed"."""
    return ", ".join(_level_name(level) for level in student.levels_for(answer))


def _level_name(level: int | None) -> str:
    return str(dict(LEVEL_NAMES)[level]) if level else _("no level")


def _lacks(student: OpenStudent) -> list[str]:
    """Each subject without a result, and why its cells are empty."""
    return [f"{name}: {_cells(line)}" if line else name for name, line in student.lacking]


def _cells(line: OpenLine) -> str:
    sheet = line.record.sheet
    words = []
    for each in line.lacks:
        column = sheet.columns[each.cell]
        if column.value(line.record) == CellCode.ABSENT:
            words.append(_("%(column)s absent") % {"column": column.label})
        elif not each.is_due:
            words.append(
                _("%(column)s not asked for, closed while the student was in the class")
                % {"column": column.label}
            )
        else:
            words.append(_("%(column)s empty") % {"column": column.label})
    return ", ".join(words)


def to_do(forecast: Forecast | None) -> dict[str, list[str]]:
    """The names of those between the class and its seal: no decision yet, a make-up to come."""
    ending = forecast.ending if forecast else None
    undecided, awaiting = (ending.undecided, ending.awaiting) if ending else ([], [])
    return {"undecided": _names(undecided), "awaiting": _names(awaiting)}


def _names(students: Sequence[OpenStudent]) -> list[str]:
    return [each.stay.student.full_name for each in students]
