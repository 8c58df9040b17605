"""Who gets which answer from which address: every route, every verb, every persona.

tests/test_routes.py fails for an address or a verb that is not here, and for a row whose address
no longer exists. An address says in tests/routes_personal.py whose data it shows. To add a page:

    Route("grades:marksheet-edit", only(200, "teacher", HEADS), kwargs=own_sheet),
    Route("grades:marksheet-edit", only(200, "auditor"), kwargs=foreign_sheet),
    Route("grades:marksheet-save", only(200, "teacher", anonymous=401), "POST", kwargs=own_sheet,
          json=lambda world: {"ops": []}),

`kwargs`, `form` and `json` are functions of the World (tests/world.py), called where every row is
visible; they may create what the world lacks with a factory (`own_package`). A row out of reach is
404, never 403: write one row for an object of the persona's own school and one for a foreign one.
403 is for somebody who may see the object and may not do this to it.
"""

from collections.abc import Callable
from typing import Any

from eduportal.exchange.models import Decision, OutboxEntry
from eduportal.exchange.models.decision import Choice
from grades.models import MarkChange
from grades.services.writing import update_records
from students.models import Enrolment, Student
from tests import factories
from tests.route import (
    HEADS,
    OFFICERS,
    SEES_EVERY_SCHOOL,
    TEACHERS,
    Route,
    everybody,
    mixed,
    nothing,
    only,
    signed_in,
    visitors,
)
from tests.routes_accounts import SCHOOL_ACCOUNTS
from tests.routes_amendments import AMENDMENTS
from tests.routes_api import API, LISTS
from tests.routes_collecting import COLLECTING
from tests.routes_entry_days import ENTRY_DAYS
from tests.routes_homeroom import HOMEROOM
from tests.routes_imports import IMPORTS
from tests.routes_places import PLACES
from tests.routes_planning import PLANNING
from tests.routes_plans import PLANS
from tests.routes_privacy import PRIVACY
from tests.routes_quality import QUALITY
from tests.routes_reference import REFERENCE
from tests.routes_reform import REFORM
from tests.routes_register import REGISTER
from tests.routes_regulations import REGULATIONS
from tests.routes_staffing import STAFFING
from tests.routes_students import STUDENTS, left_school, own_leavers
from tests.routes_todo import TODO
from tests.routes_year import YEAR
from tests.world import World

# Who sees the figures and the exchange of the world's first school, and of one far away.
WATCHERS = (*HEADS, *OFFICERS, "auditor")
READERS = ("teacher", *HEADS, "auditor")


def useless_code(world: World) -> dict[str, Any]:
    return {"code": "cfgh-cfgh-cfgh-cfgh"}


def broken_link(world: World) -> dict[str, Any]:
    return {"uidb64": "MQ", "token": "none"}


def own_factor(world: World) -> dict[str, Any]:
    """The teacher's first one: the session, opened before it, has to give a code now."""
    return {"kind": "app", "pk": factories.AuthenticatorFactory(user=world.users["teacher"]).pk}


def own_session(world: World) -> dict[str, Any]:
    return {"public_id": factories.BrowserSessionFactory(user=world.users["teacher"]).public_id}


def own_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.sheet.public_id}


def foreign_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_sheet.public_id}


def own_cell(world: World) -> dict[str, Any]:
    return own_sheet(world) | {"record": world.record.pk, "cell": "gk"}


def foreign_cell(world: World) -> dict[str, Any]:
    record = world.records[world.foreign_sheet][0]
    return foreign_sheet(world) | {"record": record.pk, "cell": "gk"}


def frozen_sheet(world: World) -> dict[str, Any]:
    """The middle of the term has been sealed of its class."""
    # The walk has given everybody another name.
    students = Student.objects.filter(enrolments__class_group=world.class_group)
    factories.midterm_package(world.class_group, world.term, students)
    return own_sheet(world)


def frozen_class_term(world: World) -> dict[str, Any]:
    frozen_sheet(world)
    return own_class_term(world)


