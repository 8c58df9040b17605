"""Every page at both sizes: no axe violation, nothing and no button beyond the window, no error."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from eduportal import scoping
from eduportal.accounts.services.managing import renew_access
from eduportal.imports.models import ImportJob, PreparedFile
from eduportal.privacy.retention import TABLE
from eduportal.privacy.services.alerts import answer_alert
from eduportal.quality.models import Finding
from eduportal.quality.services.checking import ask_for_all, check_due
from eduportal.reform.choices import ReviewKind
from eduportal.reform.services.reviewing import make_review
from grades.choices import Answer, SheetState, Step
from grades.models import Amendment, MarkChange, MarkSheet
from grades.services import move_sheet
from grades.services.writing import update_records
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine
from staffing.models import ScenarioPart
from staffing.services import count_balances
from students.choices import Ended
from students.models import Student
from students.services import exempt
from students.services.leaving import freeze_year
from tests.browser.marksheet import LEAVER
from tests.browser.one_portal import AXE, Visit
from tests.dashboards import books
from tests.factories import (
    AccessFactory,
    AlertFactory,
    AmendedCellFactory,
    AmendmentFactory,
    AmendmentStepFactory,
    AuthenticatorFactory,
    BrowserSessionFactory,
    CandidateFactory,
    CellCorrectionFactory,
    CleanUpFactory,
    ComparedResultFactory,
    ContractFactory,
    CorrectionFactory,
    CurriculumLineFactory,
    DeclarationFactory,
    DeclarationStepFactory,
    DeputationFactory,
    DutyFactory,
    EarlierMarkFactory,
    EvidenceFactory,
    ExaminationScoreFactory,
    FigureCheckFactory,
    FigureDifferenceFactory,
    GradeLevelFactory,
    HamletFactory,
    HomeroomRecordFactory,
    ImportJobFactory,
    ImportProblemFactory,
    ImportRowFactory,
    KeptFigureFactory,
    LineConsentFactory,
    LineObjectionFactory,
    MarkQuestionFactory,
    MarkReviewFactory,
    NodeKeyFactory,
    NoticeFactory,
    PackageFactory,
    PaperFactory,
    PeerFactory,
    PostFactory,
    PreparedFileFactory,
    ProtectionFactory,
    QuotaFactory,
    RegulationComparisonFactory,
    RegulationSetFactory,
    SchoolYearFactory,
    SheetStepFactory,
    SolveRunFactory,
    StaffingNormsFactory,
    StaffingReviewFactory,
    StaffMemberFactory,
    StandardRatingFactory,
    SubjectFactory,
    SubstitutionFactory,
    SupportActionFactory,
    TargetFactory,
    TaskFactory,
    TaskMessageFactory,
    TermFactory,
    UndoFactory,
    WishFactory,
    midterm_package,
    sealed_package,
)
from tests.grades.conftest import decide, give_levels, lack, scope_of, set_states
from tests.grades.ended_year import end_terms
from tests.routes import own_proof, proved_package, rooted_day
from tests.routes_collecting import collection as asked
from tests.routes_collecting import return_of
from tests.routes_planning import own_commune, own_scenario
from tests.routes_plans import decision_of, line_of
from tests.routes_reference import standard, succession
from tests.routes_reform import any_indicator, any_measure, any_scheme, indicator, measure
from tests.routes_students import leaving_class, own_leavers
from tests.stays import leave
from tests.students.left_school import last_year, left_early
from tests.students.test_exempting import decision
from tests.test_older_pages import merge_of
from tests.world import World

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
# What is pressed and lies beyond the edge; what scrolls sideways by design shows that it does.
OUT_OF_REACH = """() => [...document.querySelectorAll("main button, main .button")]
    .filter((each) => each.checkVisibility() && !each.closest(".marksheet__scroll, .matrix-wrap"))
    .filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        return width > 1 && (left < 0 || right > innerWidth + 1);
    })
    .map((each) => each.outerHTML.slice(0, 160))"""
# What a bar at the foot of the window half covers is scrolled from under it: no small target.
AXE_RUN = """async (options) => {
    const covered = (each) => {
        const { left, top, width, height } = each.getBoundingClientRect();
        const above = document.elementFromPoint(left + width / 2, top + height / 2);
        return above && !above.contains(each) && !each.contains(above);
    };
    const small = (rule, node) =>
        rule.id === "target-size" && covered(document.querySelector(node.target[0]));
    return (await axe.run(options)).violations
        .map((rule) => [rule.id, rule.nodes.filter((node) => !small(rule, node))])
        .map(([id, nodes]) => [id, nodes.map((node) => node.html)])
        .filter(([, nodes]) => nodes.length > 0);
}"""
Address = Callable[[World], str]
Opener = Callable[[str, Address], Page]


def at(name: str, find: Callable[[World], Any] | None = None, query: str = "") -> Address:
    """The address of a named page; `find` gives the part that names an object."""
    return lambda world: reverse(name, args=[find(world)] if find else []) + query


def promised_scheme(world: World) -> Any:
    """With an objective, an indicator with its target, and a measure that is late."""
    with scoping.everywhere("a test registers a scheme"):
        TargetFactory(indicator=any_indicator(world))
        any_measure(world)
        return any_scheme(world).public_id


def promised_indicator(world: World) -> str:
    promised_scheme(world)
    with scoping.everywhere("a test registers a scheme"):
        return reverse("reform:indicator", kwargs=indicator(world))


def promised_measure(world: World) -> str:
    promised_scheme(world)
    with scoping.everywhere("a test registers a scheme"):
        return reverse("reform:measure", kwargs=measure(world))


def promised_review(world: World) -> Any:
    promised_scheme(world)
    with scoping.everywhere("a test reviews a scheme"):
        scheme, maker = any_scheme(world), world.users["department_officer"]
        return make_review(scheme=scheme, kind=ReviewKind.FINAL, user=maker).public_id


def package(world: World) -> Any:
    with scoping.everywhere("a test seals a package"):
        return PackageFactory(school=world.school).hash


def proved_student(world: World) -> Any:
    with scoping.everywhere("a test seals a student's result"):
        return own_proof(world)["uid"]


def students_package(world: World) -> Any:
    with scoping.everywhere("a test seals a student's result"):
        return proved_package(world)["package_hash"]


def root_of_a_day(world: World) -> Any:
    return rooted_day(world)["day"]


def product(world: World) -> Any:
    """One that serves the school and has fallen silent."""
    with scoping.everywhere("a test lets software in"):
        now = timezone.now()
        peer = PeerFactory(downstream=True, code="so-diem", name="Sổ Điểm")
        ContractFactory(school=world.school, peer=peer, silent_since=now)
        NodeKeyFactory(node="so-diem")
        peer.products.create(product="SoDiem/4.2", first_at=now, last_at=now)
        return peer.code


def import_job(world: World) -> Any:
    with scoping.everywhere("a test checks a file"):
        job = ImportJobFactory(
            school=world.school, created_by=world.users["clerk"], state="checked"
        )
        ImportRowFactory.create_batch(3, job=job, school=world.school)
        ImportProblemFactory.create_batch(3, job=job, school=world.school)
        return job.public_id


def reviewed_import(world: World) -> Any:
    """Sent back to be reviewed again, with a cell corrected on its page."""
    public_id = import_job(world)
    with scoping.everywhere("a test sends a file back"):
        job = ImportJob.objects.get(public_id=public_id)
        job.total = job.new = 3
        job.reviews = {"new": 1, "close": 1, "moved": 1}
        job.causes = {"error date_impossible": 3}
        job.overtaken = {"message": "Nothing was written.", "params": {}}
        job.save()
        job.rows.update(differs=True)
        CellCorrectionFactory(job=job, school=world.school)
    return public_id


def asking_import(world: World) -> Any:
    """No title was known: a person says which column is which."""
    columns = [
        {"at": at, "letters": letters, "title": title, "known": known, "key": known, "by": ""}
        for at, (letters, title, known) in enumerate(
            [("A", "STT", "order_number"), ("B", "Người học", ""), ("C", "Ngày sinh", "birth_date")]
        )
    ]
    layout = {"sheet": "Lớp 6A1", "row": 4, "digest": "0" * 64, "schools": [], "columns": columns}
    with scoping.everywhere("a test checks a file"):
        job = ImportJobFactory(
            school=world.school, created_by=world.users["clerk"], checked=True, layouts=[layout]
        )
        ImportProblemFactory(job=job, school=world.school)
        return job.public_id


def import_with_missing(world: World) -> Any:
    """A complete list that leaves somebody out, about whom the page asks."""
    question = {
        "key": "missing-1",
        "message": "%(name)s, born %(born)s, class %(class)s",
        "params": {"name": "Lê Thị Bưởi", "born": "07/03/2014", "class": "6A1"},
        "choices": [["later", "Decide later"], ["left-left", "Left: left school"]],
        "dated": ["left-", "to-"],
        "remembered": False,
        "answer": "later",
    }
    with scoping.everywhere("a test checks a file"):
        return ImportJobFactory(
            school=world.school,
            created_by=world.users["clerk"],
            checked=True,
            questions=[question],
        ).public_id


def import_weighed_now(world: World) -> Any:
    """A worker works out what taking it back would do."""
    public_id = undone_import(world)
    with scoping.everywhere("a test looks at an import"):
        since = timezone.now() - datetime.timedelta(minutes=1)
        ImportJob.objects.filter(public_id=public_id).update(
            state="weighing", done=100, total=400, working_since=since
        )
    return public_id


def two_records(world: World) -> str:
    """The page of two children who may be one."""
    first, second = (stay.student for stay in world.enrolments[world.class_group][:2])
    return reverse("grades:student-merge", args=[first.public_id, second.public_id])


def two_again(world: World) -> str:
    """The page on which a merge of two records is taken back."""
    with scoping.everywhere("a test makes one record of two"):
        merge = merge_of(world)
        return reverse("grades:student-part", args=[merge.student.public_id, merge.pk])


def no_duplicate(world: World) -> str:
    """The list of a school whose children all have names of their own."""
    with scoping.everywhere("a test names children"):
        for student in Student.objects.filter(school=world.school):
            Student.objects.filter(pk=student.pk).update(search_key=f"em {student.pk}")
    return reverse("grades:duplicate-list")


def refused_import(world: World) -> Any:
    with scoping.everywhere("a test refuses a file"):
        return ImportJobFactory(school=world.school, created_by=world.users["clerk"], refused=True)


def marking_import(world: World) -> Any:
    """The mended file of another import, whose cells are being marked."""
    public_id = import_job(world)
    with scoping.everywhere("a test asks for a marked file"):
        job = ImportJob.objects.get(public_id=public_id)
        job.mends = ImportJobFactory(school=world.school, created_by=world.users["clerk"])
        job.same = 1
        job.save()
        for language, _name in settings.LANGUAGES:
            PreparedFileFactory(job=job, language=language, file="")
    return public_id


def unmarked_import(world: World) -> Any:
    """One whose cells could not be marked."""
    found = marking_import(world)
    with scoping.everywhere("a test fails"):
        PreparedFile.objects.update(has_failed=True)
    return found


def undone_import(world: World) -> Any:
    """A written one that was looked at to be taken back; a student would stay."""
    with scoping.everywhere("a test writes a file"):
        job = ImportJobFactory(school=world.school, created_by=world.users["clerk"], applied=True)
        ImportProblemFactory(job=job, school=world.school)
        CellCorrectionFactory(job=job, school=world.school)
        UndoFactory(job=job, of=world.enrolments[world.class_group][0].student)
    return job.public_id


def import_at_work(world: World) -> Any:
    """One that is checked, whose first problem is told."""
    told = {
        "problem": {
            "sheet": "Danh sách",
            "cell": "D7",
            "row": 7,
            "column": "Ngày sinh",
            "rule": "date",
            "severity": "error",
            "message": "This is not a date.",
            "params": {},
            "value": "x",
        },
        "values": {},
    }
    since = timezone.now() - datetime.timedelta(minutes=1)
    with scoping.everywhere("a test checks a file"):
        return ImportJobFactory(
            school=world.school,
            created_by=world.users["clerk"],
            total=400,
            done=100,
            so_far=[told],
            working_since=since,
        ).public_id


def ready_to_seal(world: World) -> str:
    """The class has students with a level and some without, one of them decided on."""
    with scoping.everywhere("a test approves the sheets of a class"):
        give_levels(world)
        students = [lack(world, number).enrolment.student for number in range(3)]
        decide(world, students[:1], Answer.ZERO)
    return reverse("grades:class-seal", args=[world.class_group.public_id, world.term.code])


def frozen_midterm(world: World) -> str:
    with scoping.everywhere("a test seals the middle of a term"):
        students = [stay.student for stay in world.enrolments[world.class_group]]
        midterm_package(world.class_group, world.term, students)
    named = [world.class_group.public_id, world.term.code]
    return reverse("grades:class-midterm", args=named)


def set_back_page(world: World) -> str:
    with scoping.everywhere("a test enters marks"):
        for record in world.records[world.sheet]:
            record.midterm = 75
        update_records(world.records[world.sheet])
        first = MarkChange.objects.filter(sheet=world.sheet.pk).earliest("pk").pk
    address = reverse("grades:marksheet-set-back", args=[world.sheet.public_id])
    return f"{address}?before={first}"


def waiting_sheets(world: World) -> None:
    """One sheet of the class waits with a reason for its gaps, the other one was returned."""
    with scoping.everywhere("a test hands sheets in"):
        for sheet in MarkSheet.objects.filter(class_group=world.class_group):
            set_states([sheet], SheetState.SUBMITTED)
            SheetStepFactory(sheet=sheet, actor=world.users["teacher"], reason="Nghỉ ốm dài ngày")
    other = world.sheets[world.class_group, world.subjects[1]]
    return_sheet(world, other)


def returned_sheet(world: World) -> None:
    with scoping.everywhere("a test hands a sheet in"):
        set_states([world.sheet], SheetState.SUBMITTED)
    return_sheet(world, world.sheet)


def return_sheet(world: World, sheet: MarkSheet) -> None:
    with scoping.everywhere("a test returns a sheet"):
        move_sheet(
            sheet_id=sheet.pk,
            step=Step.RETURN,
            revision=str(MarkSheet.objects.get(pk=sheet.pk).revision),
            scope=scope_of(world, "head"),
            user_id=world.users["head"].pk,
            reason="Kiểm tra lại cột CK: 5 em có điểm 0 nhưng hôm thi vắng có phép.",
        )


def sealed_otherwise(name: str) -> Address:
    """A page about a sealed class from which the register has moved away."""

    def address(world: World) -> str:
        with scoping.everywhere("a test seals a class without lines"):
            sealed_package(world.class_group, world.term)
        return reverse(name, args=[world.class_group.public_id, world.term.code])

    return address


def sealed_class(world: World) -> str:
    with scoping.everywhere("a test seals a class"):
        set_states(MarkSheet.objects.filter(class_group=world.class_group), SheetState.SEALED)
    return reverse("grades:class-seal", args=[world.class_group.public_id, world.term.code])


def alert(world: World) -> Any:
    return AlertFactory(user=world.users["clerk"]).pk


def answered_alert(world: World) -> Any:
    found = AlertFactory(user=world.users["clerk"])
    user_id = world.users["department_admin"].pk
    answer_alert(alert=found, user_id=user_id, note="Văn thư lập danh sách học sinh tốt nghiệp.")
    return found.pk


def own_sheet(world: World) -> Any:
    return world.sheet.public_id


def kept_figure(world: World) -> Any:
    """As kept on a day on which half of the classes were sealed."""
    with scoping.everywhere("a test keeps a figure"):
        KeptFigureFactory(school=world.school, term=world.term)
    return "KQ-01a"


def differing(world: World) -> None:
    """A night's check that nobody has read, and one that has been."""
    with scoping.everywhere("a test makes a figure differ"):
        FigureDifferenceFactory(class_group=world.class_group)
        FigureCheckFactory(read_at=timezone.now())


