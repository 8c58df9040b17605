"""What a school does from its first day to its open sheets, and what is still missing."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from eduportal.core.beginning import Step
from schools.models import ClassGroup, Term
from staffing.models import StaffMember, TeachingAssignment
from students.models import Enrolment
from students.selectors import in_class_for


def school_steps(term: Term, school_ids: Collection[int], sheets: int) -> Iterator[Step]:
    """The steps in their order, counted over the schools: five queries."""
    yield from _people(school_ids)
    yield from _classes(term, school_ids)
    yield _step(
        _("Mark sheets"),
        _("On days of entry the sheets of a class open with its first student."),
        "grades:class-list",
        _("Open the sheets"),
        sheets,
    )


def _classes(term: Term, school_ids: Collection[int]) -> Iterator[Step]:
    """The classes of the year, who sits in them and who teaches them."""
    classes = ClassGroup.objects.filter(school__in=school_ids, school_year=term.school_year_id)
    stays = Enrolment.objects.filter(in_class_for(term), class_group__in=classes)
    lessons = TeachingAssignment.objects.in_force(term.today_in()).filter(class_group__in=classes)
    yield _step(
        _("Classes"),
        _("By their names, many at once: 6A1…6A8. A list of students makes its classes itself."),
        "grades:class-new",
        _("Add classes"),
        classes.count(),
    )
    yield _step(
        _("Students"),
        _("One by one here, or many by a list (Imports)."),
        "students:student-new",
        _("Add a student"),
        stays.count(),
    )
    yield _step(
        _("Assignments"),
        _("Who teaches which subject in which class, and the homeroom teachers."),
        "staffing:assignments",
        _("Assign teachers"),
        lessons.count(),
    )


def _people(school_ids: Collection[int]) -> Iterator[Step]:
    """The staff and their accounts."""
    staff = StaffMember.objects.filter(school__in=school_ids)
    yield _step(
        _("Staff"),
        _("The school's teachers and other staff, with the main subject of each."),
        "staffing:staff-new",
        _("Add a person"),
        staff.count(),
    )
    yield _step(
        _("Accounts"),
        _("Created from the staff list, with a slip for each person."),
        "staffing:account-new",
        _("Create accounts"),
        staff.exclude(user=None).count(),
    )


def _step(title: str, text: str, page: str, action: str, count: int) -> Step:
    return Step(title, text, reverse(page), action, count, is_done=count > 0)
