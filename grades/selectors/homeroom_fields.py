"""Which fields a homeroom teacher fills in for a class: conduct, or qualities and competences."""

from grades.choices import RecordMoment
from grades.choices.traits import names_of_traits
from grades.selectors.attendance import scheme_of_class
from schools.models import ClassGroup, Term


def traits_of_class(class_group: ClassGroup, term: Term) -> list[tuple[str, str]]:
    """The qualities and competences of the class, each with the name of its field: one query.

    None in secondary school, and while the class has no sheet that names its circular.
    """
    scheme = scheme_of_class(class_group, term)
    traits = scheme.traits(class_group.grade_level_id) if scheme else ()
    names = enumerate(names_of_traits(traits), start=1)
    return [(f"traits-{number}", name) for number, name in names]


def fields_of(class_group: ClassGroup, term: Term, moment: RecordMoment) -> set[str]:
    """The names of the fields at the moment; secondary school has the end of the term alone."""
    if traits := traits_of_class(class_group, term):
        return {"comment", *(name for name, _title in traits)}
    return {"conduct", "grounds", "comment"} if moment == RecordMoment.FINAL else set()