def results_of_two_years(world: World) -> None:
    """Two grades of every school, sealed this year and the year before."""
    with scoping.everywhere("a test counts results"):
        starts = world.year.starts_on - datetime.timedelta(days=365)
        ends = starts + datetime.timedelta(days=300)
        year = SchoolYearFactory(code="2025-2026", starts_on=starts, ends_on=ends)
        earlier = TermFactory(school_year=year, number=1, starts_on=starts, ends_on=ends)
        for number, school in enumerate(world.schools):
            for grade in (6, 7):
                bins = [0, 0, 6, 8, 15, 20, 20, 20 + number, 10, 9, 7]
                levels = (20 + 7 * number, 30, 40, 10)
                books.figures(school, world.term, grade, levels, (15, 15, 15, 5), bins)
                books.figures(school, earlier, grade, (20, 25, 45, 10), (15, 10, 20, 5), bins[::-1])


def class_of_leavers(world: World) -> Any:
    with scoping.everywhere("a test makes the class one of grade 9"):
        return leaving_class(world)["public_id"]


def own_class(world: World) -> Any:
    return world.class_group.public_id


def class_with_choices(world: World) -> Any:
    with scoping.everywhere("a test adds a subject to choose"):
        subject = SubjectFactory(code="NN2", name="Ngoại ngữ 2")
        level = world.class_group.grade_level
        CurriculumLineFactory(grade_level=level, subject=subject, kind=LineKind.OPTIONAL)
    return world.class_group.public_id


