"""Why a student's year of primary school has its result."""

from collections.abc import Hashable, Mapping
from typing import cast

from django.utils.translation import gettext as _

from grades.choices import SheetState
from grades.models import MarkRecord, YearResult
from grades.rules.explaining import Asks, ExplainingYears, YearKey
from grades.selectors.explained import in_words
from grades.selectors.explaining import Explained
from grades.selectors.year_facts import year_facts
from schools.models import Subject


def why_year_level(records: list[MarkRecord], explaining: ExplainingYears) -> list[Explained]:
    """Why the year has its result, or none yet: about nine queries.

    `records` are the student's lines of the year, the last one in the class that reports it. What
    the open sheets hold does not count: the year comes from sealed terms.
    """
    last = records[-1]
    regulation, stay = last.sheet.regulation, last.enrolment
    facts = year_facts(stay.class_group, [stay], regulation)[stay.pk]
    found = explaining.year_level(facts)
    traits = regulation.scheme.traits(stay.class_group.grade_level_id)
    keys = {cast(YearKey, each.key) for each in found.inputs}
    names = dict(
        Subject.objects.filter(
            pk__in=[key.of for key in keys if key.asks is not Asks.TRAITS]
        ).values_list("pk", "name")
    )
    naming = YearNames(names, [each.name for each in traits])
    kept = YearResult.objects.filter(enrolment=stay).first()
    differs = kept is not None and kept.learning != found.result
    return [
        Explained(
            in_words(found, naming, regulation.circular),
            regulation,
            all(record.sheet.state == SheetState.SEALED for record in records),
            stored=str(kept.get_learning_display() or "–") if kept and differs else "",
        )
    ]


class YearNames:
    """What an input of a year of primary school is called, by its YearKey."""

    def __init__(self, subjects: Mapping[int, str], traits: list[str]) -> None:
        self._subjects, self._traits = subjects, traits

    def __call__(self, key: Hashable) -> str:
        asks, of = cast(YearKey, key)
        if asks is Asks.TRAITS:
            return self._traits[of]
        name = self._subjects[of]
        return _("%(subject)s, test") % {"subject": name} if asks is Asks.TESTS else name