def set_back_a_cell(world: World) -> dict[str, Any]:
    """The mark that was entered last is taken back."""
    world.record.midterm = 75
    update_records([world.record])
    first = MarkChange.objects.filter(record=world.record.pk).latest("pk").pk
    cell = f"{world.record.pk}-gk"
    return {"before": first, "cell": cell, f"o-{cell}": "7,5", "reason": "Nhập nhầm lớp"}


def cell_comment(_world: World) -> dict[str, Any]:
    return {"text": "Chấm bù"}


def own_sheet_term(world: World) -> dict[str, Any]:
    return own_sheet(world) | {"term": world.next_term.code}


def foreign_sheet_term(world: World) -> dict[str, Any]:
    return foreign_sheet(world) | {"term": world.next_term.code}


def own_line(world: World) -> dict[str, Any]:
    return own_sheet(world) | {"record_id": world.record.pk}


def foreign_line(world: World) -> dict[str, Any]:
    sheet = world.foreign_sheet
    return {"public_id": sheet.public_id, "record_id": world.records[sheet][0].pk}


def line_of_another_sheet(world: World) -> dict[str, Any]:
    return own_sheet(world) | {"record_id": world.records[world.commented_sheet][0].pk}


def own_waiting(world: World) -> dict[str, Any]:
    return {"sheet": f"{world.sheet.public_id}:{world.sheet.revision}"}


def asked_cell(world: World) -> dict[str, Any]:
    return {"cell": f"{world.record.pk}-gk"}


def own_class(world: World) -> dict[str, Any]:
    return {"public_id": world.class_group.public_id}


def foreign_class(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_class.public_id}


def own_class_term(world: World) -> dict[str, Any]:
    return own_class(world) | {"term": world.term.code}


def foreign_class_term(world: World) -> dict[str, Any]:
    return foreign_class(world) | {"term": world.term.code}


def own_sealed_term(world: World) -> dict[str, Any]:
    factories.sealed_package(world.class_group, world.term)
    return own_class_term(world)


def foreign_sealed_term(world: World) -> dict[str, Any]:
    factories.sealed_package(world.foreign_class, world.term)
    return foreign_class_term(world)


def own_term(world: World) -> dict[str, Any]:
    return {"term": world.term.code, "school": world.school.code}


def own_school(world: World) -> dict[str, Any]:
    return {"public_id": world.school.public_id}


def own_form(world: World) -> dict[str, Any]:
    return {"public_id": world.school.public_id, "layout": "students"}


def foreign_form(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_school.public_id, "layout": "students"}


def foreign_school(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_school.public_id}


def own_commune(world: World) -> dict[str, Any]:
    return {"code": world.communes[0].code}


def foreign_commune(world: World) -> dict[str, Any]:
    return {"code": world.communes[1].code}


def found_differences(world: World) -> dict[str, Any]:
    """A night's check that found something."""
    return {"number": factories.FigureDifferenceFactory(class_group=world.class_group).found_in_id}


def a_check(world: World) -> dict[str, Any]:
    """The page shows it; the address does not name it."""
    found_differences(world)
    return {}


def figure_of(place: Callable[[World], dict[str, Any]]) -> Callable[[World], dict[str, Any]]:
    """A figure of the place."""

    def kwargs(world: World) -> dict[str, Any]:
        keys = place(world)
        unit = {"unit": keys.pop("code")} if "code" in keys else {}
        return {"code": "KQ-01a", **unit, **keys}

    return kwargs


def own_package(world: World) -> dict[str, Any]:
    return {"package_hash": factories.PackageFactory(school=world.school).hash}


def foreign_package(world: World) -> dict[str, Any]:
    return {"package_hash": factories.PackageFactory(school=world.foreign_school).hash}


def own_proof(world: World) -> dict[str, Any]:
    student = world.enrolments[world.class_group][0].student
    factories.student_package(student)
    return {"uid": student.person_uid}


def foreign_proof(world: World) -> dict[str, Any]:
    student = world.enrolments[world.foreign_class][0].student
    factories.student_package(student)
    return {"uid": student.person_uid}