def class_with_topics(world: World) -> Any:
    with scoping.everywhere("a test lets subjects have study topics"):
        CurriculumLine.objects.update(has_topics=True)
    return world.class_group.public_id


def helped_student(world: World) -> Any:
    with scoping.everywhere("a test helps"):
        stay = world.enrolments[world.class_group][0]
        return SupportActionFactory(enrolment=stay, term=world.term)


def a_task(world: World) -> Any:
    with scoping.everywhere("a test asks"):
        task = TaskFactory(asked_school=world.school)
        TaskMessageFactory(task=task)
        return task.public_id


def own_school(world: World) -> Any:
    return world.school.public_id


def teachers_account(world: World) -> str:
    part = [world.school.public_id, world.users["teacher"].pk]
    return reverse("accounts:school-account", args=part)


def one_time_link(world: World) -> str:
    [slip] = renew_access(
        actor=world.users["head"], accounts=[world.users["teacher"]], origin="http://a"
    )
    return slip.address.removeprefix("http://a")


def no_account_found(world: World) -> str:
    return reverse("accounts:school-accounts", args=[world.school.public_id]) + "?q=zzzz"


def deputy(world: World) -> None:
    DeputationFactory(
        school=world.school, principal=world.users["head"], deputy=world.users["vice_head"]
    )


def without_account(world: World) -> None:
    with scoping.everywhere("a test records people"):
        for name in ("Lương Quốc Bảo", "Đặng Khánh Trúc"):
            PostFactory(staff=StaffMemberFactory(school=world.school, full_name=name))


def regulation_draft(world: World) -> Any:
    with scoping.everywhere("a test drafts a regulation set"):
        return RegulationSetFactory().code


def coming_regulation_set(world: World) -> Any:
    first = int(world.year.code[:4]) + 1
    with scoping.everywhere("a test puts a regulation set into force"):
        return RegulationSetFactory(from_year=f"{first}-{first + 1}", in_force=True).code


def comparison(world: World) -> Any:
    with scoping.everywhere("a test compares regulation sets"):
        run = RegulationComparisonFactory(finished=True)
        for enrolment in world.enrolments[world.class_group][:3]:
            ComparedResultFactory(comparison=run, enrolment=enrolment)
        return run.public_id


def looked_at(world: World) -> Any:
    """A student at whom the teacher has looked, and a command."""
    student = world.enrolments[world.class_group][0].student
    with scoping.everywhere("a test looks at a student"):
        for user, door in ((world.users["teacher"], "browser"), (None, "command")):
            AccessFactory(user=user, door=door, school=world.school, persons=[student.pk])
    return student.public_id


def looker(world: World) -> Any:
    looked_at(world)
    return world.users["teacher"].pk


def why_of_a_comparison(world: World) -> str:
    with scoping.everywhere("a test compares regulation sets"):
        result = ComparedResultFactory(enrolment=world.record.enrolment, term=world.term)
    run = result.comparison.public_id
    return reverse("grades:comparison-why", args=[run, result.pk])


