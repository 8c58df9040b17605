"""Records that may be one child: the list, two side by side, and what a person decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.scoping.actions import Action
from grades.selectors.merging import MergePlan, is_sealed, plan_merge, what_hangs_on
from grades.selectors.parting import plan_parting
from grades.services.merging import MergeRefused, merge_students
from grades.services.parting import PartingRefused, part_students
from grades.views.keeping import kept_school
from students.models import Enrolment, Student, StudentMerge
from students.selectors.history import masked
from students.selectors.twins import near_duplicates
from students.services.enrolling import FIELDS
from students.services.twins import keep_apart

TAKEN = "take-"


@require_GET
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs of the school's students that may be one child."""
    school, schools = kept_school(request)
    pairs = near_duplicates([school.pk])
    keys = [each.pk for pair in pairs for each in (pair.first, pair.second)]
    looked(request, Kind.STUDENT, at_school(school.pk, keys))
    context = {"pairs": pairs, "school": school, "schools": schools}
    return render(request, "register/duplicate_list.html", context)


@require_http_methods(["GET", "POST"])
def student_merge(request: HttpRequest, public_id: UUID, other: UUID) -> HttpResponse:
    """Two records side by side; the first goes on, the other goes, if a person says so."""
    survivor, gone = _kept(request, public_id), _kept(request, other)
    if survivor.pk == gone.pk or survivor.school_id != gone.school_id:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        taken = [name for name in FIELDS if request.POST.get(f"{TAKEN}{name}") == "other"]
        try:
            merge_students(
                survivor_id=survivor.pk,
                other_id=gone.pk,
                shown=request.POST.get("shown", ""),
                taken=taken,
                by=request.user,
            )
        except MergeRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The two records are one."))
            return redirect("grades:student", survivor.public_id)
    looked(request, Kind.STUDENT, at_school(survivor.school_id, [survivor.pk, gone.pk]))
    plan = plan_merge(survivor, gone)
    return render(request, "register/student_merge.html", _context(plan, problems))


@require_http_methods(["GET", "POST"])
def student_part(request: HttpRequest, public_id: UUID, merge: int) -> HttpResponse:
    """What taking a merge back would do, and doing it."""
    survivor = _kept(request, public_id)
    known = StudentMerge.objects.filter(student=survivor, pk=merge).exclude(rows=[]).first()
    if known is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        shown = request.POST.get("shown", "")
        try:
            part_students(merge_id=known.pk, shown=shown, by=request.user)
        except PartingRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The records are two again."))
            return redirect("grades:student", survivor.public_id)
    looked(request, Kind.STUDENT, at_school(survivor.school_id, [survivor.pk]))
    plan = plan_parting(known)
    context = {"plan": plan, "survivor": survivor, "problems": problems or plan.problems}
    return render(request, "register/student_part.html", context)


@require_POST
def student_apart(request: HttpRequest, public_id: UUID, other: UUID) -> HttpResponse:
    """Remember that these are two children."""
    first, second = _kept(request, public_id), _kept(request, other)
    if first.pk == second.pk or first.school_id != second.school_id:
        raise Http404
    keep_apart(first=first, second=second, by=request.user)
    messages.success(request, _("They are remembered as two children and not shown again."))
    return redirect("grades:duplicate-list")


def _kept(request: HttpRequest, public_id: UUID) -> Student:
    kept = request.scope.schools_where(Action.KEEP_REGISTER) or ()
    student = Student.objects.filter(school__in=kept, public_id=public_id, is_current=True).first()
    if student is None:
        raise Http404
    return student


def _context(plan: MergePlan, refused: list[str]) -> dict[str, Any]:
    records = (plan.survivor, plan.other)
    hanging = [what_hangs_on(record) for record in records]
    models = sorted({*hanging[0], *hanging[1]}, key=lambda model: str(model._meta.verbose_name))
    return {
        "plan": plan,
        "survivor": plan.survivor,
        "other": plan.other,
        "refused": refused,
        "fields": [_field(plan, name) for name in FIELDS],
        "sealed": [is_sealed(record) for record in records],
        "stays": [
            Enrolment.objects.filter(student=record)
            .select_related("class_group", "school_year")
            .order_by("starts_on")
            for record in records
        ],
        "hanging": [
            (str(model._meta.verbose_name_plural), *(each[model] for each in hanging))
            for model in models
        ],
    }


def _field(plan: MergePlan, name: str) -> dict[str, Any]:
    """One row of the comparison; with a choice where both say something, and not the same."""
    own, given = (_shown(record, name) for record in (plan.survivor, plan.other))
    return {
        "name": f"{TAKEN}{name}",
        "title": Student._meta.get_field(name).verbose_name,
        "own": own,
        "given": given,
        "differs": getattr(plan.survivor, name) != getattr(plan.other, name),
        "takes": not own,
    }


def _shown(record: Student, name: str) -> str:
    value = getattr(record, name)
    if name == "birth_date":
        return f"{value:%d/%m/%Y}"
    if name == "personal_number":
        return masked(value)
    return str(record.get_sex_display() if name == "sex" else value or "")
