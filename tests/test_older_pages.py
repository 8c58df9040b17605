"""Every unsafe request, sent from a page that is older than what is stored.

A form names its object: in its address, and by the revision the page showed. What is decided on an
older page, or on a page of another term than the session's, is refused or done to the object named,
never to another. An unsafe route is in OLDER, or in BOUND_OTHERWISE with the reason.
"""

import dataclasses
import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.exchange.models import Package
from eduportal.exchange.services import seal_package
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, PreparedFile, Undo
from eduportal.quality.models import Finding
from eduportal.todo.models import Task
from grades.choices import SheetState
from grades.models import EntryException, MarkRecord, MarkSheet, SchoolWindow, SealDecision
from grades.selectors import revision_of_class
from grades.selectors.correcting import sealed_term, term_draft
from grades.selectors.merging import plan_merge
from grades.selectors.parting import plan_parting
from grades.services.classes import leader_of, revision_with_homeroom
from grades.services.merging import merge_students
from schools.models import ClassGroup, Term
from staffing.forms.cells import edits_from_json
from staffing.models import AssignmentDraft, Quota, StaffMember, Substitution, TeachingAssignment
from staffing.selectors.cells import CellKey, contents_on
from staffing.selectors.drafts import draft_overview
from staffing.selectors.staff import revision_of as revision_of_staff
from staffing.selectors.substitutes import work_of
from staffing.services import Wanted, change_draft
from students.models import Enrolment, Exemption, Paper, Student, StudentMerge, Transfer
from students.selectors import papers_of, papers_revision
from tests import factories, older_amendments
from tests.factories.marks import set_state
from tests.grades.conftest import fill, give_levels, lack
from tests.older_collecting import OF_COLLECTING
from tests.older_planning import OF_PLANNING
from tests.older_plans import OF_PLANS
from tests.older_reference import KEPT, NEW
from tests.older_reform import OF_REFORM
from tests.older_staffing import OF_STAFFING
from tests.older_year import OF_YEAR
from tests.routes import ROUTES
from tests.routes_accounts import shown
from tests.routes_quality import answer as found_answer
from tests.routes_quality import finding
from tests.stays import leave
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")

SINCE = "since this page was opened"


@dataclass(frozen=True)
class Older:
    """A form as an older page holds it, what happened meanwhile, and what must not have changed."""

    persona: str
    address: Callable[[World], str]
    form: Callable[[World], dict[str, Any]]
    meanwhile: Callable[[World], None]
    stored: Callable[[World], Any]
    says: str = SINCE
    is_json: bool = False


def asked_task(world: World) -> Task:
    return Task.objects.first() or factories.TaskFactory(asked_school=world.school)


def approved(world: World) -> None:
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)


def seal_form(world: World) -> dict[str, Any]:
    approved(world)
    revision = revision_of_class(world.class_group, world.term)
    typed = {"confirmation": world.class_group.name, "without_conduct": "on"}
    return {"revision": revision, **typed}


def correct_form(world: World) -> dict[str, Any]:
    """A name was corrected after the class was sealed."""
    draft = term_draft(world.class_group, world.term, world.sheet.regulation.rules)
    seal_package(world.school, replace(draft, sealed_by="Lê Thu Hà"))
    renamed(world, "Trần Thị Bích")
    sealed = sealed_term(world.class_group, world.term)
    assert sealed is not None
    name = world.class_group.name
    return {"revision": sealed.revision, "basis": "15/QĐ", "confirmation": name}


def renamed(world: World, name: str = "Lê Văn Cường") -> None:
    Student.objects.filter(pk=world.record.enrolment.student_id).update(full_name=name)


def versions(world: World) -> Any:
    return list(Package.objects.filter(feed="term").values_list("version", "state"))


def decide_form(world: World) -> dict[str, Any]:
    """An answer for a student to whom the marks give no level."""
    give_levels(world)
    student = lack(world).enrolment.student
    revision = revision_of_class(world.class_group, world.term)
    decided = {f"{student.public_id}-answer": "zero", f"{student.public_id}-reason": "Không đến"}
    paper = {"number": "12/QĐ-THCS", "signed_on": f"{timezone.localdate()}"}
    return {"revision": revision, **paper, **decided}


def decisions_stored(world: World) -> Any:
    return list(SealDecision.objects.values_list("student", "answer"))


def returned_and_approved_again(world: World) -> None:
    for state in (SheetState.OPEN, SheetState.SUBMITTED, SheetState.APPROVED):
        MarkSheet.objects.filter(pk=world.sheet.pk).update(state=state)
    touched(world)


def touched(world: World) -> None:
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)
    MarkSheet.objects.filter(pk=sheet.pk).update(revision=sheet.revision + 1)


def states(world: World) -> Any:
    sheets = MarkSheet.objects.filter(class_group=world.class_group).order_by("pk")
    return list(sheets.values_list("pk", "state"))


def of_sheet(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"grades:marksheet-{name}", args=[world.sheet.public_id])


