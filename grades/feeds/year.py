"""What a school year ends with: the results of the year, and those of the re-assessment after."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.exchange.feeds import Fact, Row
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Header
from grades.feeds.explaining import TEMPLATE, by_title, why_of_summer, why_of_year
from grades.feeds.facts import result_facts
from grades.feeds.subjects import DAYS, LEVEL, SubjectFeed
from grades.feeds.words import level_in_words, yes_or_no
from grades.rules.levels import YearLevel
from grades.selectors.year_lines import AGAIN_FEED, YEAR_FEED
from schools.models import ClassGroup

YES_OR_NO = frozenset([None, 0, 1])
# TT 22/2021 Art. 15: 1 Học sinh Giỏi, 2 Học sinh Xuất sắc; TT 27/2020 Art. 13: 2 as well, and 3
# Học sinh Tiêu biểu; 0 for none of them.
TITLES = frozenset([None, 0, 1, 2, 3])
ANY_LEVEL = LEVEL | frozenset(YearLevel)


class YearFeed(SubjectFeed):
    """A class's year (cả năm): one cell a subject, its result of the year.

    Sealed by the head (grades/services/year_end.py). Who waits for the summer has no word on
    moving up yet; that comes with the re-assessment.
    """

    name = YEAR_FEED
    title = gettext_lazy("Results of the year")
    is_of_class = True
    is_expected = False
    schemas = ("year.1",)
    order = 6
    periods = ("year",)
    result = {
        "learning": ANY_LEVEL,
        "before": LEVEL,
        "conduct": LEVEL,
        "title": TITLES,
        "promoted": YES_OR_NO,
        "absent": DAYS,
    }

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        for line in lines:
            subjects = zip(header.layout, line[7], strict=True)
            cells = [(code, form, cell) for (code, form), cell in subjects]
            result = dict(zip(self.result, line[8], strict=True))
            yield from result_facts(header, line, result, cells)

    why_template = TEMPLATE

    def why(
        self, header: Header, line: Row, beside: Sequence[tuple[Header, Row]]
    ) -> Mapping[str, Any]:
        return by_title(why_of_year(header, line, beside))

    def page_of(self, package: Package) -> str:
        own = ClassGroup.objects.filter(
            school=package.school_id, school_year__code=package.year, code=package.unit
        )
        found = own.values_list("public_id", flat=True).first()
        if found is None or package.origin != settings.EDUPORTAL_NODE:
            return ""
        return reverse("grades:class-year", args=[found])

    def result_in_words(self, result: Sequence[int | None]) -> dict[str, str]:
        learning, _before, conduct, _title, promoted, _absent = result
        return {
            _("Learning result"): level_in_words(learning),
            _("Conduct"): level_in_words(conduct),
            _("Moves up or completes"): yes_or_no(promoted),
        }


class AgainFeed(SubjectFeed):
    """A school's re-assessment in the summer (TT 22/2021 Art. 14): two cells a subject.

    Sealed by the head (grades/services/summer.py). The result of the year, and the one given again;
    the first is never overwritten. A subject the student was not assessed in again is not taken.
    """

    name = AGAIN_FEED
    title = gettext_lazy("Re-assessment")
    is_expected = False
    schemas = ("again.1",)
    order = 7
    periods = ("again",)
    cells_each = 2
    result = {"conduct": LEVEL, "promoted": YES_OR_NO}

    why_template = TEMPLATE

    def why(
        self, header: Header, line: Row, beside: Sequence[tuple[Header, Row]]
    ) -> Mapping[str, Any]:
        return by_title(why_of_summer(header, line, beside))

    def page_of(self, package: Package) -> str:
        is_own = package.origin == settings.EDUPORTAL_NODE
        return reverse("grades:summer", args=[package.school.code]) if is_own else ""

    def result_in_words(self, result: Sequence[int | None]) -> dict[str, str]:
        conduct, promoted = result
        return {
            _("Conduct"): level_in_words(conduct),
            _("Moves up or completes"): yes_or_no(promoted),
        }
