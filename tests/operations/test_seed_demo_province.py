"""The whole province of the demo: a student's way to another school, and the upper school."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.test import Client, override_settings
from django.urls import reverse

from eduportal import scoping
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.dashboards.figures.services import rebuild_all
from eduportal.dashboards.models import ClassFigure
from grades.models import MarkRecord, MarkSheet, SheetStep, TermResult
from schools.choices import Stage
from schools.models import ClassGroup, School, Term
from staffing.models import Scenario
from staffing.selectors import assigned_pairs
from students.choices import TransferState
from students.models import Enrolment, Student, Transfer
from students.selectors import in_class_on, reported_for, study_topics
from tests.operations.province import forget
from tests.owner import connected_as_owner

# One worker makes the province, once: every test of this file reads the same one.
pytestmark = [
    pytest.mark.trial("many"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_owner"),
]
LAST = datetime.date(2026, 11, 20)
FIRST = LAST + datetime.timedelta(days=3)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.EDUPORTAL_DEMO = True


@pytest.fixture(scope="module")
def province(node_key, django_db_setup, django_db_blocker):
    """The province of script/run, as the command makes it."""
    with django_db_blocker.unblock():
        try:
            with connected_as_owner(), override_settings(EDUPORTAL_DEMO=True):
                call_command("seed_demo", "--as-of=2026-11-23", stdout=io.StringIO())
            yield
        finally:
            with connected_as_owner():
                forget()


@pytest.fixture(autouse=True)
def everywhere(province, db):
    with scoping.everywhere("a test reads what was seeded"):
        yield


def schools() -> tuple[School, School]:
    first, second = School.objects.filter(stages=[Stage.LOWER_SECONDARY]).order_by("code")[:2]
    return first, second


def signed_in(username: str) -> Client:
    client = Client()
    backend = "eduportal.accounts.backends.PortalBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return client


def term() -> Term:
    return Term.objects.get(school_year__code="2026-2027", number=1)


def leaver() -> Enrolment:
    """A student of the first school with marks, in the grade of a class `giaovien2` teaches."""
    levels = receiving_classes().values("grade_level")
    lines = MarkRecord.objects.filter(
        sheet__class_group__school=schools()[0],
        sheet__class_group__grade_level__in=levels,
        sheet__term=term(),
        sheet__state="open",
        sheet__subject__code="toan",
        enrolment__ends_on=None,
        regular__0__isnull=False,
    )
    return lines.select_related("enrolment__student").order_by("pk")[0].enrolment


def receiving_classes():
    teacher = User.objects.get(username="giaovien2")
    own = MarkSheet.objects.filter(assigned_pairs(teacher.pk), term=term(), state="open")
    return ClassGroup.objects.filter(sheets__in=own)


def begin_at_the_first(stay: Enrolment) -> None:
    address = reverse("students:transfer-offer", args=[stay.student.public_id])
    form = {"school": schools()[1].code, "last_day": LAST, "shown": stay.revision}
    assert signed_in("vanthu").post(address, form).status_code == 302


def begin_at_the_second(stay: Enrolment) -> None:
    student = stay.student
    form = {
        "code": student.ministry_code,
        "full_name": student.full_name,
        "birth_date": student.birth_date,
    }
    assert signed_in("vanthu2").post(reverse("students:transfer-ask"), form).status_code == 302
    row = Transfer.objects.get(school=schools()[0], student_key=student.pk)
    address = reverse("students:transfer", args=[row.public_id])
    clerk = signed_in("vanthu")
    page = clerk.get(address)
    stay_shown = page.context["steps"]["let-go"]["stay"].value()
    form = {"step": "let-go", "shown": row.revision, "stay": stay_shown, "last_day": LAST}
    assert clerk.post(address, form).status_code == 302


def test_the_second_school_has_accounts_and_they_are_listed_where_people_sign_in() -> None:
    memberships = Membership.objects.filter(school=schools()[1])
    assert dict(memberships.values_list("user__username", "role")) == {
        "giaovien2": Role.TEACHER,
        "hieutruong2": Role.HEAD,
        "vanthu2": Role.CLERK,
    }
    page = Client().get(reverse("accounts:sign-in"))
    listed = {each.username: each.place for each in page.context["demo_accounts"]}
    assert listed["vanthu2"] == schools()[1].name != listed["vanthu"]
    printed = io.StringIO()
    call_command("demo_accounts", stdout=printed)
    assert "vanthu2" in printed.getvalue()


@pytest.mark.parametrize("begin", [begin_at_the_first, begin_at_the_second])
def test_a_transfer_is_played_to_the_end_and_the_student_counts_once(begin) -> None:
    rebuild_all()
    before = ClassFigure.objects.filter(term=term()).aggregate(n=Sum("students"))["n"]
    stay = leaver()
    person, grade = stay.student.person_uid, stay.class_group.grade_level_id
    old = MarkRecord.objects.get(enrolment=stay, sheet__term=term(), sheet__subject__code="toan")
    begin(stay)

    clerk = signed_in("vanthu2")
    assert stay.student.full_name in clerk.get(reverse("students:transfer-list")).content.decode()
    row = Transfer.objects.get(school=schools()[1], person_uid=person)
    to = receiving_classes().filter(grade_level=grade).first()
    form = {"step": "take", "shown": row.revision, "to": to.public_id, "on": FIRST}
    assert clerk.post(reverse("students:transfer", args=[row.public_id]), form).status_code == 302

    row.refresh_from_db()
    assert row.state == TransferState.DONE
    [here] = Student.objects.filter(person_uid=person, is_current=True)
    assert here.school == schools()[1]
    line = MarkRecord.objects.get(
        enrolment__student=here, sheet__term=term(), sheet__subject__code="toan"
    )
    assert line.regular[0] == old.regular[0] is not None
    assert schools()[0].name in line.origins["tx1"]["from"]
    # The new teacher sees the mark, with where it was given.
    sheet = reverse("grades:marksheet-edit", args=[line.sheet.public_id])
    assert here.full_name in signed_in("giaovien2").get(sheet).content.decode()
    # One seat and one line a subject, in the whole province.
    seats = Enrolment.objects.filter(school_year=stay.school_year, student__person_uid=person)
    assert seats.filter(in_class_on(FIRST)).count() == 1
    reported = MarkRecord.objects.filter(
        reported_for(term(), "enrolment__"),
        enrolment__student__person_uid=person,
        sheet__term=term(),
    )
    subjects = list(reported.values_list("sheet__subject", flat=True))
    assert subjects and len(subjects) == len(set(subjects))
    rebuild_all()
    assert ClassFigure.objects.filter(term=term()).aggregate(n=Sum("students"))["n"] == before


def upper_school():
    return School.objects.filter(stages=[Stage.UPPER_SECONDARY]).order_by("code")[0]


def test_head_teacher_and_clerk_have_accounts_there():
    memberships = Membership.objects.filter(school=upper_school())
    assert dict(memberships.values_list("user__username", "role")) == {
        "hieutruongthpt": Role.HEAD,
        "giaovienthpt": Role.TEACHER,
        "vanthuthpt": Role.CLERK,
    }


def test_sealed_classes_hold_raised_levels_open_decisions_and_students_without_a_level():
    results = TermResult.objects.filter(school=upper_school())
    classes = results.values_list("enrolment__class_group__name", flat=True)
    assert set(classes) == {"10A1", "10A2", "10A3"}
    raised = results.exclude(adjusted_for=None)
    assert raised.exists()
    assert {each.learning - each.level_before_adjustment for each in raised} == {1}
    assert results.filter(needs_decision=True).exists()
    without = results.filter(learning=None)
    assert without.exists()
    assert without.count() < results.count() / 10


def test_a_student_without_a_level_lacks_a_mark_for_a_reason_that_was_written_down():
    gaps = MarkRecord.objects.filter(
        sheet__class_group__school=upper_school(),
        sheet__state="sealed",
        sheet__form="scored",
        average=None,
        exempt=False,
    )
    assert gaps.exists()
    for record in gaps.select_related("sheet"):
        record.sheet.refresh_from_db()
        own = record.regular[: record.sheet.regular_count]
        assert own.count(None) == 1
        assert SheetStep.objects.filter(sheet=record.sheet, step="submit").exclude(reason="")


def test_the_teacher_gives_subjects_with_study_topics_and_marks_stand_in_their_column():
    teacher = User.objects.get(username="giaovienthpt")
    own = MarkSheet.objects.filter(assigned_pairs(teacher.pk), subject__code="toan")
    assert own.exists()
    assert all(sheet.has_topic for sheet in own)
    marks = MarkRecord.objects.filter(sheet__in=own, sheet__state="open")
    assert any(record.regular[-1] is not None for record in marks)


def test_a_few_students_study_other_topics_than_their_class():
    groups = upper_school().classes.filter(school_year__code="2026-2027")
    topics = [study_topics(group) for group in groups]
    assert {len(each.of_class) for each in topics} == {3}
    own = [subjects for each in topics for subjects in each.own.values()]
    assert 0 < len(own) < 20
    lines = MarkRecord.objects.filter(sheet__class_group__in=groups, studies_topics=False)
    assert lines.exists()
    assert all(line.regular[-1] is None for line in lines)


@pytest.mark.parametrize("username", ["hieutruongthpt", "vanthuthpt"])
def test_electives_can_be_recorded_for_a_class(username):
    client = signed_in(username)
    group = upper_school().classes.filter(school_year__code="2026-2027").first()
    page = client.get(reverse("students:class-subjects", args=[group.public_id]))
    assert page.status_code == 200
    assert len(page.context["electives"]) == 9
    assert page.context["optional"]


def test_the_sign_in_page_groups_the_accounts_by_place_and_says_what_is_to_be_seen():
    page = Client().get(reverse("accounts:sign-in"), headers={"accept-language": "en"})
    accounts = page.context["demo_accounts"]
    [place] = {account.place for account in accounts if account.is_upper}
    assert place == upper_school().name
    text = page.content.decode()
    assert place in text
    assert text.count("(CĐHT)") == 1


def test_a_centre_of_continuing_education_has_a_sealed_class_and_one_under_way() -> None:
    [centre] = School.objects.filter(stages=[Stage.CONTINUING])
    memberships = Membership.objects.filter(school=centre)
    assert dict(memberships.values_list("user__username", "role")) == {
        "giamdocgdtx": Role.HEAD,
        "giaoviengdtx": Role.HOMEROOM,
    }
    sealed = TermResult.objects.filter(school=centre).exclude(learning=None)
    sets = sealed.values_list("enrolment__class_group__name", "regulation__circular")
    assert set(sets) == {("10A1", "TT43")}
    teacher = User.objects.get(username="giaoviengdtx")
    led = ClassGroup.objects.get(homerooms__staff__user=teacher, school_year__code="2026-2027")
    states = list(led.sheets.filter(term=term()).values_list("state", flat=True))
    assert sorted(states) == ["approved"] * (len(states) - 1) + ["open"]


def test_the_plans_move_people_in_lower_secondary_and_gain_posts() -> None:
    for plan in Scenario.objects.order_by("pk"):
        part = plan.parts.get(stage="03")
        assert part.open_after < part.open_before, plan.name
        assert part.lines.exclude(ground="12").exists(), plan.name
        assert part.obstacles, "what stays open has its reasons"