def proved_package(world: World) -> dict[str, Any]:
    student = world.enrolments[world.class_group][0].student
    package = factories.student_package(student)
    return {"package_hash": package.hash}


def foreign_proved_package(world: World) -> dict[str, Any]:
    student = world.enrolments[world.foreign_class][0].student
    package = factories.student_package(student)
    return {"package_hash": package.hash}


def rooted_day(world: World) -> dict[str, Any]:
    return {"day": str(factories.DailyRootFactory().day)}


def corrected_package(world: World) -> dict[str, Any]:
    """A version of the first school that follows one accepted above."""
    peer, students = factories.PeerFactory(), [each.student for each in own_enrolments(world)]
    common: dict[str, Any] = {"school": world.school, "unit": "6A1"}
    earlier = factories.readable_package(students, state="superseded", **common)
    factories.OutboxEntryFactory(package=earlier, peer=peer, accepted=True)
    package = factories.readable_package(students, 90, version=2, **common)
    factories.OutboxEntryFactory(package=package, peer=peer)
    return {"package_hash": package.hash}


def own_enrolments(world: World) -> list[Enrolment]:
    """As they are now: a world's names change."""
    found = Enrolment.objects.filter(class_group=world.class_group)
    return list(found.select_related("student"))


def own_entry(world: World) -> dict[str, Any]:
    package = factories.PackageFactory(school=world.school)
    return {"entry_id": factories.OutboxEntryFactory(package=package, needs_human=True).pk}


def returned_entry(world: World) -> dict[str, Any]:
    students = [each.student for each in own_enrolments(world)]
    common: dict[str, Any] = {"school": world.school, "unit": "6A1", "state": "returned"}
    package = factories.readable_package(students, **common)
    return {"entry_id": factories.OutboxEntryFactory(package=package, state="returned").pk}


def own_decision(world: World) -> dict[str, Any]:
    """What the department's officer has proposed about a version that came back."""
    entry = OutboxEntry.objects.get(pk=returned_entry(world)["entry_id"])
    decision = Decision.objects.create(
        school=world.school,
        entry=entry,
        choice=Choice.MINE,
        basis="số 1",
        proposed_by=world.users["department_officer"],
    )
    return {"decision_id": decision.pk}


def trusted_node(world: World) -> dict[str, Any]:
    factories.PeerFactory(downstream=True, code="so-diem", is_sandbox=True)
    return {"code": "so-diem"}


def delivering_node(world: World) -> dict[str, Any]:
    factories.class_package(world.class_group, world.term, origin="truong-a")
    return {"node": "truong-a"}


def one_mark(world: World) -> dict[str, Any]:
    """The mark 8,5 typed into an empty cell of the teacher's sheet."""
    cell = {"record": world.record.pk, "cell": "gk", "from": "", "to": "8,5"}
    return {"ops": [{"op": "0b7c3c3e-7f0e-4a3f-9a53-2f6a0c1de001", **cell}]}


def foreign_mark(world: World) -> dict[str, Any]:
    """A cell of another school's sheet."""
    record = world.records[world.foreign_sheet][0]
    [operation] = one_mark(world)["ops"]
    return {"ops": [operation | {"record": record.pk}]}


def step(name: str):
    return lambda world: {"step": name, "revision": world.sheet.revision}


def news(world: World) -> dict[str, Any]:
    """The teacher has been told of a student; the page is the same for everybody."""
    own_notice(world)
    return {}


def own_notice(world: World) -> dict[str, Any]:
    # A notice keeps the name as it is now, and the walk has given everybody another.
    student = Student.objects.get(pk=world.record.enrolment.student_id)
    notice = factories.NoticeFactory(
        school=world.school, user=world.users["teacher"], student=student
    )
    return {"public_id": notice.public_id}


