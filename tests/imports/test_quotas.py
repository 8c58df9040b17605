"""The Department's headcount plan: read by school code, compared, written by decision."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob
from staffing.choices import PostKind
from staffing.models import Quota
from tests import factories
from tests.conftest import ClientOf
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")

QUOTAS = "quotas"
# The annex of a decision, and the list of the year's recruitment.
ANNEX = ["TT", "Mã trường", "Đơn vị", "Biên chế giao"]
RECRUITMENT = [
    "STT",
    "Mã cơ sở giáo dục",
    "Vị trí việc làm",
    "Số người làm việc được giao",
    "Chỉ tiêu tuyển dụng",
    "Đã tuyển",
    "Số quyết định",
    "Ngày quyết định",
]
DECISION = {"decision": "12/QĐ-SGDĐT", "decided_on": "2026-08-01"}


def bring(world: World, head: list[str], *rows: list[object], **options: Any) -> ImportJob:
    content = xlsx([["PHỤ LỤC"], head, *rows])
    return checked(content, QUOTAS, None, year=world.year.code, **options)


def test_the_annex_of_a_decision_gives_each_school_its_posts(world: World) -> None:
    first, second = world.schools[:2]
    job = bring(
        world,
        ANNEX,
        [1, first.code, first.name.replace("Trường THCS", "THCS"), 31],
        [2, second.code, second.name, 28],
        ["Tổng cộng", None, None, 59],
        **DECISION,
    )
    assert counts(job) == {"total": 2, "new": 2, "changed": 0, "same": 0, "refused": 0}

    written(job)

    made = Quota.objects.get(school=first, school_year=world.year)
    assert (made.posts, made.kind, made.decision) == (31, PostKind.TEACHER, "12/QĐ-SGDĐT")
    assert (made.decided_on, made.approved) == (datetime.date(2026, 8, 1), None)


def test_a_list_of_recruitment_says_kind_and_decision_itself(world: World) -> None:
    school = world.school
    job = bring(
        world,
        RECRUITMENT,
        [1, school.code, "Giáo viên", 31, 4, 1, "7/QĐ-UBND", "05/08/2026"],
        [2, school.code, "Nhân viên", 3, 0, 0, "7/QĐ-UBND", "05/08/2026"],
    )
    written(job)
    made = {row.kind: row for row in Quota.objects.filter(school=school)}
    assert (made[PostKind.TEACHER].approved, made[PostKind.TEACHER].filled) == (4, 1)
    assert made[PostKind.SUPPORT].posts == 3
    assert (job.state, job.unread) == (JobState.APPLIED, [])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_own_list_of_quotas_is_read_back_as_it_is(
    world: World, client_of: ClientOf, language: str
) -> None:
    for kind, plan in ((PostKind.TEACHER, "=KH 1"), (PostKind.SUPPORT, "")):
        factories.QuotaFactory(school=world.school, school_year=world.year, kind=kind, plan=plan)
    client = client_of("department_admin")
    client.cookies["django_language"] = language
    file = client.get(reverse("staffing:balance-list"), {"export": "quotas"})
    job = checked(file.getvalue(), QUOTAS, None, year=world.year.code)
    assert (found(job), job.unread) == ([], [])
    assert counts(job) == {"total": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}


def test_a_new_number_changes_only_itself_and_the_same_file_nothing(world: World) -> None:
    quota = factories.QuotaFactory(
        school=world.school, school_year=world.year, kind=PostKind.TEACHER, posts=30
    )
    before = (quota.decision, quota.decided_on, quota.approved, quota.filled)
    rows = [[1, world.school.code, None, 33]]
    job = bring(world, ANNEX, *rows)
    (change,) = job.rows.get().changes
    assert (change["old"], change["new"]) == ("30", "33")
    written(job)
    quota.refresh_from_db()
    assert quota.posts == 33
    assert (quota.decision, quota.decided_on, quota.approved, quota.filled) == before
    assert counts(bring(world, ANNEX, *rows))["same"] == 1


def test_every_fault_is_said_at_its_cell_at_once(world: World) -> None:
    first, second, third, fourth = world.schools
    job = bring(
        world,
        RECRUITMENT,
        [1, "KHÔNG-CÓ", None, 3, None, None, None, None],
        [2, first.code, "Phi công", 3, None, None, None, None],
        [3, second.code, None, "ba", None, None, None, None],
        [4, third.code, None, 30, 2, 5, "1/QĐ", "01/08/2026"],
        [5, fourth.code, None, 30, None, None, None, None],
        [6, second.code, None, 9999, None, None, None, None],
    )
    assert found(job) == [
        ("B3", "school_unknown"),
        ("C4", "word_unknown"),
        ("D5", "number_not_whole"),
        ("E6", "said"),
        ("", "said"),
        ("D8", "posts_too_many"),
    ]
    assert counts(job)["refused"] == 6
    assert all(problem.message for problem in job.problems.all())


def test_a_list_that_slipped_by_one_row_is_found_out(world: World) -> None:
    first, second = world.schools[0], world.schools[2]
    job = bring(world, ANNEX, [1, first.code, second.name, 31], **DECISION)
    assert found(job) == [("B3", "school_differs")]
    assert first.name in sentences(job)[0]
