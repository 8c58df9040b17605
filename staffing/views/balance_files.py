"""The balance of schools as a file: the same measures, to two decimals; and their quotas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.workbooks.writing import Value, write_csv, write_xlsx
from schools.models import School, SchoolYear
from staffing.models import Quota
from staffing.rules.counted import Counted
from staffing.rules.totals import Sides, SubjectTotal, totals_of

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Measured:
    """One school of the list: what it is short of and has too many, in all subjects or in one."""

    school: School
    figures: Counted
    short: Fraction
    spare: Fraction
    needed: Fraction


def balance_file(kind: str, rows: Sequence[Measured], year: SchoolYear) -> HttpResponse:
    """One line a school; short is negative in the columns of gaps."""
    titles: list[Value] = [_("School code"), _("School"), _("On the payroll"), _("On contract")]
    titles += [_("Norm"), _("Gap to the norm"), _("Quota"), _("Gap to the quota")]
    titles += [_("Short by subject"), _("Too many by subject"), _("Not recruited")]
    table: list[Sequence[Value]] = [titles, *map(_line, rows)]
    content = write_csv(table) if kind == "csv" else write_xlsx([(_("Balance"), table)])
    return download(content, f"balance-{year.code}", kind)


def quotas_file(schools: Iterable[School], year: SchoolYear) -> HttpResponse:
    """The posts given to these schools, one line for each kind, as the import reads them."""
    titles: list[Value] = [_("School code"), _("School"), _("Post"), _("Posts given")]
    titles += [_("To be recruited this year"), _("Recruited so far"), _("Plan of recruitment")]
    titles += [_("Number of the decision"), _("Day of the decision")]
    found = Quota.objects.filter(school__in=schools, school_year=year).select_related("school")
    table = [titles, *map(_quota, found.order_by("school__search_key", "school", "kind"))]
    return download(write_xlsx([(_("Quotas"), table)]), f"quotas-{year.code}")


def _quota(quota: Quota) -> list[Value]:
    return [
        quota.school.code,
        quota.school.name,
        str(quota.get_kind_display()),
        quota.posts,
        quota.approved,
        quota.filled,
        quota.plan,
        quota.decision,
        quota.decided_on,
    ]


def totals_file(
    kind: str,
    year: SchoolYear,
    places: Mapping[tuple[str, str], Sequence[Counted]],
    subjects: Mapping[str, SubjectTotal],
    names: Mapping[str, str],
) -> HttpResponse:
    """Places and subjects, a sheet each; a CSV file has the places."""
    by_place = _places(places)
    if kind == "csv":
        content = write_csv(by_place)
    else:
        by_subject = _subjects(subjects, names)
        content = write_xlsx([(_("Places"), by_place), (_("Subjects"), by_subject)])
    return download(content, f"balance-totals-{year.code}", kind)


def _places(places: Mapping[tuple[str, str], Sequence[Counted]]) -> list[Sequence[Value]]:
    titles: list[Value] = [_("Place"), _("Schools"), _("Short of the norm"), _("Above the norm")]
    titles += [_("Short of the quota"), _("Above the quota")]
    titles += [_("Short by subject"), _("Too many by subject"), _("Not recruited")]
    table: list[Sequence[Value]] = [titles]
    for (_code, name), figures in places.items():
        totals = totals_of(figures)
        sides = (*_sides(totals.norm), *_sides(totals.quota), *_sides(totals.subjects))
        table.append([name, totals.schools, *sides, totals.unfilled])
    return table


def _subjects(
    subjects: Mapping[str, SubjectTotal], names: Mapping[str, str]
) -> list[Sequence[Value]]:
    titles: list[Value] = [_("Subject"), _("Posts needed"), _("Posts there")]
    titles += [_("Short by subject"), _("Too many by subject")]
    lines = [
        [names[code], *map(rounded, (total.posts.needed, total.posts.there)), *_sides(total.sides)]
        for code, total in subjects.items()
        if code in names
    ]
    return [titles, *lines]


def _line(row: Measured) -> list[Value]:
    figures = row.figures
    return [
        row.school.code,
        row.school.name,
        rounded(figures.on_payroll),
        rounded(figures.on_contract),
        rounded(figures.norm),
        rounded(figures.norm_gap),
        figures.quota,
        rounded(figures.quota_gap),
        rounded(row.short),
        rounded(row.spare),
        figures.unfilled,
    ]


def _sides(sides: Sides) -> tuple[Decimal | None, Decimal | None]:
    """Nothing where no school's measure is known."""
    return (rounded(sides.short), rounded(sides.spare)) if sides.known else (None, None)


def rounded(value: Fraction | None) -> Decimal | None:
    """To two decimals, half up."""
    if value is None:
        return None
    return (Decimal(value.numerator) / value.denominator).quantize(CENT, ROUND_HALF_UP)
