"""One command on an empty portal: schools, accounts and sealed records, ready to be shown."""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpRequest
from django.test import override_settings

from eduportal import scoping
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.selectors import scope_for
from eduportal.dashboards.models import ClassFigure
from eduportal.exchange.models import Package
from eduportal.scoping.actions import Action
from grades.models import (
    Amendment,
    CommentReading,
    MarkQuestion,
    MarkRecord,
    MarkReview,
    MarkSheet,
    MidtermRequest,
    SchoolWindow,
    TermResult,
)
from grades.selectors import gaps_of
from schools.models import CurriculumLine, School, Subject
from staffing.models import TeachingAssignment
from students.choices import Ended
from students.models import Absence, Enrolment, RollCall
from tests.operations.province import forget
from tests.owner import connected_as_owner

# One worker makes the province, once: every test of this file reads the same one.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_owner"),
]


def run(command, *arguments):
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def seed_one_school(*arguments):
    return run("seed_demo", "--schools=1", "--as-of=2026-11-23", *arguments)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.EDUPORTAL_DEMO = True


@pytest.fixture(scope="module")
def printed(node_key, django_db_setup, django_db_blocker):
    """What the command printed on the empty portal, whose tables are emptied again at the end."""
    with django_db_blocker.unblock():
        try:
            with connected_as_owner(), override_settings(EDUPORTAL_DEMO=True):
                text = seed_one_school()
            yield text
        finally:
            with connected_as_owner():
                forget()


@pytest.fixture(autouse=True)
def everywhere(printed, db):
    with scoping.everywhere("a test reads what was seeded"):
        yield


def test_one_command_makes_schools_accounts_and_sealed_records(printed):
    assert "demo accounts" in printed
    assert School.objects.count() == 1
    sealed = MarkSheet.objects.filter(state="sealed")
    packages = Package.objects.filter(feed="term", version=1)
    assert packages.count() == sealed.values("class_group", "term").distinct().count() == 6
    lines = MarkRecord.objects.filter(sheet__in=sealed).count()
    assert sum(package.records for package in packages) == lines > 0
    assert f"{lines} records sealed" in printed
    assert ClassFigure.objects.count() == 3 * 20, "classes of three terms are on the dashboards"
    assert {package.sealed_by for package in packages} == {
        User.objects.get(username="hieutruong").full_name
    }


def test_one_class_waits_for_the_teachers_last_marks():
    own = MarkSheet.objects.filter(subject__code="toan", state="open", term__number=1)
    waiting = [
        sheet
        for sheet in own.filter(term__school_year__code="2026-2027")
        if not MarkSheet.objects.filter(class_group=sheet.class_group_id, term=sheet.term_id)
        .exclude(pk=sheet.pk)
        .exclude(state="approved")
        .exists()
    ]
    assert [gap.cells for sheet in waiting for gap in gaps_of(sheet)] == [("CK",)] * 4


def test_seeding_again_changes_nothing():
    names = sorted(User.objects.values_list("username", "full_name"))
    seed_one_school("--if-empty")
    assert sorted(User.objects.values_list("username", "full_name")) == names
    with pytest.raises(CommandError, match="nothing was changed"):
        seed_one_school()


def test_work_that_is_under_way_is_there_to_be_looked_at(everywhere):
    assert Absence.objects.exists() and RollCall.objects.count() >= 5
    assert MidtermRequest.objects.count() == Package.objects.filter(feed="midterm").count() == 1
    assert sorted(Amendment.objects.values_list("state", flat=True)) == ["asked", "written"]
    assert Package.objects.filter(feed="term", version=2).count() == 1
    assert MarkReview.objects.count() == 1
    assert MarkQuestion.objects.filter(kind="all_equal").exists()
    verdicts = set(CommentReading.objects.values_list("verdict", flat=True))
    assert verdicts == {"accepted", "edited", "rejected"}


def test_each_role_has_an_account_that_may_do_what_the_role_may():
    roles = dict(Membership.objects.values_list("user__username", "role"))
    assert roles == {
        "giaovien": Role.TEACHER,
        "chunhiem": Role.HOMEROOM,
        "phohieutruong": Role.VICE_HEAD,
        "hieutruong": Role.HEAD,
        "vanthu": Role.CLERK,
        "canboxa": Role.COMMUNE_OFFICER,
        "canboso": Role.DEPARTMENT_OFFICER,
        "quantri": Role.DEPARTMENT_ADMIN,
        "kiemtoan": Role.AUDITOR,
    }
    for username in roles:
        user = authenticate(
            HttpRequest(), username=username, password=settings.EDUPORTAL_DEMO_PASSWORD
        )
        assert user is not None and user.is_demo, username
        assert not user.is_superuser
        assert scope_for(user).can_somewhere(Action.READ_SCHOOL), username


def test_the_teacher_gives_mathematics_and_the_homeroom_teacher_has_a_class():
    taught = TeachingAssignment.objects.filter(staff__user__username="giaovien")
    subjects = set(taught.values_list("subject__code", flat=True))
    assert "toan" in subjects <= {"toan", "hdtn"}
    homeroom = User.objects.get(username="chunhiem").staff.get().homerooms.get()
    assert homeroom.class_group.school.name in run("demo_accounts")


def test_what_the_register_and_the_windows_say_after_the_seal_is_no_difference(everywhere):
    result = TermResult.objects.filter(learning__isnull=False, term__number=2).first()
    stay, term = result.enrolment, result.term
    group = stay.class_group
    taught = group.sheets.values("subject")
    line = CurriculumLine.objects.filter(
        programme=group.programme, grade_level=group.grade_level
    ).first()
    line.pk, line.subject = None, Subject.objects.exclude(pk__in=taught).first()
    line.kind = "compulsory"
    line.save()
    Enrolment.objects.filter(pk=stay.pk).update(ends_on=term.starts_on, ended=Ended.TRANSFER)
    SchoolWindow.objects.create(
        school=group.school,
        term=term,
        opens_on=term.ends_on + datetime.timedelta(days=300),
        closes_on=term.ends_on + datetime.timedelta(days=301),
        set_by=User.objects.first(),
    )
    assert run("check_integrity").splitlines()[-1].endswith("differences=0")


def test_what_is_stored_is_what_the_statements_compute_and_a_spoilt_value_is_found(everywhere):
    closing = run("check_integrity").splitlines()[-1]
    records, students, years, differences = map(int, re.findall(r"=(\d+)", closing))
    assert records > 400 and students > 40 and years > 0 and differences == 0

    result = TermResult.objects.filter(learning__gt=1).first()
    record = MarkRecord.objects.filter(sheet__state="sealed", average__lte=100).first()
    with connection.cursor() as cursor:
        for table in ("grades_markrecord", "grades_termresult"):
            cursor.execute(f"alter table {table} disable trigger user")
        TermResult.objects.filter(pk=result.pk).update(learning=1)
        MarkRecord.objects.filter(pk=record.pk).update(average=record.average - 1)
        for table in ("grades_markrecord", "grades_termresult"):
            cursor.execute(f"alter table {table} enable trigger user")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_integrity", stdout=out)
    # What the two give over the year differs as well, where the year is sealed.
    assert int(out.getvalue().rpartition("=")[2]) >= 2
    assert f"stored {record.average - 1}, computed {record.average}" in out.getvalue()
