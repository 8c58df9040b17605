"""Wishes before leaving are noted on a page of the class, and stand beside what became of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from eduportal.core.text import name_sort_key
from schools.models import ClassGroup
from students.models import DestinationRecord, DestinationWish, Leaver, Student
from students.selectors import students_in
from students.services.leaving import freeze
from tests import factories
from tests.files import xlsx
from tests.students.left_school import completed, last_year
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def address(world: World) -> str:
    """Of the wishes of the world's first class, which is of grade 9."""
    ClassGroup.objects.filter(pk=world.class_group.pk).update(
        grade_level=factories.GradeLevelFactory(id=9)
    )
    return reverse("grades:class-wishes", args=[world.class_group.public_id])


def said(student: Student, wish: str, where: str = "", shown: str = "") -> dict[str, str]:
    pk = student.pk
    return {f"was-{pk}": shown, f"wish-{pk}": wish, f"where-{pk}": where}


def test_the_homeroom_teacher_notes_wishes_and_nobody_overwrites_one_unseen(
    world: World, address: str, client_of: ClientOf
) -> None:
    first, second = [each.student for each in students_in(world.class_group)][:2]
    teacher, clerk = client_of("homeroom"), client_of("clerk")
    form = said(first, "gdtx", "  GDTX   Bến Lức ") | said(second, "", "named alone")
    assert teacher.post(address, form).status_code == 302
    wish = DestinationWish.objects.get()
    assert (wish.student, wish.destination, wish.institution) == (first, "gdtx", "GDTX Bến Lức")
    assert wish.school_year == world.class_group.school_year and wish.by

    refused = clerk.post(address, said(first, "labour") | said(second, "thpt_public"))
    page = refused.content.decode()
    assert first.full_name in page and DestinationWish.objects.count() == 1
    assert 'value="thpt_public" selected' in page
    changed = said(first, "labour", shown=wish.revision) | said(second, "thpt_public")
    assert clerk.post(address, changed).status_code == 302
    assert set(DestinationWish.objects.values_list("destination", flat=True)) == {
        "labour", "thpt_public",
    }  # fmt: skip
    wish.refresh_from_db()
    assert clerk.post(address, said(first, "", shown=wish.revision)).status_code == 302
    assert DestinationWish.objects.get().student == second

    foreign = world.enrolments[world.foreign_class][0].student
    for wrong in (said(foreign, "gdtx"), said(first, "abroad"), said(first, "gdtx", "x" * 201)):
        assert clerk.post(address, wrong).status_code == 200
    assert DestinationWish.objects.count() == 1
    guidance = clerk.get(reverse("students:guidance")).content.decode()
    assert address in guidance and world.class_group.name in guidance


def test_a_list_fills_the_form_and_saves_nothing(
    world: World, address: str, client_of: ClientOf
) -> None:
    first, second, third = [each.student for each in students_in(world.class_group)][:3]
    for number, student in enumerate((first, second, third)):
        student.full_name = f"Trần Thị {'ABC'[number] * 3}"
        student.sort_key = name_sort_key(student.full_name)
        student.save()
    head = ["Họ và tên", "Ngày sinh", "Nguyện vọng", "Nơi đăng ký học"]
    rows = [
        [first.full_name, f"{first.birth_date:%d/%m/%Y}", "GDTX", "GDTX Bến Lức"],
        [second.full_name, None, "Đi làm", None],
        [third.full_name, None, "bay lên mặt trăng", None],
        ["Ai Đó Khác", None, "GDTX", None],
    ]
    clerk, file = client_of("clerk"), SimpleUploadedFile("nv.xlsx", xlsx([head, *rows]))
    page = clerk.post(address, {"step": "file", "file": file}).content.decode()
    assert 'value="gdtx" selected' in page and 'value="GDTX Bến Lức"' in page
    assert page.count(" selected>") >= 2 and "Ai Đó Khác" in page and "mặt trăng" in page
    assert not DestinationWish.objects.exists()
    broken = SimpleUploadedFile("nv.xlsx", b"nothing")
    for sent in ({"file": broken}, {}):
        assert clerk.post(address, {"step": "file"} | sent).status_code == 200


def test_what_became_of_a_wish_stands_beside_it_and_a_few_are_hidden(
    world: World, client_of: ClientOf
) -> None:
    students = completed(world, world.class_group)
    cohort = freeze(year=last_year(world), grade=9, on=timezone.localdate())
    for number, student in enumerate(students):
        if number < 5:
            DestinationWish.objects.create(
                school=world.school, student=student, school_year=cohort.school_year,
                destination="gdtx" if number < 4 else "labour", by="x",
            )  # fmt: skip
        DestinationRecord.objects.create(
            school=world.school, leaver=Leaver.objects.get(student=student), evidence="school",
            destination="gdtx" if number < 3 else "labour", since=timezone.localdate(),
        )  # fmt: skip
    paths = reverse("dashboards:paths")
    lines = {line.name: line for line in client_of("head").get(paths).context["wishes"]}
    assert [line.levels.counts for line in lines.values()] != []
    assert {name: sum(line.levels.counts) for name, line in lines.items()} == {
        "Trung tâm GDTX, GDNN-GDTX": 4, "Đi làm": 1, "Chưa ghi nguyện vọng": 1,
    }  # fmt: skip
    assert "75,0%" in dict(lines["Trung tâm GDTX, GDNN-GDTX"].texts).values()
    for line in client_of("department_officer").get(paths).context["wishes"]:
        assert "75,0" not in str(line.texts)
