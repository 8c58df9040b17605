"""Deputies of a school's head: naming one, ending one, who acts for whom."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.accounts.forms.keeping import DeputyForm
from eduportal.accounts.models import Deputation, User
from eduportal.accounts.selectors import deputations_at, possible_deputies
from eduportal.accounts.services import deputies
from eduportal.accounts.services.managing import NotYours
from eduportal.accounts.views.school_accounts import managed_school
from eduportal.core.looking import Kind, looked
from eduportal.core.reading import whole_number
from eduportal.core.text import name_sort_key
from schools.models import School


@require_http_methods(["GET", "HEAD", "POST"])
def school_deputies(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who acts for whom; a head names a deputy or ends one."""
    school = managed_school(request, public_id)
    is_head = deputies.may_name_deputies(request.user, school)
    if request.method == "POST" and not is_head:
        raise Http404
    if "end" in request.POST:
        return _end(request, school)
    people = _people(request, school) if is_head else []
    form = DeputyForm(
        request.POST or None, people=people, initial={"starts_on": timezone.localdate()}
    )
    if form.is_valid() and _name(request, school, form):
        return redirect("accounts:school-deputies", public_id)
    return _page(request, school, form if is_head else None, people)


def _page(
    request: HttpRequest, school: School, form: DeputyForm | None, people: list[User]
) -> HttpResponse:
    rows = deputations_at(school)
    shown = {pk for row in rows for pk in (row.deputy_id, row.principal_id)}
    shown.update(person.pk for person in people)
    looked(request, Kind.ACCOUNT, ((pk, None) for pk in shown))
    context = {"school": school, "rows": rows, "form": form}
    return render(request, "accounts/school_deputies.html", context)


def _people(request: HttpRequest, school: School) -> list[User]:
    found = [each for each in possible_deputies(school) if each != request.user]
    return sorted(found, key=lambda person: name_sort_key(person.full_name))


def _name(request: HttpRequest, school: School, form: DeputyForm) -> bool:
    """Whether the deputy was named; otherwise the form says why not."""
    try:
        made = deputies.name_deputy(
            principal=request.user,
            school=school,
            deputy=form.deputy_chosen,
            acts=form.cleaned_data["acts"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
    except NotYours as refusal:
        raise Http404 from refusal
    except deputies.DeputyRefused as refusal:
        for problem in refusal.problems:
            form.add_error(None, problem)
        return False
    text = _("%(name)s acts for you from %(first)s to %(last)s.")
    messages.success(request, text % {"name": made.deputy, **_days(made)})
    return True


def _end(request: HttpRequest, school: School) -> HttpResponse:
    asked = whole_number(request.POST["end"])
    if asked is None:
        raise BadRequest(_("The form does not say what to do."))
    try:
        ended = deputies.end_deputation(actor=request.user, school=school, deputation_id=asked)
    except NotYours as refusal:
        raise Http404 from refusal
    text = _("%(name)s acts for nobody any more under this deputation.")
    messages.success(request, text % {"name": ended.deputy})
    return redirect("accounts:school-deputies", school.public_id)


def _days(made: Deputation) -> dict[str, str]:
    return {"first": f"{made.starts_on:%d/%m/%Y}", "last": f"{made.ends_on:%d/%m/%Y}"}