def empty_comparison(world: World) -> Any:
    with scoping.everywhere("a test compares regulation sets"):
        return RegulationComparisonFactory(finished=True).public_id


def second_step(world: World) -> str:
    AuthenticatorFactory(user=world.users["teacher"])
    return reverse("accounts:second-factor")


def sessions(world: World) -> str:
    BrowserSessionFactory.create_batch(3, user=world.users["teacher"], address="203.0.113.7")
    return reverse("accounts:sessions")


def cleaned(world: World) -> Any:
    """Every kind in order but one that failed and one whose last run is long ago."""
    old = timezone.now() - datetime.timedelta(days=3)
    for kind in TABLE:
        CleanUpFactory(kind=kind.code, error="DataError" if kind.code == "nonces" else "")
    return CleanUpFactory(kind="saves", oldest=old).pk


def correction(world: World) -> Any:
    student = world.enrolments[world.class_group][0].student
    with scoping.everywhere("a test asks for a correction"):
        for days, more in ((0, {}), (30, {}), (40, {"ended": True})):
            day = timezone.localdate() - datetime.timedelta(days=days)
            row = CorrectionFactory(school=world.school, student=student, came_on=day, **more)
    return row.public_id


def open_correction(world: World) -> Any:
    student = world.enrolments[world.class_group][0].student
    with scoping.everywhere("a test asks for a correction"):
        return CorrectionFactory(school=world.school, student=student).public_id


def key(find: Callable[[World], Any]) -> Callable[[World], Any]:
    return lambda world: find(world).pk


def draft_scenario(world: World) -> Any:
    return own_scenario(world)["public_id"]


def asked_in_draft(world: World) -> Any:
    return asked(world, is_open=False).public_id


def asked_openly(world: World) -> Any:
    return asked(world).public_id


def to_answer(world: World) -> Any:
    return return_of(world).public_id


def after(prepare: Callable[[World], Any], address: Address) -> Address:
    """The address of a page once something has happened."""

    def prepared(world: World) -> str:
        prepare(world)
        return address(world)

    return prepared


def a_plan(world: World) -> Any:
    """Computed, with a line, an open need, and why one stays open."""
    line = line_of(world, solved=True)
    with scoping.everywhere("a test leaves a need open"):
        reasons = [["toan", "far", 140], ["#shared", "nobody", 35]]
        ScenarioPart.objects.filter(pk=line.part_id).update(open_after=175, obstacles=reasons)
    return line.scenario.public_id


def a_solved_line(world: World) -> Any:
    return line_of(world, solved=True).public_id


def a_line(world: World) -> Any:
    """Accepted, with an objection that has no answer."""
    line = line_of(world, published=True)
    with scoping.everywhere("a test objects"):
        line.state = "accepted"
        line.save()
        LineObjectionFactory(line=line)
    return line.public_id


def a_shared_line(world: World) -> Any:
    """Of the commune, and one of the three has said something."""
    line = line_of(world, published=True)
    with scoping.everywhere("a test is heard"):
        line.ground, line.units = "13", [["toan", 140]]
        line.state, line.decided_by = "accepted", world.communes[0].code
        line.save()
        LineConsentFactory(line=line, opinion="Đồng ý", paper="12/CV-THCS")
    return line.public_id


def from_a_plan(world: World) -> str:
    return f"{reverse('staffing:plan-new')}?from={a_plan(world)}"


def compared(world: World) -> str:
    return f"{reverse('staffing:plan-compare')}?plan={a_plan(world)}&plan={a_plan(world)}"


def a_decision(world: World) -> Any:
    return decision_of(world).public_id


def wishing(world: World) -> Any:
    staff = world.staff["teacher"]
    with scoping.everywhere("a test wishes"):
        WishFactory(staff=staff, to_school=world.neighbour_school)
        ProtectionFactory(staff=staff)
    return staff.public_id


def teacher_with_post(world: World) -> Any:
    staff = world.staff["teacher"]
    with scoping.everywhere("a test records posts"):
        PostFactory(staff=staff)
        DutyFactory(staff=staff)
    return staff.public_id


def balance_facts(world: World) -> Any:
    """Teachers of a subject, one on contract, and a quota that is not filled."""
    with scoping.everywhere("a test records posts"):
        for name in ("teacher", "homeroom"):
            staff = world.staff[name]
            staff.main_subject = world.subjects[0]
            staff.save()
            PostFactory(staff=staff, contract="labour" if name == "homeroom" else "payroll")
        QuotaFactory(
            school=world.school, school_year=world.year, posts=4, approved=3, filled=1, plan="KH 5"
        )


def rated(world: World) -> Any:
    """A teacher with a result of this year, and one without."""
    balance_facts(world)
    with scoping.everywhere("a test rates a teacher"):
        StandardRatingFactory(staff=world.staff["teacher"], school_year=world.year)


def counted(world: World) -> Any:
    balance_facts(world)
    with scoping.everywhere("a test counts balances"):
        count_balances(world.year)


def opened_review(world: World) -> Any:
    balance_facts(world)
    return StaffingReviewFactory(school_year=world.year)


def declared_staff(world: World) -> None:
    review = opened_review(world)
    with scoping.everywhere("a test declares staff"):
        declared = DeclarationFactory(school=world.school, review=review)
        DeclarationStepFactory(declaration=declared, by=world.users["head"])


def at_declaration(world: World) -> str:
    return reverse("staffing:declaration", args=[world.school.public_id])


def drafted_norms(world: World) -> Any:
    return StaffingNormsFactory()


def substitute(world: World) -> Any:
    with scoping.everywhere("a test records a substitute"):
        return SubstitutionFactory(
            assignment__class_group=world.class_group,
            assignment__subject=world.subjects[0],
            absent=world.staff["teacher"],
        )


def somebody_left(world: World) -> Any:
    with scoping.everywhere("a test lets a student leave"):
        leave(world.enrolments[world.class_group][1], ended=Ended.LEFT)


def examined_class(world: World) -> Any:
    """A class of grade 9 in an examination, and with a year before the portal."""
    with scoping.everywhere("a test holds an examination"):
        ClassGroup.objects.filter(pk=world.class_group.pk).update(
            grade_level=GradeLevelFactory(id=9)
        )
        for number, stay in enumerate(world.enrolments[world.class_group]):
            candidate = CandidateFactory(
                student=stay.student, school_year=world.year, total=number or None
            )
            ExaminationScoreFactory(candidate=candidate, subject=world.subjects[0])
            ExaminationScoreFactory(
                candidate=candidate, subject=world.subjects[1], score=None, state="absent"
            )
            EarlierMarkFactory(earlier_year__student=stay.student)
    return world.class_group.public_id


def of_an_examination(world: World) -> str:
    return reverse("grades:examination-class", args=["entrance", examined_class(world)])


