"""The regulation set of one class, and the one a package names."""

from collections.abc import Iterable

from eduportal.core.once import read_once
from grades.choices import SetState
from grades.models import MarkSheet, RegulationSet
from grades.selectors.regulations import regulation_for
from schools.models import ClassGroup, Term


def regulation_of_class(class_group: ClassGroup, term: Term) -> RegulationSet:
    """The set of the class's sheets of the term, or the one in force while it has none.

    All sheets of a class and term stand under one set. Raises NoScheme.
    """
    opened = MarkSheet.objects.filter(class_group=class_group, term=term)
    sheet = opened.select_related("regulation").order_by("pk").first()
    if sheet is not None:
        return sheet.regulation
    return regulation_for(class_group.programme, class_group.grade_level_id, term.school_year.code)


def sharing_sets(sheets: Iterable[MarkSheet]) -> list[MarkSheet]:
    """The sheets, those under the same set with one object of it: its settings are read once."""
    sets: dict[int, RegulationSet] = {}
    found = list(sheets)
    for sheet in found:
        sheet.regulation = sets.setdefault(sheet.regulation_id, sheet.regulation)
    return found


@read_once
def registered_set(rules: str) -> RegulationSet | None:
    """The set that a package names ("code/digest"), under the code it has here.

    The digest decides: two sets that read the circular in the same way give the same results.
    """
    code, _slash, digest = rules.partition("/")
    sets = RegulationSet.objects.filter(digest=digest, state=SetState.IN_FORCE)
    return sets.filter(code=code).first() or sets.order_by("pk").first()


def registered_sets() -> list[str]:
    """The names of all sets in force, as packages name them."""
    return [each.rules for each in RegulationSet.objects.filter(state=SetState.IN_FORCE)]