def submit_form(world: World) -> dict[str, Any]:
    fill(world.sheet, 80)
    world.sheet.refresh_from_db()
    return {"step": "submit", "revision": world.sheet.revision}


def approve_form(world: World) -> dict[str, Any]:
    """Two sheets ticked, of which one changes meanwhile: neither is approved."""
    sheets = MarkSheet.objects.filter(class_group=world.class_group)
    for sheet in sheets:
        set_state(sheet, SheetState.SUBMITTED)
    return {"sheet": [f"{sheet.public_id}:{sheet.revision}" for sheet in sheets.all()]}


def cell_form(world: World) -> dict[str, Any]:
    return {f"m-{world.record.pk}-gk": "8,5", f"o-{world.record.pk}-gk": ""}


def cell_json(world: World) -> dict[str, Any]:
    cell = {"record": world.record.pk, "cell": "gk", "from": "", "to": "8,5"}
    return {"ops": [{"op": str(uuid.uuid4()), **cell}]}


def a_colleague_writes(world: World) -> None:
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=40)
    touched(world)


def midterm(world: World) -> Any:
    return MarkRecord.objects.get(pk=world.record.pk).midterm


def outside_form(world: World) -> dict[str, Any]:
    """Of a student who came yesterday."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Enrolment.objects.filter(pk=world.record.enrolment_id).update(starts_on=yesterday)
    paper = {"school": "THCS Lê Lợi", "place": "tỉnh Đồng Nai", "paper": "12/GXN"}
    return cell_form(world) | paper | {"on": str(yesterday)}


def outside_address(world: World) -> str:
    student = world.record.enrolment.student
    return reverse("grades:student-outside", args=[student.public_id])


def closed_meanwhile(world: World) -> None:
    User.objects.filter(pk=world.users["teacher"].pk).update(is_active=False)


def job_of(world: World) -> ImportJob:
    known = ImportJob.objects.filter(school=world.school).first()
    return known or factories.ImportJobFactory(
        school=world.school, created_by=world.users["clerk"], checked=True, new=1, total=1
    )


def of_job(name: str, *more: str) -> Callable[[World], str]:
    return lambda world: reverse(f"imports:job-{name}", args=[job_of(world).public_id, *more])


def of_written(name: str) -> Callable[[World], str]:
    """The same of a job that is written."""

    def address(world: World) -> str:
        known = ImportJob.objects.filter(pk=job_of(world).pk)
        known.update(state=JobState.APPLIED, applied_at=timezone.now())
        return of_job(name)(world)

    return address


def checked_again(world: World) -> None:
    later = timezone.now() + datetime.timedelta(seconds=1)
    ImportJob.objects.filter(pk=job_of(world).pk).update(checked_at=later, new=2)


def job_state(world: World) -> Any:
    return ImportJob.objects.get(pk=job_of(world).pk).state


def job(name: str, *more: str) -> Older:
    form = lambda world: {"revision": job_of(world).revision}  # noqa: E731
    return Older("clerk", of_job(name, *more), form, checked_again, job_state)


def undo(name: str) -> Older:
    """A form of a job that is written: `address` makes it so."""
    return replace(job(name), address=of_written(name), stored=lambda world: Undo.objects.count())


def form_to_mark(world: World) -> dict[str, Any]:
    factories.ImportProblemFactory(job=job_of(world))
    return {"revision": job_of(world).revision}


def form_to_correct(world: World) -> dict[str, Any]:
    wrong = factories.ImportProblemFactory(job=job_of(world), cell="B2", row=2, value="?")
    return {"revision": job_of(world).revision, f"cell-{wrong.pk}": "01/02/2014"}


def stay_of(world: World) -> Enrolment:
    return Enrolment.objects.filter(class_group__in=world.classes[world.school]).latest("pk")


def two_students(world: World) -> tuple[Student, Student]:
    """The one of stay_of, and another of the class."""
    one = stay_of(world)
    other = Enrolment.objects.filter(class_group=one.class_group_id).exclude(pk=one.pk)
    return one.student, other.order_by("pk")[0].student


def merge_of(world: World) -> StudentMerge:
    """The merge of one of these into the other."""
    if not StudentMerge.objects.exists():
        other, survivor = two_students(world)
        merge_students(
            survivor_id=survivor.pk,
            other_id=other.pk,
            shown=plan_merge(survivor, other).revision,
            taken=[],
            by=world.users["clerk"],
        )
    return StudentMerge.objects.select_related("student").get()


def another_survivor(world: World) -> None:
    Student.objects.filter(pk=merge_of(world).student_id).update(full_name="Lê Thị Thu Hà")


def of_student(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"grades:student-{name}", args=[stay_of(world).student.public_id])


def moved_and_back(world: World) -> None:
    """The same student on the same page a day later: another beginning."""
    stay = stay_of(world)
    stay.starts_on -= datetime.timedelta(days=1)
    stay.save()


def gone(world: World) -> None:
    leave(stay_of(world), on=timezone.localdate() - datetime.timedelta(days=3))


def stays(world: World) -> Any:
    kept = Enrolment.objects.filter(school=world.school)
    return sorted(kept.values_list("pk", "class_group", "starts_on", "ends_on"))


def move_form(world: World) -> dict[str, Any]:
    first, _second = world.classes[world.school]
    today = timezone.localdate()
    return {"shown": stay_of(world).revision, "to": first.public_id, "on": today}


def leave_form(world: World) -> dict[str, Any]:
    return {"shown": stay_of(world).revision, "on": timezone.localdate(), "ended": "left"}


def return_form(world: World) -> dict[str, Any]:
    gone(world)
    return move_form(world)


def undo_form(world: World) -> dict[str, Any]:
    gone(world)
    return {"shown": stay_of(world).revision}


def of_stay(name: str, form: Callable[[World], dict[str, Any]]) -> Older:
    return Older("clerk", of_student(name), form, moved_and_back, stays)


def offer_form(world: World) -> dict[str, Any]:
    shown = stay_of(world).revision
    return {"shown": shown, "school": world.neighbour_school.code, "last_day": timezone.localdate()}


def own_way(world: World) -> Transfer:
    known = Transfer.objects.filter(school=world.school).first()
    return known or factories.TransferFactory(
        school=world.school,
        school_year=world.year,
        grade_level=world.class_group.grade_level,
    )


def way_form(world: World) -> dict[str, Any]:
    way = own_way(world)
    to = world.class_group.public_id
    return {"shown": way.revision, "step": "take", "to": to, "on": timezone.localdate()}


def another_last_day(world: World) -> None:
    Transfer.objects.filter(pk=own_way(world).pk).update(last_day=timezone.localdate())


def way_state(world: World) -> Any:
    return Transfer.objects.get(pk=own_way(world).pk).state


def identity_form(world: World) -> dict[str, Any]:
    student = stay_of(world).student
    identity = {"full_name": "Lê Thu Hà", "birth_date": student.birth_date, "sex": "2"}
    return {"shown": student.revision, **identity}


def another_name(world: World) -> None:
    Student.objects.filter(pk=stay_of(world).student_id).update(full_name="Lê Thị Thu Hà")


def name_kept(world: World) -> Any:
    return stay_of(world).student.full_name


def own_staff(world: World) -> Any:
    return world.staff["teacher"]


def of_staff(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"staffing:{name}", args=[own_staff(world).public_id])


def named_otherwise(world: World) -> None:
    StaffMember.objects.filter(pk=own_staff(world).pk).update(full_name="Lê Thu Hà B")


def posts_of_staff(world: World) -> Any:
    staff = StaffMember.objects.get(pk=own_staff(world).pk)
    rows = [*staff.posts.values_list("pk", "ends_on"), *staff.duties.values_list("pk", "ends_on")]
    rows += staff.title_records.values_list("pk", "ends_on")
    return staff.main_subject_id, rows


def person_form(world: World) -> dict[str, Any]:
    staff = own_staff(world)
    form = {"full_name": "Lê Thu Hà", "status": "working", "user": staff.user_id}
    return form | {"main_subject": world.subjects[0].code, "shown": revision_of_staff(staff)}


def post_form(world: World) -> dict[str, Any]:
    form = {"post-kind": "teacher", "post-fte": "1", "post-starts_on": timezone.localdate()}
    return form | {"shown": revision_of_staff(own_staff(world))}


def duty_form(world: World) -> dict[str, Any]:
    form = {"duty-kind": "group_head", "duty-starts_on": timezone.localdate()}
    return form | {"shown": revision_of_staff(own_staff(world))}


def record_form(world: World) -> dict[str, Any]:
    form = {"what": "title", "title-kind": "lower", "title-starts_on": timezone.localdate()}
    return form | {"shown": revision_of_staff(own_staff(world))}


def quota_form(world: World) -> dict[str, Any]:
    """The school has no quota yet."""
    return {"posts": "20", "decision": "12/QĐ", "decided_on": timezone.localdate(), "shown": ""}


def quota_corrected(world: World) -> None:
    factories.QuotaFactory(school=world.school, school_year=world.year, posts=30)


def quotas(world: World) -> Any:
    return list(Quota.objects.filter(school=world.school).values_list("posts", flat=True))


def end_post_form(world: World) -> dict[str, Any]:
    post = factories.PostFactory(staff=own_staff(world))
    form = {"what": "post", "row": post.pk, "step": "end", "on": timezone.localdate()}
    return form | {"shown": revision_of_staff(own_staff(world))}


def of_person(name: str, form: Callable[[World], dict[str, Any]]) -> Older:
    return Older("clerk", of_staff(name), form, named_otherwise, posts_of_staff)


def maths_of(world: World) -> str:
    key = CellKey(world.class_group.pk, world.subjects[0].code)
    return contents_on([world.class_group], timezone.localdate())[key].value


def cell_change(world: World) -> dict[str, Any]:
    op = {
        "class": str(world.class_group.public_id),
        "subject": world.subjects[0].code,
        "from": maths_of(world),
        "to": [str(world.staff["homeroom"].public_id)],
    }
    return {"on": str(timezone.localdate()), "ops": [op]}


def class_form(world: World) -> dict[str, Any]:
    code = world.subjects[0].code
    form = {"on": str(timezone.localdate()), f"was-{code}": maths_of(world)}
    return form | {f"t-{code}": str(world.staff["homeroom"].public_id)}


def given_to_the_head(world: World) -> None:
    lessons = TeachingAssignment.objects.filter(staff=own_staff(world))
    lessons.update(staff=world.staff["head"])


def lessons(world: World) -> Any:
    kept = TeachingAssignment.objects.filter(school=world.school).order_by("pk")
    return list(kept.values_list("pk", "staff", "starts_on", "ends_on"))


def substitute_form(world: World) -> dict[str, Any]:
    today = timezone.localdate()
    work = work_of(own_staff(world), world.year, today)
    return {
        "absent": own_staff(world).public_id,
        "substitute": world.staff["homeroom"].public_id,
        "starts_on": today,
        "ends_on": today,
        "lesson": [row.pk for row in work.lessons],
        "shown": work.revision,
    }


def substitution_of(world: World) -> Substitution:
    return Substitution.objects.filter(school=world.school).first() or (
        factories.SubstitutionFactory(
            assignment__class_group=world.class_group, assignment__subject=world.subjects[0]
        )
    )


def end_form(world: World) -> dict[str, Any]:
    row = substitution_of(world)
    return {"substitution": row.pk, "shown": str(row.assignment.ends_on)}


def lasts_longer(world: World) -> None:
    lesson = substitution_of(world).assignment
    lesson.ends_on += datetime.timedelta(days=1)
    lesson.save()


def copy_form(world: World) -> dict[str, Any]:
    year = factories.SchoolYearFactory(
        starts_on=world.year.starts_on - datetime.timedelta(days=365)
    )
    return {"on": str(timezone.localdate()), "way": "same", "shown": f"as of {year}"}


def draft_cell(world: World) -> dict[str, Any]:
    """The teacher is taken out of mathematics, as an older page of the draft showed the cell."""
    draft_from_today(world)
    return cell_change(world)


def draft_from_today(world: World) -> AssignmentDraft:
    known = AssignmentDraft.objects.filter(school=world.school).first()
    return known or factories.AssignmentDraftFactory(school=world.school, school_year=world.year)


def drafted_meanwhile(world: World) -> None:
    """Another person puts the vice-head there."""
    change = cell_change(world)
    [op] = edits_from_json(change)[1]
    after = (Wanted(world.staff["vice_head"].public_id),)
    draft = draft_from_today(world)
    edit = dataclasses.replace(op, after=after)
    change_draft(draft_id=draft.pk, on=draft.starts_on, edits=[edit], by="A")


def drafts(world: World) -> Any:
    kept = AssignmentDraft.objects.filter(school=world.school)
    return list(kept.values_list("pk", "revision", "cells"))


def apply_form(world: World) -> dict[str, Any]:
    shown = draft_overview(draft_from_today(world)).revision
    return {"step": "apply", "shown": shown}


def at_staffing(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"staffing:{name}")


def class_page(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"grades:{name}", args=[world.class_group.public_id])


def another_room(world: World) -> None:
    ClassGroup.objects.filter(pk=world.class_group.pk).update(room="B2")


def edit_class_form(world: World) -> dict[str, Any]:
    group = world.class_group
    shown = revision_with_homeroom(group, leader_of(group))
    return {"shown": shown, "name": "6A9", "grade": group.grade_level_id}


def class_names(world: World) -> Any:
    groups = ClassGroup.objects.filter(school=world.school).order_by("pk")
    return list(groups.values_list("name", flat=True))


def removed_person(world: World) -> StaffMember:
    return world.staff["clerk"]


def papers_form(world: World) -> dict[str, Any]:
    return {
        "shown": papers_revision(papers_of(stay_of(world).student)),
        "birth-state": "received",
        "birth-number": "17/2014",
    }


def a_paper_arrives(world: World) -> None:
    factories.PaperFactory(student=stay_of(world).student, kind="transfer")


def papers(world: World) -> Any:
    return list(Paper.objects.values_list("kind", "state", "number"))


def exemption_form(world: World) -> dict[str, Any]:
    row = factories.ExemptionFactory(student=stay_of(world).student, subject=world.subjects[1])
    return {"exemption": row.pk, "shown": row.revision, "on": str(timezone.localdate())}


def another_decision(world: World) -> None:
    Exemption.objects.update(decision="99/QĐ-THCS")


def last_days(world: World) -> Any:
    return list(Exemption.objects.values_list("ends_on", flat=True))


def window_of(world: World) -> SchoolWindow:
    known = SchoolWindow.objects.filter(school=world.school).first()
    return known or factories.SchoolWindowFactory(school=world.school, term=world.term)


def of_window(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"grades:{name}", args=[window_of(world).public_id])


def window_form(world: World) -> dict[str, Any]:
    today = timezone.localdate()
    form = {"opens_on": today, "closes_on": today, "reason": "Bão", "term": world.term.code}
    return form | {"shown": window_of(world).revision}


def another_last_day_of_entry(world: World) -> None:
    row = window_of(world)
    row.closes_on += datetime.timedelta(days=1)
    row.save()


def windows_stored(world: World) -> Any:
    return list(SchoolWindow.objects.values_list("pk", "opens_on", "closes_on", "reason"))


def exception_of(world: World) -> EntryException:
    known = EntryException.objects.filter(school=world.school).first()
    return known or factories.EntryExceptionFactory(class_group=world.class_group, term=world.term)


def exception_ended(world: World) -> None:
    EntryException.objects.filter(pk=exception_of(world).pk).update(
        ended_at=timezone.now(), ended_by=world.users["department_admin"]
    )


OLDER = {
    "grades:class-edit": Older(
        "clerk", class_page("class-edit"), edit_class_form, another_room, class_names
    ),
    "grades:class-remove": Older(
        "clerk",
        class_page("class-remove"),
        lambda world: {"shown": world.class_group.revision},
        another_room,
        class_names,
    ),
    "grades:student-remove": Older(
        "clerk",
        lambda world: reverse("grades:student-remove", args=[stay_of(world).student.public_id]),
        lambda world: {"shown": stay_of(world).student.revision},
        another_name,
        stays,
    ),
    "grades:student-merge": Older(
        "clerk",
        lambda world: reverse(
            "grades:student-merge", args=[each.public_id for each in two_students(world)]
        ),
        lambda world: {"shown": plan_merge(*two_students(world)).revision},
        another_name,
        stays,
    ),
    "grades:student-part": Older(
        "clerk",
        lambda world: reverse(
            "grades:student-part", args=[two_students(world)[1].public_id, merge_of(world).pk]
        ),
        lambda world: {"shown": plan_parting(merge_of(world)).revision},
        another_survivor,
        stays,
    ),
    "grades:marksheet-remove": Older(
        "head",
        of_sheet("remove"),
        lambda world: {"shown": world.sheet.revision},
        touched,
        states,
    ),
    "grades:staff-remove": Older(
        "clerk",
        lambda world: reverse("grades:staff-remove", args=[removed_person(world).public_id]),
        lambda world: {"shown": revision_of_staff(removed_person(world))},
        lambda world: factories.PostFactory(staff=removed_person(world)) and None,
        lambda world: StaffMember.objects.filter(school=world.school).count(),
    ),
    "students:papers": Older(
        "clerk",
        lambda world: reverse("students:papers", args=[stay_of(world).student.public_id]),
        papers_form,
        a_paper_arrives,
        papers,
    ),
    "students:exemption-end": Older(
        "clerk",
        lambda world: reverse("students:exemption-end", args=[stay_of(world).student.public_id]),
        exemption_form,
        another_decision,
        last_days,
    ),
    "grades:entry-window": Older(
        "department_admin",
        of_window("entry-window"),
        window_form,
        another_last_day_of_entry,
        windows_stored,
    ),
    "grades:entry-window-remove": Older(
        "department_admin",
        of_window("entry-window-remove"),
        window_form,
        another_last_day_of_entry,
        windows_stored,
    ),
    "grades:entry-exception-end": Older(
        "department_admin",
        lambda world: reverse("grades:entry-exception-end", args=[exception_of(world).public_id]),
        lambda world: {},
        exception_ended,
        lambda world: EntryException.objects.get(pk=exception_of(world).pk).ended_at,
    ),
    "students:student-correct": Older(
        "clerk",
        lambda world: reverse("students:student-correct", args=[stay_of(world).student.public_id]),
        identity_form,
        another_name,
        name_kept,
    ),
    "students:transfer-offer": Older(
        "clerk",
        lambda world: reverse("students:transfer-offer", args=[stay_of(world).student.public_id]),
        offer_form,
        moved_and_back,
        stays,
    ),
    "students:transfer": Older(
        "clerk",
        lambda world: reverse("students:transfer", args=[own_way(world).public_id]),
        way_form,
        another_last_day,
        way_state,
    ),
    "staffing:staff-edit": of_person("staff-edit", person_form),
    "staffing:post-add": of_person("post-add", post_form),
    "staffing:duty-add": of_person("duty-add", duty_form),
    "staffing:record-add": of_person("record-add", record_form),
    "staffing:row-change": of_person("row-change", end_post_form),
    "staffing:cells": Older(
        "clerk", at_staffing("cells"), cell_change, given_to_the_head, lessons, "conflict", True
    ),
    "staffing:class-assignments": Older(
        "clerk",
        lambda world: reverse("staffing:class-assignments", args=[world.class_group.public_id]),
        class_form,
        given_to_the_head,
        lessons,
        "meanwhile",
    ),
    "staffing:substitutes": Older(
        "clerk", at_staffing("substitutes"), substitute_form, given_to_the_head, lessons
    ),
    "staffing:substitute-end": Older(
        "clerk", at_staffing("substitute-end"), end_form, lasts_longer, lessons
    ),
    "staffing:quota": Older("clerk", at_staffing("quota"), quota_form, quota_corrected, quotas),
    "staffing:draft": Older("clerk", at_staffing("draft"), apply_form, drafted_meanwhile, drafts),
    "staffing:draft-cells": Older(
        "clerk",
        at_staffing("draft-cells"),
        draft_cell,
        drafted_meanwhile,
        drafts,
        "conflict",
        True,
    ),
    "staffing:copy": Older("clerk", at_staffing("copy"), copy_form, given_to_the_head, lessons),
    "grades:student-move": of_stay("move", move_form),
    "grades:student-leave": of_stay("leave", leave_form),
    "grades:student-return": of_stay("return", return_form),
    "grades:student-undo": of_stay("undo", undo_form),
    "grades:student-outside": Older(
        "clerk", outside_address, outside_form, a_colleague_writes, midterm, "GK has a mark"
    ),
    "grades:class-seal": Older(
        "head",
        lambda world: reverse(
            "grades:class-seal", args=[world.class_group.public_id, world.term.code]
        ),
        seal_form,
        returned_and_approved_again,
        states,
    ),
    "grades:class-correct": Older(
        "head",
        lambda world: reverse(
            "grades:class-correct", args=[world.class_group.public_id, world.term.code]
        ),
        correct_form,
        renamed,
        versions,
    ),
    "grades:class-withdraw": Older(
        "head",
        lambda world: reverse(
            "grades:class-withdraw", args=[world.class_group.public_id, world.term.code]
        ),
        correct_form,
        renamed,
        versions,
    ),
    "grades:amendment": Older(
        "teacher",
        older_amendments.amendment_address,
        older_amendments.amendment_form,
        older_amendments.a_step_later,
        older_amendments.amendments,
    ),
    "grades:amendment-approve": Older(
        "head",
        older_amendments.approve_address,
        older_amendments.approve_form,
        older_amendments.a_step_later,
        older_amendments.amendments,
    ),
    "todo:task": Older(
        "department_officer",
        lambda world: reverse("todo:task", args=[asked_task(world).public_id]),
        lambda world: {"step": "close", "words": "Xong", "revision": "1"},
        lambda world: Task.objects.update(revision=2),
        lambda world: asked_task(world).state,
    ),
    "quality:finding": Older(
        "clerk",
        lambda world: reverse("quality:finding", args=[finding(world).public_id]),
        found_answer,
        lambda world: Finding.objects.update(revision=7),
        lambda world: finding(world).state,
    ),
    "grades:question": Older(
        "teacher",
        older_amendments.question_address,
        older_amendments.question_form,
        older_amendments.settled,
        older_amendments.questions,
    ),
    "grades:review": Older(
        "teacher",
        older_amendments.review_address,
        older_amendments.review_form,
        older_amendments.answered,
        older_amendments.reviews,
        "ended already",
    ),
    "grades:class-decide": Older(
        "head",
        lambda world: reverse(
            "grades:class-decide", args=[world.class_group.public_id, world.term.code]
        ),
        decide_form,
        touched,
        decisions_stored,
    ),
    "grades:queue-approve": Older(
        "head", lambda world: reverse("grades:queue-approve"), approve_form, touched, states
    ),
    "grades:marksheet-step": Older("teacher", of_sheet("step"), submit_form, touched, states),
    "grades:marksheet-edit": Older(
        "teacher", of_sheet("edit"), cell_form, a_colleague_writes, midterm, "4,0"
    ),
    "grades:marksheet-save": Older(
        "teacher", of_sheet("save"), cell_json, a_colleague_writes, midterm, "conflict", True
    ),
    "api:marksheet-cells": Older(
        "teacher",
        lambda world: reverse("api:marksheet-cells", args=[world.sheet.public_id]),
        cell_json,
        a_colleague_writes,
        midterm,
        "conflict",
        True,
    ),
    "accounts:school-account": Older(
        "head",
        lambda world: reverse(
            "accounts:school-account", args=[world.school.public_id, world.users["teacher"].pk]
        ),
        lambda world: {
            "step": "give",
            "role": "clerk",
            "revision": shown(world, "teacher"),
        },
        closed_meanwhile,
        lambda world: world.users["teacher"].memberships.count(),
    ),
    **{name: Older(*facts) for name, facts in KEPT.items()},
    **{
        name: Older(*facts)
        for name, facts in (
            OF_YEAR | OF_STAFFING | OF_PLANS | OF_PLANNING | OF_COLLECTING | OF_REFORM
        ).items()
    },
    "imports:job-columns": job("columns"),
    "imports:job-confirm": job("confirm"),
    "imports:job-correct": replace(job("correct"), form=form_to_correct),
    "imports:job-discard": job("discard"),
    "imports:job-answer": job("answer"),
    "imports:job-undo-look": undo("undo-look"),
    "imports:job-undo-confirm": undo("undo-confirm"),
    "imports:job-file-make": replace(
        job("file-make", "problems"),
        form=form_to_mark,
        stored=lambda world: PreparedFile.objects.count(),
    ),
}
BOUND_OTHERWISE: dict[str, str] = dict.fromkeys(NEW, "makes a new object") | {
    "quality:check": "asks for a look; another one changes nothing",
    "quality:remind": "a finding is asked about once a day",
    "grades:student-apart": "names both students; saying it again changes nothing",
    "imports:job-undo-give-up": "names the state; what was written stays as it is",
    "imports:job-confirm-proved": "the same page as imports:job-confirm, behind a proof",
    "grades:class-year-complete": "names the students; nobody completes or is taken back twice",
    "grades:class-new": "makes new objects",
    "grades:class-copy": "names both years; a class that is there is left as it is",
    "grades:entry-window-new": "names the term; makes a new object, once for what it speaks of",
    "grades:entry-exception-new": "names the term; makes a new object",
    "set_language": "the visitor's own choice",
    "schools:period": "the session's own choice; it changes what is shown",
    "grades:amendment-new": "makes a new object; each cell names what it held",
    "grades:amendment-rule": "makes a new rule; the newest counts",
    "grades:review-new": "makes a new object",
    "grades:queue-remind": "names term, teacher or sheet; twice a day nobody is reminded",
    "grades:at-risk": "makes a new object; an outcome is written once, see test_at_risk",
    "todo:new": "makes new objects; what is asked already is reminded of",
    "dashboards:figures-read": "names one night's check, which is read once",
    "notices:open": "names one notice, which is read once",
    "notices:read": "names the newest notice its page showed",
    "grades:sheets-open": "names term and schools; opening again adds nothing",
    "imports:job-new": "makes a new object",
    "students:student-new": "makes a new object",
    "students:leavers": "names the record each answer was made for; see test_leavers",
    "students:enrolment-lists": "names a row and its state; see test_enrolment_lists",
    "grades:class-wishes": "names what each wish was when the form was made; see test_wishes",
    "students:guidance": "makes a new object, or removes one once",
    "students:list-upload": "makes a new object; its code is used up",
    "students:exemptions": "makes a new object",
    "students:student-template": "gives the file back with what is stored, changes nothing",
    "grades:class-template": "gives the file back with what is stored, changes nothing",
    "grades:earlier-template": "gives the file back with what is stored, changes nothing",
    "grades:examination-template": "gives the file back with what is stored, changes nothing",
    "grades:marksheet-template": "gives the file back with what is stored, changes nothing",
    "grades:student-number": "shows the number of the student in the address, changes nothing",
    "students:transfer-ask": "names the student by code, name and birth date; nothing is shown",
    "students:student-arrives": "names the student by code, name and birth date; nothing is shown",
    "grades:student-first-term": "names the entry that counted; see test_first_term",
    "grades:student-elsewhere": "fills empty cells alone, and says how many with their source",
    "exchange:ministry-again": "asks for one more try of what waits then; what is sent is stored",
    "accounts:school-accounts": "prints for accounts nobody has used; the others are refused",
    "accounts:school-deputies": "names a deputy, or ends one once; days and acts never change",
    "exchange:compare": "asks for a comparison, which repairs what differs then",
    "exchange:send-all": "asks for one more try of what waits then; what is sent is stored",
    "exchange:node": "does one thing to the product in the address; contracts are named in it",
    "exchange:node-new": "makes a new object",
    "exchange:decision-end": "ends one decision once, if the versions are those it was made on",
    "exchange:entry-send": "asks for one more try of one entry; what is sent is stored",
    "exchange:entry-decide": "names the version above it was shown; see tests/exchange",
    "grades:regulation-change": "makes a new draft of the set in the address, written once",
    "grades:regulation-discard": "a draft is written once, and is discarded once",
    "grades:regulation-withdraw": "names the digest; see test_views_regulations",
    "privacy:alert-detail": "an alert is answered once, by whoever is first",
    "privacy:correction-detail": "names the state it showed; see tests/privacy",
    "privacy:student-correction": "makes a new request",
    "privacy:account-correction": "makes a new request",
    "grades:regulation-force": "names the digest and the comparison; see test_views_regulations",
    "grades:comparison-start": "makes a new run of the set in the address, written once",
    "grades:comparison-discard": "a run is written by nobody but its task",
    "students:class-subjects": "carries the choices it started from; see test_choosing",
    "students:class-topics": "carries the choices it started from; see test_study_topics",
    "grades:homeroom": "carries the texts it started from; see test_homeroom",
    "grades:homeroom-save": "carries the texts it started from; see test_homeroom",
    "grades:roll-call": "carries the states it started from; see test_roll_call",
    "grades:class-comments": "carries the texts it showed; see test_comments",
    "grades:homeroom-phrase": "keeps or removes one sentence of the own bank",
    "grades:marksheet-phrase": "keeps or removes one sentence of the own bank",
    "grades:midterm-ask": "names the term; asked for once, and taken back once",
    "grades:marksheet-set-back": "carries what each cell held; see test_setting_back",
    "grades:marksheet-cell": "adds a comment to the cell in the address; none is changed",
    "grades:marksheet-ask": "tells the head, and changes no sheet",
    "grades:marksheet-keep": "names the return it was shown with; see test_asked_cells",
    "schools:site-new": "makes a new object",
    "collecting:new": "makes a new draft",
    "collecting:bring": "names the revision of the return; see tests/collecting",
    "planning:stated-new": "makes a new object",
    "planning:hamlet-new": "makes a new object",
    "planning:proposal-new": "makes a new object, or shows the one of equal facts",
    "planning:proposal-draft": "makes a new object of an answer that never changes",
    "planning:proposal-again": "computes what failed alone, from the facts kept with it",
    "planning:scenario-new": "makes a new draft",
    "reform:scheme-new": "makes a new scheme",
    "reform:review-new": "makes a new draft; only one of a kind can be written at a time",
    "planning:step-new": "adds a step to the draft whose revision it names",
    "planning:size-new": "makes a new line",
    "planning:version-new": "makes a new version, written once",
    "planning:forecast": "forecasts from what is there, and changes nothing of it",
    "staffing:staff-new": "makes a new object",
    "staffing:plan-check": "reads, and changes nothing",
    "staffing:plan-new": "makes a new object",
    "staffing:balance-count": "counts what is there, and changes nothing of it",
    "staffing:norm-new": "makes a new draft, written once",
    "staffing:norm-move": "a draft is written once, and moves once",
    "staffing:account-new": "makes new accounts; who has got one meanwhile is refused",
}
OWN_ACCOUNT = {
    "accounts:digest",
    "accounts:habits",
    "accounts:factor-remove",
    "accounts:factor-rename",
    "accounts:passkey-new",
    "accounts:passkey-new-options",
    "accounts:passkey-options",
    "accounts:passkey-sign-in",
    "accounts:one-time-link",
    "accounts:password-change",
    "accounts:password-reset",
    "accounts:password-reset-confirm",
    "accounts:recovery-codes",
    "accounts:second-factor",
    "accounts:second-factor-setup",
    "accounts:session-end",
    "accounts:sessions-end",
    "accounts:sign-in",
    "accounts:sign-in-json",
    "accounts:sign-out",
    "admin:logout",
}
SIGNED = ("sync:",)


def test_every_unsafe_route_is_asked_from_an_older_page_or_says_why_not() -> None:
    unsafe = {route.name for route in ROUTES if route.is_unsafe}
    named = {name for name in unsafe if not name.startswith(SIGNED)}

    assert named == OLDER.keys() | BOUND_OTHERWISE.keys() | OWN_ACCOUNT


@pytest.mark.parametrize("name", OLDER)
def test_what_is_decided_on_an_older_page_is_refused(
    name: str, world: World, client_of: ClientOf
) -> None:
    older = OLDER[name]
    address, form, client = older.address(world), older.form(world), client_of(older.persona)
    older.meanwhile(world)
    before = older.stored(world)

    answer = sent(client, address, form, is_json=older.is_json)

    assert older.says in answer
    assert older.stored(world) == before


@pytest.mark.parametrize("name", OLDER)
def test_a_form_without_what_the_page_showed_is_refused(
    name: str, world: World, client_of: ClientOf
) -> None:
    older = OLDER[name]
    form = older.form(world)
    if "revision" not in form:
        pytest.skip("names each value it replaces")
    before = older.stored(world)
    form["revision"] = ""

    answer = sent(client_of(older.persona), older.address(world), form)

    assert SINCE in answer
    assert older.stored(world) == before


def test_the_session_decides_nothing(world: World, client_of: ClientOf) -> None:
    """The session is in another term while forms of this one are sent."""
    head = client_of("head")
    form = seal_form(world)
    choose(head, world.next_term)
    form_of_opening = {"term": world.term.code, "school": world.school.code}

    sent(head, OLDER["grades:class-seal"].address(world), form)
    sent(head, reverse("grades:sheets-open"), form_of_opening)

    assert {state for _pk, state in states(world)} == {SheetState.SEALED}
    assert not MarkSheet.objects.filter(term=world.next_term).exists()


@pytest.mark.parametrize("named", ["none", "2019-2020-HK1"])
def test_a_term_of_another_year_is_not_found(named: str, world: World, client_of: ClientOf) -> None:
    address = reverse("grades:class-seal", args=[world.class_group.public_id, named])

    assert client_of("head").post(address, seal_form(world)).status_code == 404


def test_sheets_of_a_school_that_is_not_ones_own_are_not_opened(
    world: World, client_of: ClientOf
) -> None:
    form = {"term": world.next_term.code, "school": world.foreign_school.code}

    assert client_of("head").post(reverse("grades:sheets-open"), form).status_code == 404
    assert not MarkSheet.objects.filter(term=world.next_term).exists()


def choose(client: Client, term: Term) -> None:
    client.post(reverse("schools:period"), {"term": term.code})


def sent(client: Client, address: str, form: dict[str, Any], *, is_json: bool = False) -> str:
    """The page, or the JSON, that follows."""
    kind = {"content_type": "application/json"} if is_json else {}
    client.cookies["django_language"] = "en"
    return client.post(address, form, follow=True, **kind).content.decode()
