"""Opening the mark sheets of classes: the doors to services/opening_sheets.py."""

from collections.abc import Iterable

from django.utils import timezone

from grades.models import MarkSheet
from grades.selectors.days import days_of_schools
from grades.services.opening_sheets import open_all, open_where_assessed
from schools.models import ClassGroup, Term


def open_sheets(*, class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """Make sure the class has a sheet for each of its subjects, with a line for each student.

    Compulsory subjects come from the programme; electives and optional ones are those with a
    teaching assignment or a student's choice; a sheet has a column for study topics where the class
    or a student studies them; a sheet that was withdrawn stays away until a
    teacher is assigned. Repeating the call adds what is missing (a student who arrived), takes
    away empty lines and sheets of subjects not chosen any more, and changes nothing else. A class
    whose term is sealed stays as it is: a subject or a student that comes later must not open it
    again. Raises NoScheme for a class whose circular the portal does not compute.
    """
    return open_all([(class_group, term)])


def open_school_sheets(*, school_id: int, term: Term) -> int:
    """Open the missing sheets of every class of the school for the term; returns how many."""
    classes = ClassGroup.objects.filter(school=school_id, school_year=term.school_year_id)
    sheets = MarkSheet.objects.filter(school=school_id, term=term)
    known = set(sheets.values_list("pk", flat=True))
    opened = open_where_assessed([(group, term) for group in classes])
    return sum(sheet.pk not in known for sheet in opened)


def open_lines_for(*, class_group_ids: Iterable[int]) -> None:
    """Give the students of these classes the lines of their subjects, and no empty others.

    In terms that take marks today, and in those of which the class has sheets; a term that begins
    later gets its sheets when it does (eduportal.registry.ON_SUBJECTS_CHOSEN).
    """
    today = timezone.localdate()
    groups = ClassGroup.objects.filter(pk__in=set(class_group_ids)).order_by("pk")
    years = groups.order_by().values("school_year")
    terms = list(Term.objects.select_related("school_year").filter(school_year__in=years))
    opened = set(
        MarkSheet.objects.filter(class_group__in=groups.order_by())
        .values_list("class_group", "term")
        .distinct()
    )
    schools = {class_group.school_id for class_group in groups}
    days = {term.pk: days_of_schools(term, schools) for term in terms}
    open_where_assessed(
        [
            (group, term)
            for group in groups
            for term in terms
            if term.school_year_id == group.school_year_id
            and (days[term.pk][group.school_id].contains(today) or (group.pk, term.pk) in opened)
        ]
    )


def open_if_assessed(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """The class's sheets; none for a class that has no marks by a circular computed here."""
    return open_where_assessed([(class_group, term)])
