"""In the demo a student goes from the first lower secondary school to the second."""

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
from grades.models import MarkRecord, MarkSheet
from schools.choices import Stage
from schools.models import ClassGroup, School, Term
from staffing.selectors import assigned_pairs
from students.choices import TransferState
from students.models import Enrolment, Student, Transfer
from students.selectors import in_class_on, reported_for
from tests.operations.province import forget
from tests.owner import connected_as_owner

# One worker makes the province, once: every test of this file reads the same one.
pytestmark = [
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
