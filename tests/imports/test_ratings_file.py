"""Ratings by the professional standard from a list: read, compared, written, taken back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.imports.choices import JobState
from staffing.choices import Rating
from staffing.models import StaffMember, StandardRating
from tests import factories
from tests.conftest import ClientOf
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.imports.undone import taken_back
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
HEAD = ["Họ và tên", "Ngày sinh", "Tự đánh giá", "Đồng nghiệp", "Hiệu trưởng đánh giá"]


def a_teacher(world: World, name: str = "Lê Thị Bưởi") -> StaffMember:
    staff = factories.StaffMemberFactory(school=world.school, full_name=name)
    factories.PostFactory(staff=staff)
    return staff


def test_a_list_is_written_as_the_page_would_shown_with_the_person_and_taken_back(
    world: World, client_of: ClientOf
) -> None:
    staff, head = a_teacher(world), world.users["head"]
    before = {"own": 2, "peers": None, "result": None, "assessed_on": None, "assessor": ""}
    factories.StandardRatingFactory(staff=staff, school_year=world.year, **before)
    content = xlsx([HEAD, ["Lê Thị Bưởi", None, None, "Khá", "Mức tốt"]])
    options = {"year": world.year.code, "assessor": "Trần Văn Bình", "user": head}
    today = f"{timezone.localdate():%Y-%m-%d}"

    without = checked(content, "ratings", world.school, **options)
    assert found(without) == [("E2", "said")]
    again = xlsx([HEAD, ["Lê Thị Bưởi", None, None, "Khá", "Mức tốt"], []])
    job = written(checked(again, "ratings", world.school, assessed_on=today, **options), head)

    assert job.state == JobState.APPLIED, sentences(job)
    row = StandardRating.objects.get()
    assert (row.own, row.peers, row.result) == (Rating.REACHED, Rating.FAIR, Rating.GOOD)
    assert (f"{row.assessed_on}", row.assessor) == (today, "Trần Văn Bình")
    page = client_of("clerk").get(reverse("staffing:staff", args=[staff.public_id]))
    assert "Trần Văn Bình" in page.content.decode()

    undo = taken_back(job, head)

    assert undo.back == {"Ratings as they were before": 1}
    row.refresh_from_db()
    assert (row.own, row.peers, row.result, row.assessed_on) == (Rating.REACHED, None, None, None)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_own_list_is_the_template(world: World, client_of: ClientOf, language: str) -> None:
    factories.StandardRatingFactory(staff=a_teacher(world), school_year=world.year)
    a_teacher(world, "Trần Văn Lạ")
    client = client_of("head")
    client.cookies["django_language"] = language
    file = client.get(reverse("staffing:ratings"), {"export": "xlsx"})

    job = checked(file.getvalue(), "ratings", world.school, year=world.year.code)

    assert (found(job), job.unread) == ([], [])
    # Whoever is not rated yet stands there with empty cells, which say nothing.
    assert counts(job)["same"] == counts(job)["total"] >= 2


def test_every_fault_is_said_at_its_cell(world: World) -> None:
    for _time in range(2):
        a_teacher(world, "Nguyễn Văn Trùng")
    a_teacher(world)
    rows = [
        ["Không Có Ai", None, "Tốt", None, None],
        ["Nguyễn Văn Trùng", None, "Tốt", None, None],
        ["Lê Thị Bưởi", None, "Xuất sắc", None, None],
    ]
    job = checked(xlsx([HEAD, *rows]), "ratings", world.school, year=world.year.code)
    assert found(job) == [("A2", "not_rated"), ("A3", "which_to_rate"), ("C4", "word_unknown")]

    names = checked(xlsx([HEAD[:2], rows[0][:2]]), "ratings", world.school, year=world.year.code)
    assert "Tự đánh giá" in sentences(names)[0]
