"""What homeroom teachers have said, as the rest of the mark book asks for it."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from grades.choices import RecordMoment
from grades.choices.traits import names_of_traits
from grades.models import HomeroomRecord, MarkSheet
from grades.rules.traits import CodedTrait
from grades.selectors.days import days_of_sheet, undue_kinds
from schools.models import ClassGroup, Term
from students.models import Enrolment


def homeroom_records(
    class_group: ClassGroup, term: Term, moment: RecordMoment = RecordMoment.FINAL
) -> dict[int, HomeroomRecord]:
    """The records of the class's students at the moment, by enrolment: one query."""
    found = HomeroomRecord.objects.filter(
        enrolment__class_group=class_group, term=term, moment=moment
    )
    return {each.enrolment_id: each for each in found}


def conduct_of(class_group: ClassGroup, term: Term) -> dict[int, int]:
    """The conduct given for the term (grades.rules.Level), by enrolment: one query."""
    return conduct_in(homeroom_records(class_group, term))


def conduct_in(records: Mapping[int, HomeroomRecord]) -> dict[int, int]:
    """The same of records that are there already."""
    return {pk: each.conduct for pk, each in records.items() if each.conduct is not None}


def traits_missing(
    class_group: ClassGroup,
    term: Term,
    stays: Sequence[Enrolment],
    traits: Sequence[CodedTrait],
    final: Mapping[int, HomeroomRecord],
    sheets: Sequence[MarkSheet],
) -> dict[int, str]:
    """What lacks at the end of the term (`final`), and in its middle of whom it was due by the days
    of entry, in words and by enrolment: two queries, none where the grade has no such levels.

    TT 27/2020 Art. 7 asks for each level at both times. The days are the same for all `sheets` of
    the class.
    """
    if not traits or not sheets:
        return {}
    found = traits_missing_in(final, stays, traits)
    days = days_of_sheet(sheets[0])
    due = [stay for stay in stays if "midterm" not in undue_kinds(stay, days)]
    middle = traits_missing_in(
        homeroom_records(class_group, term, RecordMoment.MIDTERM), due, traits
    )
    for pk, names in middle.items():
        said = f"{RecordMoment.MIDTERM.label}: {names}"
        found[pk] = f"{said}; {RecordMoment.FINAL.label}: {found[pk]}" if pk in found else said
    return found


def traits_missing_in(
    records: Mapping[int, HomeroomRecord],
    stays: Iterable[Enrolment],
    traits: Sequence[CodedTrait],
) -> dict[int, str]:
    """The qualities and competences without a level, in words and by enrolment; nobody who has all
    of them."""
    found = {}
    for stay in stays:
        record = records.get(stay.pk)
        given = record.traits if record else []
        missing = [
            name
            for place, name in enumerate(names_of_traits(traits))
            if place >= len(given) or given[place] is None
        ]
        if missing:
            is_all = len(missing) == len(traits)
            found[stay.pk] = _("every quality and competence") if is_all else ", ".join(missing)
    return found