def template_of_scores(world: World) -> str:
    return reverse("grades:examination-template", args=["entrance", examined_class(world)])


def own_student(world: World) -> Any:
    return world.enrolments[world.class_group][0].student.public_id


def known_student(world: World) -> Any:
    """A student with documents, an exemption, an earlier name, and people who have looked."""
    public_id = looked_at(world)
    with scoping.everywhere("a test fills a student's page"):
        student = Student.objects.get(public_id=public_id)
        PaperFactory(student=student, number="17/2014", dated=datetime.date(2014, 3, 9))
        PaperFactory(student=student, kind="record", state="missing")
        exempt(student=student, decision=decision(world.subjects[1], world.term))
        Student.objects.filter(pk=student.pk).update(full_name="Lê Thị Thu Hà")
    return public_id


def looked_through(world: World) -> None:
    """Every school was looked at, and some of what was found is overdue."""
    with scoping.everywhere("a test looks through the records"):
        ask_for_all()
        check_due()
        late = Finding.objects.filter(rule__in=["ST04", "CL04", "AS01"])
        late.update(due_on=timezone.localdate() - datetime.timedelta(days=9))


def one_finding(world: World) -> Any:
    looked_through(world)
    with scoping.everywhere("a test opens what was found"):
        return Finding.objects.filter(rule="ST04", school=world.school).first().public_id


def told(world: World) -> None:
    """A student came to the teacher's class, and a sheet came back."""
    named = {"school": world.school, "user": world.users["teacher"]}
    with scoping.everywhere("a test tells a teacher"):
        NoticeFactory(**named, student=world.record.enrolment.student)
        NoticeFactory(**named, of_sheet=True, key=str(world.sheet.public_id))


def left(world: World) -> None:
    """A class has completed grade 9, and a list asks about one of its students."""
    with scoping.everywhere("a test lets a class leave"):
        own_leavers(world)


def left_a_grade(world: World) -> None:
    """A class has left grade 9 before its end."""
    with scoping.everywhere("a test lets a class leave"):
        left_early(world, world.class_group)
        freeze_year(last_year(world), timezone.localdate())


def of_class(name: str) -> Address:
    """The address of a page of the class in the term."""
    return lambda world: reverse(name, args=[world.class_group.public_id, world.term.code])


def commented(world: World) -> None:
    """A homeroom comment to be read."""
    stay = world.enrolments[world.class_group][0]
    with scoping.everywhere("a test writes a comment"):
        HomeroomRecordFactory(enrolment=stay, term=world.term, comment="Chăm ngoan.")


def amendable_sheet(world: World) -> str:
    with scoping.everywhere("a test seals a sheet"):
        set_states(MarkSheet.objects.filter(pk=world.sheet.pk), SheetState.SEALED)
    address = reverse("grades:amendment-new", args=[world.sheet.public_id])
    return f"{address}?line={world.record.pk}"


def ended_year(world: World) -> None:
    """Both terms sealed: a student who waits for the summer, one on whom the head decides."""
    with scoping.everywhere("a test ends a year"):
        end_terms(world, {(0, "GDTC"): 200, (1, "TOAN"): 41, (1, "MON0"): 32})


def why_a_year(world: World) -> str:
    ended_year(world)
    student = world.enrolments[world.class_group][0].student
    return reverse("grades:student-why-year", args=[student.public_id, world.year.code])


def confirmed_amendment(world: World) -> Any:
    """One that waits for the head, with a file."""
    with scoping.everywhere("a test asks for an amendment"):
        found = AmendmentFactory(sheet=world.sheet, asked_by=world.users["teacher"])
        AmendedCellFactory(amendment=found, record=world.record)
        AmendmentStepFactory(amendment=found)
        EvidenceFactory(amendment=found)
        Amendment.objects.filter(pk=found.pk).update(
            state="confirmed", confirmed_by=world.users["homeroom"]
        )
    return found.public_id


def asked_again(world: World) -> Any:
    with scoping.everywhere("a test writes a request down"):
        return MarkReviewFactory(record=world.record).public_id


def question(world: World) -> Any:
    with scoping.everywhere("a test finds something unusual"):
        return MarkQuestionFactory(sheet=world.sheet).public_id


def hamlets(world: World) -> str:
    with scoping.everywhere("a test enters hamlets"):
        for name in ("Ấp 1", "Ấp 2"):
            HamletFactory(unit=world.communes[0], name=name)
    return reverse("planning:hamlets", args=[world.communes[0].code])


def failed_proposal(world: World) -> str:
    with scoping.everywhere("a test asks for a proposal"):
        run = SolveRunFactory(unit=world.communes[0])
    return reverse("planning:proposal", args=[run.pk])


