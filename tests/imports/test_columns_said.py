"""Columns whose titles nobody knows: said on the page, remembered, shared between schools."""

import pytest
from django.urls import reverse

from eduportal.imports import services
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, KnownLayout
from students.models import Student
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import (
    MARKS,
    ROSTER,
    checked,
    found,
    in_vietnamese,
    let_bring_marks,
    sample_class,
    written,
)
from tests.imports.rosters import HEAD, new_row, roster
from tests.imports.undone import taken_back

pytestmark = pytest.mark.usefixtures("db_everywhere")
STRANGE = ["Người học", "Chào đời", "Học ở", "Mật danh"]
SAID = {"0": "full_name", "1": "birth_date", "2": "class_name", "3": ""}


def strange(name="Trần Văn Lạ", born="09/09/2014"):
    return xlsx([["DANH SÁCH"], STRANGE, [name, born, "6A1", "x"]])


def bring(world, content, school=None, **more):
    return checked(content, ROSTER, school or world.school, year=world.year.code, **more)


def say(job, said=SAID, user=None):
    (layout,) = job.layouts
    user_id = user.pk if user else None
    services.set_columns(job=job, user_id=user_id, columns={layout["digest"]: said})
    services.check_job(job.pk)
    job.refresh_from_db()


def meanings(job):
    (layout,) = job.layouts
    return [(column["title"], column["key"], column["by"]) for column in layout["columns"]]


def test_a_file_with_strange_titles_waits_for_somebody_who_says_what_they_are(world, client_of):
    job = bring(world, strange())
    assert (job.state, job.total, found(job)) == (JobState.CHECKED, 0, [("", "header_not_found")])
    address = reverse("imports:job-detail", args=[job.public_id])
    client = client_of("clerk")
    shown = client.get(address).content.decode()
    assert all(title in shown for title in STRANGE) and "/confirm/" not in shown

    form = {f"column-0-{at}": key for at, key in SAID.items()} | {"revision": job.revision}
    client.post(reverse("imports:job-columns", args=[job.public_id]), form)
    services.check_job(job.pk)
    job.refresh_from_db()

    assert (job.new, job.unread) == (1, ["Mật danh"])
    written(job)
    assert Student.objects.get(full_name="Trần Văn Lạ").birth_date.year == 2014


def test_the_next_file_of_the_layout_is_asked_nothing_even_before_one_was_written(world):
    say(bring(world, strange()))

    again = bring(world, strange("Lê Thị Mới", "01/02/2014"))

    assert (again.new, again.errors) == (1, 0)
    assert [by for _title, _key, by in meanings(again)] == ["own"] * 4


def test_another_school_is_asked_nothing_once_a_file_was_written(world):
    job = bring(world, strange())
    say(job)
    assert bring(world, strange("Lê Thị Mới"), world.foreign_school).waits_for_columns

    written(job)
    second = bring(world, strange("Lê Thị Mới", "01/02/2014"), world.foreign_school)

    assert (second.new, second.errors) == (1, 0)
    assert {by for _title, _key, by in meanings(second)} == {"shared"}
    assert ["Columns set by", world.school.name] in second.facts


def test_a_school_says_otherwise_than_others_and_then_nothing_of_it_is_shared(world):
    job = bring(world, strange())
    say(job)
    written(job)
    other = world.foreign_school
    second = bring(world, strange("Lê Thị Mới", "01/02/2014"), other)
    say(second, {**SAID, "2": "", "3": "class_name"})
    assert meanings(second)[2:] == [("Học ở", "", "own"), ("Mật danh", "class_name", "own")]

    KnownLayout.objects.filter(school=other).update(is_proven=True)
    third = bring(world, strange("Lê Thị Ba", "03/02/2014"), factories.SchoolFactory())

    # Where two schools differ, the third is asked.
    assert [key for _title, key, _by in meanings(third)] == ["full_name", "birth_date", "", ""]


def test_other_schools_never_change_what_a_title_tells(world):
    content = roster(new_row())
    first = bring(world, content)
    (layout,) = first.layouts
    services.discard_job(job=first)
    known = {str(at): "" for at in range(len(HEAD))}
    factories.KnownLayoutFactory(
        school=world.foreign_school, digest=layout["digest"], columns=known, is_proven=True
    )

    again = bring(world, content)

    assert again.layouts == [layout]
    assert again.new == 1


def test_no_title_is_kept_where_other_schools_read(world):
    say(bring(world, strange()))

    kept = KnownLayout.objects.values().get()

    assert not [title for title in STRANGE if title in str(kept)]
    assert kept["columns"] == SAID


def test_a_missing_and_a_doubled_column_are_asked_about(world):
    missing = bring(world, xlsx([["Họ tên", "Chào đời", "Lớp"], ["Lê An", "09/09/2014", "6A1"]]))
    assert found(missing) == [("", "columns_missing")]
    say(missing, {"1": "birth_date"})
    assert missing.new == 1

    twice = bring(world, xlsx([[*HEAD, "Họ tên"], [*new_row(), "Lê An"]]))
    assert found(twice) == [("I1", "column_twice")]
    say(twice, {str(len(HEAD)): ""})
    assert (twice.new, twice.rows.get().label) == (1, "Trần Văn Lạ")


def test_a_column_of_marks_is_named_where_no_title_tells(world):
    sheet = sample_class(world.school)
    let_bring_marks(world.users["clerk"])
    name = sheet.records.first().enrolment.student
    content = xlsx(
        [
            ["STT", "Mã học sinh", "Họ và tên", "Miệng", "1T"],
            [1, name.ministry_code, name.full_name, 8, 9],
        ]
    )
    options = {"subject": sheet.subject.code, "term": sheet.term.code, "class_name": "10A1"}
    job = checked(content, MARKS, world.school, **options)
    assert found(job) == [("", "no_mark_columns")] and job.waits_for_columns

    say(job, {"3": "tx1", "4": "ck"})

    assert (job.new + job.changed, job.unread) == (1, [])


def test_a_place_or_a_meaning_that_the_file_does_not_have_is_refused(world):
    job = bring(world, strange())
    digest = job.layouts[0]["digest"]

    for columns in ({digest: {"9": "full_name"}}, {digest: {"0": "salary"}}, {"0": {"0": ""}}):
        with pytest.raises(services.NotAColumn):
            services.set_columns(job=job, user_id=None, columns=columns)

    assert ImportJob.objects.get().state == JobState.CHECKED
    assert not KnownLayout.objects.exists()


def test_who_may_not_write_the_file_does_not_set_its_columns(world):
    job = bring(world, strange())

    with pytest.raises(services.NotPermitted):
        say(job, user=world.users["teacher"])

    assert not KnownLayout.objects.exists()


def test_the_page_says_who_set_a_column(world, client_of):
    job = bring(world, strange())
    say(job)
    address = reverse("imports:job-detail", args=[job.public_id])

    shown = client_of("clerk").get(address).content.decode()

    assert in_vietnamese("said at this school") in shown
    assert in_vietnamese("not understood") not in shown


def test_what_was_said_for_a_file_that_was_taken_back_is_not_passed_on(world):
    clerk = world.users["clerk"]
    job = bring(world, strange(), user=clerk)
    say(job, user=clerk)
    written(job, clerk)
    taken_back(job, clerk)

    assert bring(world, strange("Lê Thị Mới"), world.foreign_school).waits_for_columns
    # The school itself is asked nothing, and what it writes with it counts again.
    written(bring(world, strange("Lê Thị Hai", "02/02/2014"), user=clerk), clerk)
    assert bring(world, strange("Lê Ba", "01/02/2014"), world.foreign_school).new == 1
