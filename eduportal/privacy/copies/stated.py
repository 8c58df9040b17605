"""What examination councils and other products state of a student, for the copy of all data."""

from django.utils.translation import gettext as _

from eduportal.privacy.copies.sheets import Copy
from eduportal.privacy.selectors import records_of
from grades.models import Candidate, EarlierYear
from students.models import Student


def add_stated(copy: Copy, student: Student) -> None:
    """Examinations with their scores, and years before the portal."""
    _examinations(copy, student)
    _earlier_years(copy, student)


def _examinations(copy: Copy, student: Student) -> None:
    rows = Candidate.objects.filter(student__in=records_of(student)).order_by("pk")
    titles = [_("School year"), _("Examination"), _("Candidate number"), _("Scores"), _("Total")]
    copy.add(
        _("Examinations"),
        [*titles, _("Source"), _("Announced on")],
        (
            [
                each.school_year.code,
                str(each.get_kind_display()),
                each.number,
                "; ".join(f"{score.subject.name} {score.shown}" for score in each.scores.all()),
                each.total,
                each.source,
                each.announced_on,
            ]
            for each in rows.select_related("school_year").prefetch_related("scores__subject")
        ),
    )


def _earlier_years(copy: Copy, student: Student) -> None:
    rows = EarlierYear.objects.filter(student__in=records_of(student)).order_by("year", "part")
    titles = [_("School year"), _("Part of the year"), _("School"), _("Class"), _("Results")]
    titles += [_("Average of all subjects"), _("Learning result"), _("Conduct")]
    titles += [_("Sessions missed"), _("Title"), _("What followed"), _("Source")]
    copy.add(
        _("Years before the portal"),
        titles,
        (
            [
                each.school_year_name,
                str(each.get_part_display()),
                each.school_name,
                each.class_name,
                "; ".join(f"{mark.subject.name} {mark.result}" for mark in each.marks.all()),
                each.average,
                each.learning,
                each.conduct,
                each.absences,
                each.award,
                each.outcome,
                each.source,
            ]
            for each in rows.prefetch_related("marks__subject")
        ),
    )
