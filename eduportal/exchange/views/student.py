"""Proving one student's result: the chain of signatures, each level's values, evidence to take."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from eduportal import registry
from eduportal.core.looking import Kind, looked
from eduportal.exchange.feeds.students import IDENTITY, Identity
from eduportal.exchange.models import Package
from eduportal.exchange.selectors.evidence import accepted_of_student, of_class, of_student
from eduportal.exchange.selectors.proof import contents_of, names_students, persons_in
from eduportal.exchange.selectors.student import proof_of_student
from eduportal.exchange.services import About, about_student
from eduportal.exchange.views.board import may_prove
from eduportal.exchange.views.files import evidence_file
from eduportal.scoping.actions import Action

LOOKS_SHOWN = 5


def _packages(request: HttpRequest, uid: uuid.UUID) -> list[Package]:
    """What counts and names the student, where the reader may see it; raises Http404 for none."""
    found = [each for each in accepted_of_student(uid) if may_prove(request, each.school_id)]
    if not found:
        raise Http404
    return found


@require_GET
def student(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One student in one package, the newest unless another is asked for."""
    packages = _packages(request, uid)
    wanted = request.GET.get("package", packages[0].hash)
    package = next((each for each in packages if each.hash == wanted), None)
    if package is None:
        raise Http404
    proof = proof_of_student(package, uid)
    looked(request, Kind.STUDENT, proof.persons)
    context: dict[str, Any] = {
        "uid": uid,
        "proof": proof,
        "package": package,
        "packages": packages,
        "checked_at": timezone.now(),
        "sees_log": request.scope.can(Action.SEE_ACCESS_LOG, package.school_id),
    }
    if context["sees_log"]:
        context["looks"] = import_string(registry.LOOKS_BY_UID)(request.scope, uid, LOOKS_SHOWN)
        shown = (look["entry"].user_id for look in context["looks"])
        looked(request, Kind.ACCOUNT, ((user_id, None) for user_id in shown if user_id))
    return render(request, "exchange/student.html", context)


@require_GET
def student_evidence(request: HttpRequest, uid: uuid.UUID) -> FileResponse:
    """Evidence about the one student, to be checked without this portal."""
    may_see = {each.school_id for each in _packages(request, uid)}
    keys = list(
        Package.objects.filter(pk__in=of_student(uid), school__in=may_see)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    looked(request, Kind.STUDENT, persons_in(keys, str(uid)))
    return evidence_file(about_student(uid), keys)


@require_GET
def class_students(request: HttpRequest, package_hash: str) -> HttpResponse:
    """The students of a package, each with the way to the proof."""
    package = _readable(request, package_hash)
    contents = contents_of(package)
    if contents is None or not names_students(package):
        raise Http404
    lines = [Identity(*line[:IDENTITY]) for line in contents.lines]
    looked(request, Kind.STUDENT, persons_in([package.pk]))
    context = {"package": package, "students": lines}
    return render(request, "exchange/students.html", context)


@require_GET
def class_evidence(request: HttpRequest, package_hash: str) -> FileResponse:
    """Evidence about a class: every version of the package's scope, with every line."""
    package = _readable(request, package_hash)
    if not request.scope.may_export(frozenset({package.school_id})):
        raise Http404
    keys = of_class(package)
    looked(request, Kind.STUDENT, persons_in(keys))
    return evidence_file(About("class", str(package), "all"), keys)


def _readable(request: HttpRequest, package_hash: str) -> Package:
    package = get_object_or_404(Package.objects.select_related("school"), hash=package_hash)
    if not may_prove(request, package.school_id):
        raise Http404
    return package
