"""What the end of a year and the summer after it keep of one student."""

from django.utils.translation import gettext as _

from eduportal.privacy.copies.sheets import Copy, Row, on_the_wall
from eduportal.privacy.selectors import records_of
from grades.choices import TRAIT_NAMES
from grades.models import LevelCompletion, OutsideResult, YearDecision, YearResult, YearSubject
from grades.rules.cells import CellForm
from grades.rules.mark_text import format_cell
from students.models import Student


def add_years(copy: Copy, student: Student) -> None:
    """Results of each year with their subjects, decisions, and completions of a level."""
    _results(copy, student)
    _subjects(copy, student)
    _outside(copy, student)
    _decisions(copy, student)
    _completions(copy, student)


def _results(copy: Copy, student: Student) -> None:
    results = YearResult.objects.filter(enrolment__student__in=records_of(student))
    results = results.select_related("enrolment__school_year", "enrolment__class_group")
    titles = [_("School year"), _("Class"), _("Learning result"), _("Conduct")]
    titles += [_("Sessions missed"), _("Title"), _("What follows"), _("Re-assessed")]
    titles += [_("Conduct after the training"), _("Tasks and outcome"), _("After the summer")]
    titles += [_("Qualities and competences"), _("After help")]
    rows: list[Row] = []
    for each in results.order_by("enrolment__school_year__code"):
        copy.names(each.trained_by_id)
        rows.append(
            [
                each.enrolment.school_year.code,
                each.enrolment.class_group.name,
                str(each.get_learning_display() or ""),
                str(each.get_conduct_display() or ""),
                each.absences,
                str(each.get_award_display()),
                each.said(each.promotion),
                str(each.get_reassessed_learning_display() or ""),
                str(each.get_retrained_conduct_display() or ""),
                each.training_note,
                each.said(each.promotion_again),
                _levels(each.traits),
                _levels(each.traits_again),
            ]
        )
    copy.add(_("Results of years"), titles, rows)


def _levels(traits: list[int | None]) -> str:
    """Levels of qualities and competences, in their order."""
    names = dict(TRAIT_NAMES)
    return ", ".join(str(names[each]) if each else "–" for each in traits)


def _subjects(copy: Copy, student: Student) -> None:
    found = YearSubject.objects.filter(year_result__enrolment__student__in=records_of(student))
    found = found.select_related("subject", "year_result__enrolment__school_year", "again_by")
    titles = [_("School year"), _("Subject"), _("Term I"), _("Term II"), _("Year")]
    rows: list[Row] = []
    for each in found.order_by("year_result__enrolment__school_year__code", "subject__name"):
        copy.names(each.again_by_id)
        marks = (each.term1, each.term2, each.result, each.again)
        rows.append(
            [
                each.year_result.enrolment.school_year.code,
                each.subject.name,
                *(format_cell(mark) for mark in marks),
                *(format_cell(mark, CellForm.POINTS) for mark in (each.test, each.test_again)),
                str(each.again_by or ""),
                on_the_wall(each.again_at) if each.again_at else "",
            ]
        )
    titles += [_("Re-assessed"), _("Test"), _("New test"), _("Who"), _("When")]
    copy.add(_("Subjects of years"), titles, rows)


def _outside(copy: Copy, student: Student) -> None:
    found = OutsideResult.objects.filter(outside_term__student__in=records_of(student))
    found = found.select_related("subject", "outside_term__term", "outside_term__entered_by")
    titles = [_("When"), _("Term"), _("Former school"), _("Subject"), _("Result of the term")]
    titles += [_("Conduct"), _("Sessions missed"), _("Who")]
    rows: list[Row] = []
    for each in found.order_by("outside_term", "subject__name"):
        term = each.outside_term
        copy.names(term.entered_by_id)
        place = [on_the_wall(term.at), str(term.term), str(term), each.subject.name]
        said = [str(term.get_conduct_display() or ""), term.absences, str(term.entered_by)]
        rows.append([*place, format_cell(each.result), *said])
    copy.add(_("Terms at other schools"), titles, rows)


def _decisions(copy: Copy, student: Student) -> None:
    found = YearDecision.objects.filter(student__in=records_of(student)).select_related(
        "class_group__school_year", "actor", "principal"
    )
    titles = [_("When"), _("School year"), _("Class"), _("Case"), _("Decision")]
    rows: list[Row] = []
    for each in found.order_by("pk"):
        copy.names(each.actor_id)
        copy.names(each.principal_id)
        paper = f"{each.number}, {each.signed_on:%d/%m/%Y}"
        about = [each.class_group.school_year.code, each.class_group.name]
        said = [str(each.get_matter_display()), each.in_words, paper, each.reason, each.signature]
        rows.append([on_the_wall(each.at), *about, *said])
    titles += [_("Number and day"), _("Reason"), _("Who")]
    copy.add(_("Decisions on years"), titles, rows)


def _completions(copy: Copy, student: Student) -> None:
    found = LevelCompletion.objects.filter(
        year_result__enrolment__student__in=records_of(student)
    ).select_related("actor", "taken_back_by")
    titles = [_("Level of education"), _("Completed on"), _("Decision"), _("Who"), _("When")]
    rows: list[Row] = []
    for each in found.order_by("pk"):
        copy.names(each.actor_id)
        copy.names(each.taken_back_by_id)
        day = f"{each.completed_on:%d/%m/%Y}"
        said = [str(each.get_stage_display()), day, each.decision, str(each.actor)]
        rows.append([*said, on_the_wall(each.at), each.taken_back_for])
    copy.add(_("Completions of a level"), [*titles, _("Taken back because")], rows)
