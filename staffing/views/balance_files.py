"""The balance of schools as a file: the same measures, to two decimals; and their quotas."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.workbooks.writing import Value, write_csv, write_xlsx
from schools.models import School, SchoolYear
from staffing.models import Quota
from staffing.rules.balance import Balance

CENT = Decimal("0.01")


def balance_file(
    kind: str, rows: Sequence[tuple[School, Balance]], year: SchoolYear
) -> HttpResponse:
    """One line a school; short is negative in the columns of gaps."""
    titles: list[Value] = [_("School code"), _("School"), _("On the payroll"), _("On contract")]
    titles += [_("Norm"), _("Gap to the norm"), _("Quota"), _("Gap to the quota")]
    titles += [_("Short by subject"), _("Too many by subject"), _("Not recruited")]
    table: list[Sequence[Value]] = [titles, *(_line(*row) for row in rows)]
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


def _line(school: School, balance: Balance) -> list[Value]:
    return [
        school.code,
        school.name,
        _rounded(balance.on_payroll),
        _rounded(balance.on_contract),
        _rounded(balance.norm),
        _rounded(balance.norm_gap),
        balance.quota,
        _rounded(balance.quota_gap),
        _rounded(balance.short),
        _rounded(balance.surplus),
        balance.unfilled,
    ]


def _rounded(value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    return (Decimal(value.numerator) / value.denominator).quantize(CENT, ROUND_HALF_UP)