PORTAL = [
    # Everybody's first page leads on to the page of the daily work.
    Route("home", signed_in(302)),
    Route("set_language", everybody(302), "POST", form=lambda world: {"language": "en"}),
    Route("styleguide", signed_in(200)),
    # Names of students and of staff, as tests/personal.py gives them.
    Route("search", signed_in(200), query="q=hs"),
    Route("search", signed_in(200), query="q=gv"),
    Route("search", signed_in(200)),
    Route("notices:list", signed_in(200), kwargs=news),
    Route("notices:open", only(302, "teacher"), "POST", own_notice, form=nothing),
    Route("notices:read", only(302, "teacher"), "POST", own_notice, form=nothing),
    Route("health", everybody(200)),
    Route("schools:period", signed_in(404), "POST", form=lambda world: {"term": "none"}),
]
ACCOUNTS = [
    Route("accounts:sign-in", visitors(200, signed_in=302)),
    Route("accounts:sign-in", visitors(200, signed_in=302), "POST", form=nothing),
    Route("accounts:sign-in-json", everybody(400), "POST", json=lambda world: []),
    Route("accounts:sign-out", signed_in(302), "POST", form=nothing),
    Route("accounts:profile", signed_in(200)),
    Route("accounts:digest", signed_in(302), "POST", form=nothing),
    Route("accounts:habits", signed_in(200), "POST", form=nothing),
    Route("accounts:password-change", signed_in(200)),
    Route("accounts:password-change", signed_in(200), "POST", form=nothing),
    Route("accounts:password-reset", everybody(200)),
    Route("accounts:password-reset", everybody(200), "POST", form=nothing),
    Route("accounts:password-reset-done", everybody(200)),
    Route("accounts:password-reset-confirm", everybody(200), kwargs=broken_link),
    Route("accounts:password-reset-confirm", everybody(200), "POST", broken_link, form=nothing),
    Route("accounts:password-reset-complete", everybody(200)),
    # The form that asks for the code; a code that opens nothing.
    Route("accounts:one-time-link", everybody(200)),
    Route("accounts:one-time-link", everybody(200), query="code=cfgh-cfgh-cfgh-cfgh"),
    Route("accounts:one-time-link", everybody(404), "POST", form=useless_code),
    # Nobody in the world has a second factor: there is nothing to ask for or to replace.
    Route("accounts:second-factor", signed_in(302)),
    Route("accounts:second-factor", signed_in(302), "POST", form=nothing),
    Route("accounts:second-factor-setup", signed_in(200)),
    Route("accounts:second-factor-setup", signed_in(200), "POST", form=nothing),
    Route("accounts:passkey-new", signed_in(200)),
    Route("accounts:passkey-new", signed_in(200), "POST", form=nothing),
    Route("accounts:passkey-new-options", signed_in(200), "POST", form=nothing),
    Route("accounts:passkey-options", everybody(200), "POST", form=nothing),
    Route("accounts:passkey-sign-in", everybody(302), "POST", form=nothing),
    Route("accounts:factors", signed_in(200)),
    Route("accounts:factor-rename", only(302, "teacher"), "POST", own_factor, form=nothing),
    Route("accounts:factor-remove", only(302, "teacher"), "POST", own_factor, form=nothing),
    Route("accounts:recovery-codes", signed_in(302), "POST", form=nothing),
    Route("accounts:sessions", signed_in(200)),
    Route("accounts:sessions-end", signed_in(302), "POST", form=nothing),
    Route("accounts:session-end", only(302, "teacher"), "POST", own_session, form=nothing),
]
# Django's administration is for superusers, and no persona is one: test_routes.py asks every page.
ADMINISTRATION = [
    Route("admin:index", only(404)),
    Route("admin:login", signed_in(302)),
    Route("admin:logout", only(404), "POST", form=nothing),
    Route("admin:password_change", only(404)),
]
GRADES = [
    Route("grades:marksheet-list", only(200, TEACHERS), kwargs=news),
    Route("grades:marksheet-edit", only(200, READERS), kwargs=own_sheet),
    Route("grades:marksheet-edit", only(200, "auditor"), kwargs=foreign_sheet),
    Route(
        "grades:marksheet-edit",
        mixed(only(200, HEADS, "auditor"), (302, "teacher")),
        "POST",
        own_sheet,
        form=nothing,
    ),
    Route("grades:marksheet-edit", only(200, "auditor"), "POST", foreign_sheet, form=nothing),
    Route(
        "grades:marksheet-save",
        mixed(only(200, "teacher", anonymous=401), (403, (*HEADS, "auditor"))),
        "POST",
        own_sheet,
        json=one_mark,
    ),
    Route(
        "grades:marksheet-save",
        only(403, "auditor", anonymous=401),
        "POST",
        foreign_sheet,
        json=foreign_mark,
    ),
    Route("grades:marksheet-changes", only(200, READERS), kwargs=own_sheet),
    Route("grades:marksheet-changes", only(200, "auditor"), kwargs=foreign_sheet),
    Route(
        "grades:marksheet-file",
        mixed(only(200, "teacher", HEADS), (403, "auditor")),
        kwargs=own_sheet,
        query="content=marks",
    ),
    Route("grades:marksheet-file", only(403, "auditor"), kwargs=foreign_sheet),
    Route(
        "grades:marksheet-template",
        mixed(only(200, "teacher", HEADS), (403, "auditor")),
        kwargs=own_sheet,
    ),
    # Without a file the form is shown again.
    Route(
        "grades:marksheet-template",
        mixed(only(200, "teacher", HEADS), (403, "auditor")),
        "POST",
        own_sheet,
    ),
    Route("grades:marksheet-template", only(403, "auditor"), "POST", foreign_sheet),
    Route("grades:marksheet-history", only(200, READERS), kwargs=own_sheet),
    Route("grades:marksheet-history", only(200, "auditor"), kwargs=foreign_sheet),
    Route("grades:marksheet-why", only(200, READERS, "homeroom"), kwargs=own_line),
    Route("grades:marksheet-why", only(200, "auditor"), kwargs=foreign_line),
    Route("grades:marksheet-why", only(404), kwargs=line_of_another_sheet),
    # Nothing is entered yet: the teacher is led to the page of empty cells.
    Route(
        "grades:marksheet-step",
        mixed(only(403, HEADS, "auditor"), (302, "teacher")),
        "POST",
        own_sheet,
        form=step("submit"),
    ),
    Route(
        "grades:marksheet-step",
        mixed(only(302, HEADS), (403, ("teacher", "auditor"))),
        "POST",
        own_sheet,
        form=step("approve"),
    ),
    Route(
        "grades:marksheet-step", only(403, "auditor"), "POST", foreign_sheet, form=step("return")
    ),
    # No return asks for the cell: its teacher is told so.
    Route(
        "grades:marksheet-keep",
        mixed(only(403, HEADS, "auditor"), (409, "teacher")),
        "POST",
        own_sheet,
        form=asked_cell,
    ),
    Route("grades:marksheet-keep", only(403, "auditor"), "POST", foreign_sheet, form=asked_cell),
    # Nothing is named to be opened: the page says so.
    Route(
        "grades:marksheet-ask",
        mixed(only(403, HEADS, "auditor"), (302, "teacher")),
        "POST",
        own_sheet,
        form=nothing,
    ),
    Route("grades:marksheet-ask", only(403, "auditor"), "POST", foreign_sheet, form=nothing),
    Route("grades:marksheet-cell", only(200, READERS), kwargs=own_cell),
    Route("grades:marksheet-cell", only(200, "auditor"), kwargs=foreign_cell),
    Route(
        "grades:marksheet-cell",
        mixed(only(200, "teacher", HEADS), (403, "auditor")),
        "POST",
        own_cell,
        form=cell_comment,
    ),
    Route("grades:marksheet-cell", only(403, "auditor"), "POST", foreign_cell, form=cell_comment),
    Route("grades:marksheet-midterm", only(200, READERS), kwargs=frozen_sheet),
    Route("grades:marksheet-midterm", only(200, "auditor"), kwargs=foreign_sheet),
    Route("grades:class-midterm", only(200, HEADS, "auditor"), kwargs=frozen_class_term),
    Route("grades:class-midterm", only(200, "auditor"), kwargs=foreign_class_term),
    Route("grades:marksheet-set-back", only(200, "teacher"), kwargs=own_sheet),
    Route("grades:marksheet-set-back", only(404), kwargs=foreign_sheet),
    Route(
        "grades:marksheet-set-back",
        only(302, "teacher"),
        "POST",
        own_sheet,
        form=set_back_a_cell,
    ),
    Route("grades:marksheet-worker", signed_in(200)),
    Route("grades:marksheet-offline", signed_in(200)),
    Route("grades:marksheet-gaps", only(200, READERS), kwargs=own_sheet),
    Route("grades:marksheet-gaps", only(200, "auditor"), kwargs=foreign_sheet),
    Route("grades:marksheet-term", only(302, READERS), kwargs=own_sheet_term),
    Route("grades:marksheet-term", only(302, "auditor"), kwargs=foreign_sheet_term),
    Route("grades:class-list", only(200, HEADS)),
    Route("grades:queue", only(200, HEADS)),
    Route("grades:queue", only(400, HEADS), query="show=x"),
    Route("grades:queue-approve", only(302, HEADS), "POST", form=own_waiting),
    Route("grades:queue-remind", only(302, HEADS), "POST", form=own_term),
    Route("grades:progress", only(200, HEADS)),
    Route("grades:sheets-open", only(302, HEADS), "POST", form=own_term),
    Route("grades:class-detail", only(200, HEADS, "auditor"), kwargs=own_class),
    Route("grades:class-detail", only(200, "auditor"), kwargs=foreign_class),
    # Not ready, says the page the head comes back to; nobody else may even ask.
    Route(
        "grades:class-seal",
        mixed(only(302, "head"), (403, ("vice_head", "auditor"))),
        "POST",
        own_class_term,
        form=nothing,
    ),
    Route("grades:class-seal", only(403, "auditor"), "POST", foreign_class_term, form=nothing),
    Route(
        "grades:class-seal",
        mixed(only(200, "head"), (403, ("vice_head", "auditor"))),
        kwargs=own_class_term,
    ),
    Route("grades:class-seal", only(403, "auditor"), kwargs=foreign_class_term),
    Route("grades:class-correct", only(404), kwargs=own_class_term),
    Route("grades:class-correct", only(200, "head"), kwargs=own_sealed_term),
    Route("grades:class-correct", only(302, "head"), "POST", own_sealed_term, form=nothing),
    Route("grades:class-correct", only(404), kwargs=foreign_sealed_term),
    Route("grades:class-withdraw", only(200, "head"), kwargs=own_sealed_term),
    Route("grades:class-withdraw", only(302, "head"), "POST", own_sealed_term, form=nothing),
    Route("grades:class-withdraw", only(404), kwargs=foreign_sealed_term),
    # Nothing to decide on yet, says the page.
    Route(
        "grades:class-decide",
        mixed(only(200, "head"), (403, ("vice_head", "auditor"))),
        "POST",
        own_class_term,
        form=nothing,
    ),
    Route("grades:class-decide", only(403, "auditor"), "POST", foreign_class_term, form=nothing),
    Route("grades:class-decide", signed_in(302), kwargs=own_class_term),
]
DASHBOARDS = [
    # Who has one school or one commune starts there.
    Route(
        "dashboards:overview",
        mixed(only(200, SEES_EVERY_SCHOOL), (302, (*HEADS, "commune_officer"))),
    ),
    Route("dashboards:late", only(200, WATCHERS)),
    Route("dashboards:at-risk", only(200, WATCHERS)),
    Route("dashboards:at-risk", only(404), query="commune=99999"),
    Route(
        "dashboards:results",
        mixed(only(200, SEES_EVERY_SCHOOL), (302, (*HEADS, "commune_officer"))),
    ),
    Route("dashboards:results", only(400, WATCHERS), query="stage=02"),
    Route("dashboards:results-commune", only(200, WATCHERS), kwargs=own_commune),
    Route("dashboards:results-commune", only(200, SEES_EVERY_SCHOOL), kwargs=foreign_commune),
    Route("dashboards:results-school", only(200, WATCHERS), kwargs=own_school),
    Route("dashboards:results-school", only(200, SEES_EVERY_SCHOOL), kwargs=foreign_school),
    Route("dashboards:paths", only(200, WATCHERS), kwargs=own_leavers),
    Route("dashboards:paths", only(400, WATCHERS), query="cohort=1999-9"),
    Route("dashboards:left", only(200, WATCHERS), kwargs=left_school),
    Route("dashboards:paths-waiting", only(200, WATCHERS), kwargs=own_leavers),
    Route("dashboards:flows", only(200, WATCHERS), kwargs=own_leavers),
    Route("dashboards:flows", only(400, WATCHERS), query="grade=10"),
    Route("dashboards:late", only(400, WATCHERS), query="stage=99"),
    Route("dashboards:commune", only(200, WATCHERS), kwargs=own_commune),
    Route("dashboards:commune", only(200, SEES_EVERY_SCHOOL), kwargs=foreign_commune),
    Route("dashboards:school", only(200, WATCHERS), kwargs=own_school),
    Route("dashboards:school", only(200, SEES_EVERY_SCHOOL), kwargs=foreign_school),
    # An auditor looks and takes nothing away.
    Route(
        "dashboards:school",
        mixed(only(200, HEADS, OFFICERS), (403, "auditor")),
        kwargs=own_school,
        query="export=csv",
    ),
    Route("dashboards:class", only(200, WATCHERS), kwargs=own_class),
    Route("dashboards:class", only(200, SEES_EVERY_SCHOOL), kwargs=foreign_class),
    Route("dashboards:figures", only(200, WATCHERS)),
    Route("dashboards:figure", only(200, WATCHERS), kwargs=lambda _world: {"code": "TD-06"}),
    Route(
        "dashboards:figure",
        only(400, WATCHERS),
        kwargs=lambda _world: {"code": "KQ-01a"},
        query="stage=01",
    ),
    Route("dashboards:figure", only(404), kwargs=lambda _world: {"code": "none"}),
    Route("dashboards:figure-commune", only(200, WATCHERS), kwargs=figure_of(own_commune)),
    Route(
        "dashboards:figure-commune",
        only(200, SEES_EVERY_SCHOOL),
        kwargs=figure_of(foreign_commune),
    ),
    Route("dashboards:figure-school", only(200, WATCHERS), kwargs=figure_of(own_school)),
    Route(
        "dashboards:figure-school", only(200, SEES_EVERY_SCHOOL), kwargs=figure_of(foreign_school)
    ),
    Route("dashboards:figures-check", only(200, "department_admin"), kwargs=a_check),
    Route("dashboards:figures-read", only(302, "department_admin"), "POST", found_differences),
    Route("dashboards:received", only(200, WATCHERS), kwargs=delivering_node),
    # Only a ministry has them: tests/shell/test_tiers.py asks one.
    Route("dashboards:provinces", only(404)),
    Route("dashboards:province", only(404), kwargs=delivering_node),
]
EXCHANGE = [
    Route("exchange:board", only(200, WATCHERS)),
    Route("exchange:packages", only(200, WATCHERS)),
    Route("exchange:packages", only(400, WATCHERS), query="show=lost"),
    Route("exchange:compare", only(302, "department_admin"), "POST", form=nothing),
    Route("exchange:send-all", only(302, "department_admin"), "POST", form=nothing),
    Route("exchange:held", only(200, WATCHERS)),
    Route("exchange:package-detail", only(200, WATCHERS), kwargs=own_package),
    Route("exchange:package-detail", only(200, SEES_EVERY_SCHOOL), kwargs=foreign_package),
    # Proof shows marks, so it is for those who may read them.
    Route("exchange:student", only(200, HEADS, "auditor"), kwargs=own_proof),
    Route("exchange:student", only(200, "auditor"), kwargs=foreign_proof),
    Route("exchange:student-evidence", only(200, HEADS, "auditor"), kwargs=own_proof),
    Route("exchange:student-evidence", only(200, "auditor"), kwargs=foreign_proof),
    Route("exchange:package-students", only(200, HEADS, "auditor"), kwargs=proved_package),
    Route("exchange:package-students", only(200, "auditor"), kwargs=foreign_proved_package),
    Route("exchange:package-evidence", only(200, HEADS), kwargs=proved_package),
    Route("exchange:package-evidence", only(404), kwargs=foreign_proved_package),
    Route("exchange:roots", only(200, SEES_EVERY_SCHOOL)),
    Route("exchange:root", only(200, SEES_EVERY_SCHOOL), kwargs=rooted_day),
    Route("exchange:root-evidence", only(200, SEES_EVERY_SCHOOL), kwargs=rooted_day),
    Route("exchange:verifier", only(200, WATCHERS)),
    Route("exchange:ministry", only(200, SEES_EVERY_SCHOOL)),
    Route("exchange:ministry-records", only(200, SEES_EVERY_SCHOOL)),
    Route("exchange:ministry-records", only(400, SEES_EVERY_SCHOOL), query="show=lost"),
    # The names of children are for the people of their school.
    Route("exchange:ministry-file", only(200, HEADS, "clerk"), kwargs=own_form),
    Route("exchange:ministry-file", only(404), kwargs=foreign_form),
    Route("exchange:ministry-again", only(302, "department_admin"), "POST", form=nothing),
    Route(
        "exchange:package-differences",
        only(200, HEADS, "auditor", "department_admin"),
        kwargs=corrected_package,
    ),
    Route("exchange:entry-send", only(302, "department_admin"), "POST", own_entry, form=nothing),
    Route("exchange:entry-decide", only(200, "department_admin"), kwargs=returned_entry),
    Route(
        "exchange:entry-decide",
        only(302, "department_admin"),
        "POST",
        returned_entry,
        form=lambda world: {"decision": "mine", "theirs": "", "basis": "số 1"},
    ),
    Route(
        "exchange:decision-end",
        only(302, "department_admin"),
        "POST",
        own_decision,
        form=lambda world: {"end": "drop"},
    ),
    Route("exchange:node-list", only(200, "department_admin")),
    Route("exchange:node-new", only(200, "department_admin")),
    Route("exchange:node-new", only(200, "department_admin"), "POST", form=nothing),
    Route("exchange:node", only(200, "department_admin"), kwargs=trusted_node),
    Route(
        "exchange:node",
        only(302, "department_admin"),
        "POST",
        trusted_node,
        form=lambda world: {"do": "end-trial"},
    ),
    # Other nodes sign each request; tests/exchange asks with a key.
    Route("sync:capabilities", everybody(200)),
    Route("sync:bundles", everybody(401), "POST", json=nothing, csrf="signature"),
    Route("sync:have", everybody(401), "POST", json=nothing, csrf="signature"),
    Route("sync:digests", everybody(401)),
    Route("sync:heads", everybody(401), "POST", json=nothing, csrf="signature"),
    Route("sync:fetch", everybody(401), "POST", json=nothing, csrf="signature"),
    Route("sync:leaver", everybody(401), "POST", json=nothing, csrf="signature"),
    Route("sync:results", everybody(401), "POST", json=nothing, csrf="signature"),
    Route("sync:compared", everybody(401), "POST", json=nothing, csrf="signature"),
]
ROUTES = [
    *PORTAL,
    *ACCOUNTS,
    *SCHOOL_ACCOUNTS,
    *REFERENCE,
    *ADMINISTRATION,
    *GRADES,
    *AMENDMENTS,
    *REGULATIONS,
    *ENTRY_DAYS,
    *HOMEROOM,
    *STUDENTS,
    *YEAR,
    *REGISTER,
    *PLANNING,
    *REFORM,
    *TODO,
    *COLLECTING,
    *PLACES,
    *STAFFING,
    *PLANS,
    *DASHBOARDS,
    *EXCHANGE,
    *IMPORTS,
    *PRIVACY,
    *LISTS,
    *API,
    *QUALITY,
]
# Names under these prefixes need no row of their own.
COLLAPSED = ("admin:",)