PAGES: list[tuple[str, str, Address]] = [
    ("anonymous", "sign in", at("accounts:sign-in")),
    ("anonymous", "forgotten password", at("accounts:password-reset")),
    ("anonymous", "code from a slip", at("accounts:one-time-link")),
    ("anonymous", "one-time link", one_time_link),
    ("teacher", "style guide", at("styleguide")),
    ("head", "chosen subjects", at("students:class-subjects", class_with_choices)),
    ("clerk", "study topics", at("students:class-topics", class_with_topics)),
    ("teacher", "my sheets", at("grades:marksheet-list")),
    ("teacher", "sheet", at("grades:marksheet-edit", own_sheet)),
    ("teacher", "sheets and news", after(told, at("grades:marksheet-list"))),
    ("teacher", "notices", after(told, at("notices:list"))),
    ("teacher", "no notices", at("notices:list")),
    ("teacher", "found", at("search", query="?q=6a1")),
    ("head", "nothing found", at("search", query="?q=zzzz")),
    ("homeroom", "homeroom class", of_class("grades:homeroom")),
    ("homeroom", "roll call", of_class("grades:roll-call")),
    ("homeroom", "students at risk", after(helped_student, of_class("grades:at-risk"))),
    ("homeroom", "nobody at risk", of_class("grades:at-risk")),
    ("department_officer", "students at risk: figures", at("dashboards:at-risk")),
    ("homeroom", "template of a class", of_class("grades:class-template")),
    ("homeroom", "history of a class", of_class("grades:homeroom-history")),
    ("teacher", "no homeroom class", at("grades:homeroom-list")),
    ("head", "comments", after(commented, of_class("grades:class-comments"))),
    ("head", "no comments", of_class("grades:class-comments")),
    ("teacher", "history", at("grades:marksheet-history", own_sheet)),
    (
        "teacher",
        "why an average",
        lambda w: reverse("grades:marksheet-why", args=[w.sheet.public_id, w.record.pk]),
    ),
    (
        "head",
        "why a level",
        lambda w: reverse(
            "grades:student-why-term", args=[w.record.enrolment.student.public_id, w.term.code]
        ),
    ),
    ("head", "why a year", why_a_year),
    ("head", "examinations", after(examined_class, at("grades:examinations"))),
    (
        "department_admin",
        "examinations of schools",
        after(examined_class, at("grades:examinations")),
    ),
    ("head", "no examination", at("grades:examinations")),
    ("homeroom", "examination of a class", of_an_examination),
    ("head", "template of scores", template_of_scores),
    ("head", "years before the portal", at("grades:earlier-years", examined_class)),
    ("head", "no years before the portal", at("grades:earlier-years", own_class)),
    ("head", "template of years", at("grades:earlier-template", examined_class)),
    ("homeroom", "end of a year", after(ended_year, at("grades:class-year", own_class))),
    ("teacher", "moments to set back to", at("grades:marksheet-set-back", own_sheet)),
    ("teacher", "cells to set back", set_back_page),
    ("clerk", "template of a list", at("students:student-template")),
    ("teacher", "template to fill", at("grades:marksheet-template", own_sheet)),
    ("teacher", "no connection", at("grades:marksheet-offline")),
    ("head", "middle of a term", frozen_midterm),
    ("teacher", "account", at("accounts:profile")),
    ("teacher", "password", at("accounts:password-change")),
    ("teacher", "authenticator application", at("accounts:second-factor-setup")),
    ("teacher", "new passkey", at("accounts:passkey-new")),
    ("teacher", "no second factor", at("accounts:factors")),
    ("teacher", "second step", second_step),
    ("teacher", "sessions", sessions),
    ("teacher", "not found", lambda world: "/classes/nothing/"),
    ("teacher", "sheets, one returned", after(returned_sheet, at("grades:marksheet-list"))),
    ("teacher", "returned sheet", after(returned_sheet, at("grades:marksheet-edit", own_sheet))),
    ("teacher", "empty cells", at("grades:marksheet-gaps", own_sheet)),
    ("head", "queue", after(waiting_sheets, at("grades:queue"))),
    ("head", "quiet queue", at("grades:queue")),
    ("head", "sheet to approve", after(waiting_sheets, at("grades:marksheet-edit", own_sheet))),
    ("head", "matrix", after(waiting_sheets, at("grades:progress"))),
    ("head", "sealed class", sealed_class),
    ("head", "correction of a class", sealed_otherwise("grades:class-correct")),
    ("head", "withdrawal of a class", sealed_otherwise("grades:class-withdraw")),
    ("teacher", "request for an amendment", amendable_sheet),
    ("head", "amendment to approve", at("grades:amendment", confirmed_amendment)),
    ("head", "amendments", after(confirmed_amendment, at("grades:amendment-list"))),
    ("department_admin", "rule on amendments", at("grades:amendment-rule")),
    ("teacher", "marks to look at again", at("grades:review", asked_again)),
    ("teacher", "requests to look again", after(asked_again, at("grades:review-list"))),
    ("head", "request to write down", at("grades:review-new", own_sheet)),
    ("head", "question about entries", at("grades:question", question)),
    ("head", "questions about entries", after(question, at("grades:question-list"))),
    ("head", "students who count elsewhere", at("exchange:held")),
    ("head", "classes", at("grades:class-list")),
    ("head", "class", at("grades:class-detail", own_class)),
    ("head", "class to seal", ready_to_seal),
    ("head", "sheet to read", at("grades:marksheet-edit", own_sheet)),
    ("head", "exchange", at("exchange:board")),
    ("head", "package", at("exchange:package-detail", package)),
    ("head", "proof of a student's result", at("exchange:student", proved_student)),
    ("head", "students of a package", at("exchange:package-students", students_package)),
    ("department_officer", "roots of the days", at("exchange:roots")),
    ("department_officer", "root of a day", at("exchange:root", root_of_a_day)),
    ("department_admin", "software of schools", at("exchange:node-list")),
    ("department_admin", "software let in", at("exchange:node-new")),
    ("department_admin", "one product", at("exchange:node", product)),
    ("head", "accounts of the school", at("accounts:school-accounts", own_school)),
    ("head", "account of a teacher", teachers_account),
    ("head", "nobody of this name among the accounts", no_account_found),
    ("head", "deputies", after(deputy, at("accounts:school-deputies", own_school))),
    ("head", "no deputy", at("accounts:school-deputies", own_school)),
    ("head", "people without an account", after(without_account, at("staffing:account-new"))),
    ("head", "everybody has an account", at("staffing:account-new")),
    ("clerk", "students", at("students:student-list")),
    ("clerk", "leavers", after(left, at("students:leavers"))),
    ("clerk", "no leavers", at("students:leavers")),
    ("clerk", "vocational guidance", at("students:guidance")),
    ("department_admin", "lists", after(left, at("students:enrolment-lists"))),
    ("department_officer", "paths", after(left, at("dashboards:paths"))),
    ("head", "paths of a school", after(left, at("dashboards:paths"))),
    ("department_officer", "who has to answer", after(left, at("dashboards:paths-waiting"))),
    ("head", "from school to school", after(left, at("dashboards:flows"))),
    ("department_officer", "left school", after(left_a_grade, at("dashboards:left"))),
    ("homeroom", "wishes of a class", at("grades:class-wishes", class_of_leavers)),
    ("anonymous", "list by a link", at("students:list-upload")),
    ("clerk", "classes of the year", after(somebody_left, at("grades:register"))),
    ("clerk", "no class of this name", at("grades:register", query="?q=zzzz")),
    ("clerk", "new classes", at("grades:class-new")),
    ("clerk", "list of a class", after(somebody_left, at("grades:roster", own_class))),
    ("clerk", "class to change", at("grades:class-edit", own_class)),
    ("clerk", "class to remove", at("grades:class-remove", own_class)),
    ("clerk", "student to remove", at("grades:student-remove", own_student)),
    ("clerk", "nothing removed", at("grades:removal-list")),
    ("clerk", "students entered twice", at("grades:duplicate-list")),
    ("clerk", "nobody entered twice", no_duplicate),
    ("clerk", "two records side by side", two_records),
    ("clerk", "two records again", two_again),
    ("clerk", "students sorted", at("students:student-list", query="?sort=-class&where=all")),
    ("head", "a student", at("grades:student", known_student)),
    ("teacher", "a student taught", at("grades:student", known_student)),
    ("clerk", "documents of a student", at("students:papers", known_student)),
    ("clerk", "exemptions of a student", at("students:exemptions", known_student)),
    ("clerk", "staff", at("staffing:staff-list")),
    ("clerk", "nobody of this name", at("staffing:staff-list", query="?q=zzzz")),
    ("clerk", "new member of staff", at("staffing:staff-new")),
    ("clerk", "member of staff", at("staffing:staff", teacher_with_post)),
    ("clerk", "member of staff to change", at("staffing:staff-edit", teacher_with_post)),
    ("clerk", "balance of teachers", after(balance_facts, at("staffing:balance"))),
    ("clerk", "balance without facts", at("staffing:balance")),
    ("head", "professional standard", after(rated, at("staffing:ratings"))),
    ("head", "nobody to rate", at("staffing:ratings")),
    ("commune_officer", "results of the heads", after(rated, at("staffing:ratings"))),
    ("department_officer", "balance by school", at("staffing:balance-list")),
    ("department_officer", "balance added up", after(counted, at("staffing:balance-totals"))),
    ("department_admin", "balance not counted yet", at("staffing:balance-totals")),
    ("department_officer", "figures of one shortage", after(counted, at("staffing:shortage"))),
    ("commune_officer", "no figures of a shortage yet", at("staffing:shortage")),
    ("department_admin", "review not open", at("staffing:review")),
    ("department_admin", "review of teachers", after(declared_staff, at("staffing:review"))),
    ("head", "declaration to make", after(opened_review, at_declaration)),
    ("department_officer", "declaration to check", after(declared_staff, at_declaration)),
    (
        "department_admin",
        "staffing norms",
        after(drafted_norms, at("staffing:norms")),
    ),
    ("department_admin", "new staffing norms", at("staffing:norm-new")),
    ("department_officer", "no plan", at("staffing:plan-list")),
    ("department_officer", "plans", after(a_plan, at("staffing:plan-list"))),
    ("department_officer", "plan", at("staffing:plan", a_plan)),
    ("department_officer", "new plan", at("staffing:plan-new")),
    ("department_officer", "plan from another", from_a_plan),
    ("department_officer", "plans compared", compared),
    ("department_officer", "no plan compared", at("staffing:plan-compare")),
    ("commune_officer", "line of the commune", at("staffing:plan-line", a_shared_line)),
    ("head", "word about a line", at("staffing:plan-line", a_shared_line)),
    ("department_officer", "line to be marked", at("staffing:plan-line", a_solved_line)),
    ("department_officer", "line to be decided", at("staffing:plan-line", a_line)),
    ("teacher", "line about oneself", at("staffing:plan-line", a_line)),
    ("head", "lines of the school", after(a_line, at("staffing:plan-lines"))),
    ("department_officer", "decision about a teacher", at("staffing:decision", a_decision)),
    ("head", "wishes of a teacher", at("staffing:wishes", wishing)),
    ("head", "assignments", at("staffing:assignments")),
    ("head", "assignments of a class", at("staffing:class-assignments", own_class)),
    ("head", "substitutes", after(substitute, at("staffing:substitutes"))),
    ("head", "no substitute", at("staffing:substitutes")),
    ("head", "nothing to copy", at("staffing:copy")),
    ("clerk", "imports", at("imports:job-list")),
    ("clerk", "new import", at("imports:job-new")),
    ("clerk", "import", at("imports:job-detail", import_job)),
    ("clerk", "import to be reviewed again", at("imports:job-detail", reviewed_import)),
    ("clerk", "import that asks for columns", at("imports:job-detail", asking_import)),
    ("clerk", "import being marked", at("imports:job-detail", marking_import)),
    ("clerk", "import that cannot be marked", at("imports:job-detail", unmarked_import)),
    ("clerk", "import at work", at("imports:job-detail", import_at_work)),
    ("clerk", "written import", at("imports:job-detail", undone_import)),
    ("clerk", "import taken back", at("imports:job-undo", undone_import)),
    ("clerk", "import looked at", at("imports:job-undo", import_weighed_now)),
    ("clerk", "import that leaves students out", at("imports:job-detail", import_with_missing)),
    ("clerk", "receipt of an import", at("imports:job-receipt", undone_import)),
    ("clerk", "refused import", at("imports:job-detail", lambda w: refused_import(w).public_id)),
    ("department_officer", "schools", at("schools:school-list")),
    ("department_officer", "overview", at("dashboards:overview")),
    ("department_officer", "late", at("dashboards:late")),
    ("department_officer", "no learning results", at("dashboards:results")),
    (
        "department_officer",
        "learning results",
        after(results_of_two_years, at("dashboards:results")),
    ),
    ("department_officer", "tasks", after(a_task, at("todo:list", query="?show=given"))),
    ("head", "no task", at("todo:list")),
    ("head", "task to be answered", at("todo:task", a_task)),
    ("department_officer", "task", at("todo:task", a_task)),
    ("department_officer", "new task", at("todo:new", query="?code=TD-00")),
    ("commune_officer", "own commune", at("dashboards:commune", lambda w: w.communes[0].code)),
    (
        "head",
        "learning results of a school",
        after(results_of_two_years, at("dashboards:results-school", own_school)),
    ),
    ("department_officer", "all figures", at("dashboards:figures")),
    ("department_officer", "one figure", at("dashboards:figure", lambda _w: "TD-06")),
    ("department_officer", "kept figure", at("dashboards:figure", kept_figure)),
    ("department_officer", "figure elsewhere", at("dashboards:figure", lambda _w: "TD-08")),
    ("department_admin", "check of figures", at("dashboards:figures-check")),
    ("department_admin", "figures differ", after(differing, at("dashboards:figures-check"))),
    ("department_officer", "commune", at("dashboards:commune", lambda w: w.communes[0].code)),
    ("department_officer", "school", at("dashboards:school", own_school)),
    ("department_officer", "class figures", at("dashboards:class", own_class)),
    ("head", "who looked", at("privacy:search", query="?q=79")),
    ("head", "who looked: nobody found", at("privacy:search", query="?q=zzzz")),
    ("head", "who looked at a student", at("privacy:student", looked_at)),
    ("department_admin", "what an account looked at", at("privacy:account", looker)),
    ("department_admin", "students seen", at("privacy:account-students", looker)),
    (
        "department_admin",
        "no students seen",
        at("privacy:account-students", looker, "?begins=2026-11-02T00:00&ends=2026-11-01T00:00"),
    ),
    ("department_admin", "retention", after(cleaned, at("privacy:retention"))),
    ("department_admin", "retention before the first night", at("privacy:retention")),
    ("head", "corrections", after(correction, at("privacy:correction-list"))),
    ("head", "no correction", at("privacy:correction-list")),
    ("head", "ended corrections", after(correction, at("privacy:correction-list", query="?ended"))),
    ("head", "correction", at("privacy:correction-detail", open_correction)),
    ("head", "ended correction", at("privacy:correction-detail", correction)),
    ("head", "new correction", at("privacy:student-correction", looked_at)),
    ("department_admin", "getting started", at("administration")),
    ("department_admin", "units", at("schools:unit-list")),
    ("department_admin", "no ended unit", at("schools:unit-list", query="?show=ended")),
    ("department_admin", "unit", at("schools:unit", lambda w: w.communes[0].pk)),
    ("department_admin", "end of a unit", at("schools:unit-end", lambda w: w.communes[0].pk)),
    ("department_admin", "schools kept", at("schools:kept-schools")),
    ("department_admin", "no school found", at("schools:kept-schools", query="?q=zzz")),
    ("department_admin", "new school", at("schools:kept-school-new")),
    ("department_admin", "school kept", at("schools:kept-school", own_school)),
    (
        "department_admin",
        "successions of schools",
        after(succession, at("schools:school-successions")),
    ),
    (
        "department_admin",
        "succession of a school",
        at("schools:school-succession", key(succession)),
    ),
    ("department_admin", "national standards", after(standard, at("schools:standards"))),
    ("department_admin", "new recognition", at("schools:standard-new")),
    ("department_admin", "no scheme", at("reform:register")),
    ("department_admin", "schemes", after(promised_scheme, at("reform:register"))),
    ("department_admin", "scheme", at("reform:scheme", promised_scheme)),
    ("department_admin", "new scheme", at("reform:scheme-new")),
    ("department_admin", "indicator of a scheme", promised_indicator),
    ("department_admin", "measure of a scheme", promised_measure),
    ("department_admin", "review of a scheme", at("reform:review", promised_review)),
    ("clerk", "data quality", after(looked_through, at("quality:board"))),
    ("department_officer", "data quality of places", after(looked_through, at("quality:board"))),
    ("head", "no finding of data quality", at("quality:board")),
    (
        "commune_officer",
        "rule of data quality",
        after(looked_through, at("quality:rule", lambda w: "ST04")),
    ),
    ("clerk", "rule without findings", at("quality:rule", lambda w: "EX04")),
    ("clerk", "finding of data quality", at("quality:finding", one_finding)),
    ("commune_officer", "no scenario", at("planning:scenarios")),
    ("commune_officer", "scenario of the network", at("planning:scenario", draft_scenario)),
    ("commune_officer", "new scenario", at("planning:scenario-new")),
    ("commune_officer", "step of a scenario", at("planning:step-new", draft_scenario)),
    ("department_admin", "sizes of schools", after(own_commune, at("planning:sizes"))),
    ("department_admin", "line of sizes", at("planning:size-new")),
    ("department_admin", "subjects", at("schools:subject-list")),
    ("department_admin", "subject", at("schools:subject", lambda w: w.subjects[0].code)),
    ("department_admin", "programme", at("schools:programme")),
    ("department_admin", "line", at("schools:line", lambda w: w.subjects[0].lines.get().pk)),
    ("department_admin", "school years", at("schools:year-list")),
    ("department_admin", "school year", at("schools:year", lambda w: w.year.code)),
    ("department_admin", "accounts", at("accounts:people", query="?show=all")),
    ("department_admin", "new account", at("accounts:person-new")),
    ("department_admin", "account", at("accounts:person", lambda w: w.users["clerk"].pk)),
    ("department_admin", "own account", at("accounts:person", looker)),
    ("department_admin", "no alert", at("privacy:alert-list")),
    ("department_admin", "alerts", lambda world: alert(world) and reverse("privacy:alert-list")),
    ("department_admin", "alert", at("privacy:alert-detail", alert)),
    ("department_admin", "answered alert", at("privacy:alert-detail", answered_alert)),
    ("department_admin", "regulations", at("grades:regulation-list")),
    ("department_admin", "regulation set", at("grades:regulation-detail", regulation_draft)),
    ("department_admin", "coming set", at("grades:regulation-detail", coming_regulation_set)),
    ("department_admin", "new regulation set", at("grades:regulation-change", regulation_draft)),
    ("department_admin", "comparison", at("grades:comparison-detail", comparison)),
    (
        "department_admin",
        "compared students",
        at("grades:comparison-detail", comparison, "?show=students"),
    ),
    ("department_admin", "why of a comparison", why_of_a_comparison),
    ("department_admin", "empty comparison", at("grades:comparison-detail", empty_comparison)),
    ("department_admin", "hamlets", hamlets),
    ("department_admin", "new proposal", at("planning:proposal-new")),
    ("department_admin", "proposals", after(failed_proposal, at("planning:proposals"))),
    ("department_admin", "failed proposal", failed_proposal),
    ("department_officer", "no collection", at("collecting:list")),
    ("department_officer", "collections", after(asked, at("collecting:list"))),
    ("department_officer", "new collection", at("collecting:new")),
    (
        "department_officer",
        "statistical return",
        at("collecting:new", query="?statistics=start&stage=03"),
    ),
    ("department_officer", "form of a collection", at("collecting:form", asked_in_draft)),
    (
        "department_officer",
        "question of a form",
        at("collecting:field-new", asked_in_draft, "?kind=table"),
    ),
    ("department_officer", "check of a form", at("collecting:check-new", asked_in_draft)),
    ("department_officer", "collection", at("collecting:collection", asked_openly)),
    ("department_officer", "no results", at("collecting:results", asked_openly)),
    ("clerk", "nothing asked", at("collecting:asked")),
    ("clerk", "asked", after(asked, at("collecting:asked"))),
    ("clerk", "return to be answered", at("collecting:answers", to_answer)),
    ("department_officer", "return of a school", at("collecting:answers", to_answer)),
]


