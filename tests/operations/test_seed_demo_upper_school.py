"""What the demo's accounts at the upper secondary school have before them."""

import io

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from eduportal import scoping
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from grades.models import MarkRecord, MarkSheet, SheetStep, TermResult
from schools.choices import Stage
from schools.models import School
from staffing.selectors import assigned_pairs
from students.selectors import study_topics
from tests.operations.province import forget
from tests.owner import connected_as_owner

# One worker makes the province, once: every test of this file reads the same one.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_owner"),
]


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
    client = Client()
    backend = "eduportal.accounts.backends.PortalBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
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
