"""The list of staff as a workbook."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.workbooks.forms import write_form
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import School
from staffing.models import StaffMember
from staffing.selectors.listed import LIST_TITLES, lines_of


def staff_file(
    request: HttpRequest, staff: "QuerySet[StaffMember]", school: School
) -> HttpResponse:
    """Everybody of the list, not one page of it. Raises PermissionDenied without the right."""
    if not request.scope.may_export(frozenset({school.pk})):
        raise PermissionDenied
    rows = list(staff)
    look_at_staff(request, school, rows)
    titles = [_("Full name"), _("Date of birth"), _("Post"), _("Main subject"), _("Homeroom")]
    titles += [_("Account"), _("Status"), _("Ministry code")]
    table: list[Sequence[Value]] = [titles, *map(_line, rows)]
    return download(write_xlsx([(_("Staff"), table)]), f"staff-{school.code}")


def ministry_file(
    request: HttpRequest, staff: "QuerySet[StaffMember]", school: School
) -> HttpResponse:
    """The same people in the layout of the Ministry's list, which is read back as it is.

    Without personal numbers, as every list that can be taken away.
    """
    if not request.scope.may_export(frozenset({school.pk})):
        raise PermissionDenied
    people = list(staff)
    # Accounts are not in it.
    looked(request, Kind.STAFF, at_school(school.pk, (each.pk for each in people)))
    lines = lines_of(people, timezone.localdate())
    rows = [[number, *line] for number, line in enumerate(lines, start=1)]
    form = write_form("Danh sách cán bộ", [[title] for title in LIST_TITLES], rows)
    return download(form, f"CSDL_GiaoVien-{school.code}")


def look_at_staff(request: HttpRequest, school: School, staff: Iterable[StaffMember]) -> None:
    """The answer shows these people of the school, and the names of their accounts."""
    rows = list(staff)
    looked(request, Kind.STAFF, at_school(school.pk, (each.pk for each in rows)))
    looked(request, Kind.ACCOUNT, ((each.user_id, None) for each in rows if each.user_id))


def _line(each: Any) -> list[Value]:
    """`each` is a StaffMember with what staff_listed adds."""
    return [
        each.full_name,
        each.birth_date,
        ", ".join(str(post.get_kind_display()) for post in each.posts_now),
        each.main_subject.name if each.main_subject else "",
        ", ".join(homeroom.class_group.name for homeroom in each.homerooms_now),
        each.user.username if each.user else "",
        str(each.get_status_display()),
        each.ministry_code or "",
    ]


# What the address asks for with `export`.
FILES = {"xlsx": staff_file, "ministry": ministry_file}