@pytest.fixture
def some_marks(world: World) -> World:
    """Marks on the teacher's sheet, so that no page is judged empty, and a student who has left."""
    with scoping.everywhere("a test enters marks"):
        records = world.records[world.sheet]
        for number, record in enumerate(records):
            record.midterm = 40 + 10 * number
        update_records(records)
        leave(records[LEAVER].enrolment)
    return world


# One page of each kind; the others are trials.
QUICK = {"sign in", "sheet", "import that asks for columns", "sealed class"}
every_page = pytest.mark.parametrize(
    ("persona", "address"),
    [
        pytest.param(
            persona, address, id=name, marks=[] if name in QUICK else pytest.mark.trial("browser")
        )
        for persona, name, address in PAGES
    ],
)


@pytest.fixture
def opened(visit: Visit, some_marks: World) -> Opener:
    """Open a page as a persona."""
    return lambda persona, address: visit(persona, address(some_marks))


def violations(page: Page) -> list[tuple[str, str]]:
    page.add_script_tag(url=static(AXE))
    found = page.evaluate(AXE_RUN, OPTIONS)
    return [(rule, html[:160]) for rule, nodes in found for html in nodes[:3]]


@every_page
def test_every_page_fits_and_is_accessible_on_a_phone(
    opened: Opener, persona: str, address: Address
) -> None:
    page = opened(persona, address)
    # The phone's size comes last, and stays.
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert not page.evaluate(OUT_OF_REACH), name
    assert not violations(page)


@pytest.mark.long
@every_page
def test_every_page_is_accessible_at_a_desk(opened: Opener, persona: str, address: Address) -> None:
    """The same rules on the same elements: what a phone has not shown is looked at in --long."""
    assert not violations(opened(persona, address))
