"""The homeroom teacher's class: every subject side by side, conduct and comments."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.answers import refusal
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import BadJson, json_body
from eduportal.core.text import visible
from eduportal.scoping.actions import Action
from grades.choices import LEVEL_NAMES, TRAIT_NAMES, RecordMoment
from grades.forms.cells import BadEdits, edits_from_form, edits_from_json
from grades.homeroom_cells import LEVEL_LETTERS, TRAIT_LETTERS
from grades.rules.levels import Level
from grades.selectors.homeroom import HomeroomPage, homeroom_page
from grades.selectors.homeroom_history import homeroom_history, homeroom_revision
from grades.services import CellEdit, CellResult, NotAllowed, NotReadable, SheetLocked
from grades.services.homeroom import save_homeroom
from grades.services.homeroom_rights import may_lead, may_take_away, why_homeroom_locked
from grades.views.access import find_homeroom
from grades.views.phrases import bank_context
from schools.models import ClassGroup, Term
from schools.period import deadline_sentence, term_of, urgency
from staffing.selectors import classes_led
from students.models import Enrolment

REFUSED = {NotAllowed: (403, "not_allowed"), SheetLocked: (423, "locked")}
LEVELS = [(LEVEL_LETTERS[Level(value)], name) for value, name in LEVEL_NAMES]
TRAIT_LEVELS = [(TRAIT_LETTERS[value], name) for value, name in TRAIT_NAMES]
# Of the history one page shows so many lines.
MOST_LINES = 500


@require_GET
def homeroom_list(request: HttpRequest) -> HttpResponse:
    """The class the user leads today; where there are several, or none, a page says so."""
    if not request.scope.can_somewhere(Action.WRITE_OWN_MARKS):
        raise Http404
    term = term_of(request)
    year = term.school_year_id if term else None
    led = [each for each in classes_led(request.user.pk) if each.school_year_id == year]
    if term and len(led) == 1:
        return redirect("grades:homeroom", led[0].public_id, term.code)
    return render(request, "grades/homeroom_list.html", {"classes": led, "term": term})


def moment_of_request(request: HttpRequest) -> RecordMoment:
    """The moment of the term that the address names; its end without one."""
    named = request.GET.get("moment", "")
    return RecordMoment(named) if named in RecordMoment.values else RecordMoment.FINAL


@require_http_methods(["GET", "POST"])
def homeroom(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """The class. A POST is the whole form of a browser without JavaScript."""
    group, of_term = find_homeroom(request, public_id, term)
    moment = moment_of_request(request)
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        problems = _save_form(request, group, of_term, moment)
        if not problems:
            return redirect(request.get_full_path())
    page = homeroom_page(group, of_term, moment)
    looked(request, Kind.STUDENT, at_school(group.school_id, page.student_ids))
    looked(request, Kind.STAFF, at_school(group.school_id, page.staff_ids))
    context = _context(request, group, of_term, page, moment)
    return render(request, "grades/homeroom.html", {**context, "problems": problems})


def _context(
    request: HttpRequest, group: ClassGroup, term: Term, page: HomeroomPage, moment: RecordMoment
) -> dict[str, Any]:
    locked = why_homeroom_locked(group, term)
    is_writer = may_lead(request.scope, request.user.pk, group)
    warned = settings.EDUPORTAL_ABSENCE_WARNING
    return {
        "class_group": group,
        "term": term,
        "page": page,
        "moment": moment.value,
        "levels": TRAIT_LEVELS if page.traits else LEVELS,
        "moments": RecordMoment.choices if page.traits else [],
        "editable": is_writer and not locked,
        "why_locked": locked or ("" if is_writer else _("You may look at this class.")),
        "warn_from": warned,
        "often_absent": [row for row in page.present if row.counted >= warned],
        "deadline": deadline_sentence(term.entry_closes_on),
        "urgency": urgency(term.entry_closes_on),
        **_addresses(group, term, moment),
        "can_take_away": may_take_away(request.scope, request.user.pk, group),
        "import_url": import_address(group, term, moment) if is_writer and not locked else "",
        "can_open_sheets": request.scope.can(Action.READ_MARKS, group.school_id),
        "collapsed": True,
        "sent_back": [(row.name, row.sent_back) for row in page.rows if row.sent_back],
        **_bank(request, group, term),
        **above_homeroom(request, group),
    }


def _addresses(group: ClassGroup, term: Term, moment: RecordMoment) -> dict[str, Any]:
    """Where the page and its script send what is entered, and what the page was made of."""
    place, at_moment = [group.public_id, term.code], f"?moment={moment.value}"
    return {
        "sheet_url": reverse("grades:homeroom", args=place) + at_moment,
        "save_url": reverse("grades:homeroom-save", args=place) + at_moment,
        "changes_url": reverse("grades:homeroom-now", args=place) + at_moment,
        "file_url": reverse("grades:class-book-file", args=place) + at_moment,
        "template_url": reverse("grades:class-template", args=place) + at_moment,
        "signin_url": reverse("accounts:sign-in-json"),
        "revision": homeroom_revision(group, term),
    }


def import_address(group: ClassGroup, term: Term, moment: RecordMoment) -> str:
    """Where a file of the class is brought, with what it is about chosen."""
    time = {RecordMoment.MIDTERM: "gk", RecordMoment.FINAL: "ck"}[moment]
    chosen = {"kind": "class-record", "class_name": group.name, "term": term.code, "moment": time}
    return f"{reverse('imports:job-new')}?{urlencode(chosen)}"


def _bank(request: HttpRequest, group: ClassGroup, term: Term) -> dict[str, Any]:
    """The comment bank for homeroom comments."""
    address = reverse("grades:homeroom-phrase", args=[group.public_id, term.code])
    return bank_context(request, group.school_id, None, address)


def above_homeroom(request: HttpRequest, group: ClassGroup) -> dict[str, str]:
    """The page above: the class for those who may see its sheets, otherwise the own classes."""
    if request.scope.can(Action.READ_MARKS, group.school_id):
        address = reverse("grades:class-detail", args=[group.public_id])
        return {"up": group.name, "up_url": address}
    return {"up": _("Homeroom class"), "up_url": reverse("grades:homeroom-list")}


def _save_form(
    request: HttpRequest, group: ClassGroup, term: Term, moment: RecordMoment
) -> list[dict[str, str]]:
    """Save the fields that differ from what the page showed; a problem for each that was not."""
    edits = edits_from_form(request.POST)
    try:
        results = _save(request, group, term, moment, edits)
    except (NotAllowed, SheetLocked) as refused:
        return [{"cell_id": "", "label": "", "message": str(refused.message), "value": ""}]
    saved = sum(result.status == "saved" for result in results)
    messages.success(request, ngettext("%d field saved.", "%d fields saved.", saved) % saved)
    return _problems_of(group, edits, results)


def _problems_of(
    group: ClassGroup, edits: list[CellEdit], results: list[CellResult]
) -> list[dict[str, str]]:
    refused = [
        (edit, result)
        for edit, result in zip(edits, results, strict=True)
        if result.status not in ("saved", "same")
    ]
    named = {edit.record for edit, _result in refused}
    stays = Enrolment.objects.filter(class_group=group, pk__in=named)
    names = dict(stays.values_list("pk", "student__full_name"))
    return [
        {
            "cell_id": f"m-{edit.record}-{edit.cell}",
            "label": names.get(edit.record, ""),
            "message": result.message,
            "value": visible(edit.after),
        }
        for edit, result in refused
    ]


def _save(
    request: HttpRequest,
    group: ClassGroup,
    term: Term,
    moment: RecordMoment,
    edits: list[CellEdit],
) -> list[CellResult]:
    return save_homeroom(
        class_group=group,
        term=term,
        moment=moment,
        edits=edits,
        scope=request.scope,
        user_id=request.user.pk,
    )


@require_POST
def homeroom_save(request: HttpRequest, public_id: UUID, term: str) -> JsonResponse:
    """Save a batch of fields; one answer for each, in JSON, in the words of a mark sheet's save."""
    group, of_term = find_homeroom(request, public_id, term)
    try:
        edits = edits_from_json(json_body(request))
        results = _save(request, group, of_term, moment_of_request(request), edits)
    except BadJson as problem:
        return refusal(problem.status, "bad_request", str(problem))
    except BadEdits as problem:
        return refusal(problem.status, "bad_request", str(problem))
    except NotReadable:
        return refusal(404, "not_found", _("There is nothing at this address."))
    except (NotAllowed, SheetLocked) as problem:
        return refusal(*REFUSED[type(problem)], str(problem.message))
    told = [each.record for each in results if each.status not in ("saved", "gone")]
    students = Enrolment.objects.filter(pk__in=told, class_group=group)
    shown = list(students.values_list("student", flat=True))
    looked(request, Kind.STUDENT, at_school(group.school_id, shown), is_entry=True)
    answers = [vars(result) for result in results]
    answer = {"results": answers, "at": f"{timezone.localtime():%H:%M:%S}"}
    return JsonResponse(answer | {"revision": homeroom_revision(group, of_term)})


@require_GET
def homeroom_changes(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """Who changed which conduct or comment of the class in the term, before and after."""
    group, of_term = find_homeroom(request, public_id, term)
    stays = Enrolment.objects.filter(class_group=group).select_related("student")
    names = {stay.student_id: stay.student.full_name for stay in stays}
    lines = homeroom_history(list(names), of_term)[:MOST_LINES]
    shown = {each.student_id for each in lines}
    looked(request, Kind.STUDENT, at_school(group.school_id, shown))
    looked(request, Kind.ACCOUNT, ((each.who_id, None) for each in lines if each.who_id))
    context = {
        "class_group": group,
        "term": of_term,
        "lines": [(each, names[each.student_id]) for each in lines],
        "up": _("Class %(name)s") % {"name": group.name},
        "up_url": reverse("grades:homeroom", args=[group.public_id, of_term.code]),
    }
    return render(request, "grades/homeroom_history.html", context)
