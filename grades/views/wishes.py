"""Where the students of a class of grade 9 or 12 wish to go."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.core.text import squash
from eduportal.scoping.actions import Action
from grades.forms.wishes import WishListForm
from grades.services.homeroom_rights import may_lead
from schools.models import ClassGroup
from students.choices import Destination
from students.models.leavers import COHORT_GRADES
from students.paths.rates import group_of
from students.paths.vocabulary import WISHED
from students.selectors import students_in
from students.selectors.wishes import wishes_of
from students.services import StayRefused
from students.services.wish_lists import read_wishes
from students.services.wishing import Wish, note_wishes

_ROW = re.compile(r"was-([0-9]{1,9})")


@require_http_methods(["GET", "POST"])
def class_wishes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What each student wishes for; the homeroom teacher, head, vice-head and clerk note it.

    A list fills the form, which is saved as any other.
    """
    group = _class(request, public_id)
    said: list[Wish] = []
    problems: list[str] = []
    if request.method == "POST" and request.POST.get("step") == "file":
        said = _listed(request, group, problems)
    elif request.method == "POST":
        said = _said(request.POST)
        try:
            count = note_wishes(class_group=group, said=said, by=request.user)
        except StayRefused as refusal:
            problems = refusal.problems
        else:
            text = ngettext("%(count)d wish is saved.", "%(count)d wishes are saved.", count)
            messages.success(request, text % {"count": count})
            return redirect(request.path)
    return render(
        request, "grades/class_wishes.html", _page(request, group, said) | {"problems": problems}
    )


def _listed(request: HttpRequest, group: ClassGroup, problems: list[str]) -> list[Wish]:
    """What a list says, for the form; nothing is saved."""
    form = WishListForm(request.POST, request.FILES)
    if not form.is_valid():
        problems += [str(each) for found in form.errors.values() for each in found]
        return []
    file = form.cleaned_data["file"]
    try:
        read = read_wishes(group, file.read(), file.name)
    except StayRefused as refusal:
        problems += refusal.problems
        return []
    problems += read.problems
    text = ngettext(
        "%(count)d wish of the list stands in the form. Save it.",
        "%(count)d wishes of the list stand in the form. Save them.",
        len(read.wishes),
    )
    messages.info(request, text % {"count": len(read.wishes)})
    return read.wishes


def _class(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, for whoever keeps the register or leads it; otherwise Http404."""
    groups = ClassGroup.objects.select_related("school", "school_year", "grade_level")
    group = groups.filter(public_id=public_id, grade_level__in=COHORT_GRADES).first()
    if group is None:
        raise Http404
    keeps = request.scope.can(Action.KEEP_REGISTER, group.school_id)
    if not keeps and not may_lead(request.scope, request.user.pk, group):
        raise Http404
    return group


def _said(data: QueryDict) -> list[Wish]:
    rows = (match[1] for match in map(_ROW.fullmatch, data) if match)
    return [
        Wish(
            int(row),
            data.get(f"was-{row}", ""),
            data.get(f"wish-{row}", ""),
            squash(data.get(f"where-{row}", "")) if data.get(f"wish-{row}") else "",
        )
        for row in rows
    ]


def _page(request: HttpRequest, group: ClassGroup, said: list[Wish]) -> dict[str, Any]:
    """As stored, or as sent where the form was refused."""
    known, sent = wishes_of(group), {each.student: each for each in said}
    stays = students_in(group)
    looked(request, Kind.STUDENT, [(each.student_id, each.school_id) for each in stays])
    rows = []
    for stay in stays:
        stored, own = known.get(stay.student_id), sent.get(stay.student_id)
        rows.append(
            {
                "stay": stay,
                "shown": stored.revision if stored else "",
                "wish": own.destination if own else stored.destination if stored else "",
                "where": own.institution if own else stored.institution if stored else "",
            }
        )
    labels = dict(Destination.choices)
    wished = WISHED[group_of(group.grade_level_id, "")]
    return {
        "group": group,
        "rows": rows,
        "noted": len(known),
        "file_form": WishListForm(),
        "choices": [
            (each.value, number, labels[each.value]) for number, each in enumerate(wished, 1)
        ],
    }
