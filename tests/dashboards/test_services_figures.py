"""Figures are what the mark book says, and become so again after every change."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from eduportal.dashboards.figures import services
from eduportal.dashboards.models import ClassFigure
from eduportal.scoping import schools as scope_of
from grades.models import MarkRecord, MarkSheet
from students.choices import Ended
from tests.dashboards import books
from tests.stays import leave


def touch(sheet):
    MarkSheet.objects.filter(pk=sheet.pk).update(revision=F("revision") + 1)


@pytest.fixture
def group(term):
    return books.class_of(3)


def test_a_figure_counts_cells_of_students_present_and_not_exempt(group, term):
    books.students(group, 1, left=True)
    sheet = books.sheet(group, term, regular=[80, None], midterm=0)
    exempt = MarkRecord.objects.filter(sheet=sheet, enrolment__ended="").first()
    MarkRecord.objects.filter(pk=exempt.pk).update(exempt=True)

    assert services.refresh_class_figures([group.pk], term) == 1

    figure = ClassFigure.objects.get()
    assert (figure.school_id, figure.unit_id, figure.stage) == (
        group.school_id,
        group.school.unit_id,
        "03",
    )
    assert figure.students == 3
    assert (figure.cells, figure.filled) == (2 * 4, 2 * 2)


def test_a_student_who_completed_the_programme_still_counts_in_the_finished_year(group, term):
    books.sheet(group, term, midterm=70)
    group.enrolments.update(ends_on=group.school_year.ends_on, ended=Ended.COMPLETED)
    services.refresh_class_figures([group.pk], term)
    figure = ClassFigure.objects.get()
    assert (figure.students, figure.filled) == (3, 3)


def test_sheets_are_counted_in_the_state_they_are_in(group, term):
    books.sheet(group, term, "TOAN", state="open")
    books.sheet(group, term, "NGUVAN", state="submitted")
    books.sheet(group, term, "TIN", state="approved")
    services.refresh_class_figures([group.pk], term)
    figure = ClassFigure.objects.get()
    counted = (figure.sheets, figure.submitted, figure.approved, figure.sealed)
    assert counted == (3, 1, 1, 0)


def test_levels_count_only_once_the_whole_class_is_sealed(group, term):
    books.sheet(group, term, state="approved")
    books.results(group, term, [4, 3, None])
    services.refresh_class_figures([group.pk], term)
    assert ClassFigure.objects.get().good == 0

    books.seal(group, term)
    services.refresh_class_figures([group.pk], term)
    figure = ClassFigure.objects.get()
    assert (figure.good, figure.fair, figure.passed, figure.not_passed) == (1, 1, 0, 0)


def test_a_class_is_stale_until_it_is_counted_and_after_each_change(group, term):
    sheet = books.sheet(group, term)
    assert services.refresh_stale() == 1
    assert services.refresh_stale() == 0
    MarkRecord.objects.filter(sheet=sheet).update(midterm=75)
    touch(sheet)
    assert services.refresh_stale() == 1
    assert ClassFigure.objects.get().filled == 3


def test_a_class_without_sheets_loses_its_figure(group, term):
    sheet = books.sheet(group, term)
    services.refresh_stale()
    sheet.delete()
    assert services.refresh_stale() == 1
    assert not ClassFigure.objects.exists()


def test_the_sweep_stops_at_its_limit_and_goes_on_next_time(term):
    for _class in range(3):
        books.sheet(books.class_of(1), term)
    assert [services.refresh_stale(limit=2) for _sweep in range(3)] == [2, 1, 0]


def test_many_classes_take_as_many_statements_as_one(term, django_assert_num_queries):
    groups = [books.class_of(1) for _class in range(8)]
    for group in groups:
        books.sheet(group, term)
    with django_assert_num_queries(3):
        assert services.refresh_class_figures([group.pk for group in groups], term) == 8


def test_counting_again_changes_nothing_that_is_right(group, term):
    books.sheet(group, term)
    services.refresh_class_figures([group.pk], term)
    counted_at = ClassFigure.objects.get().as_of
    assert services.rebuild_all() == 0
    assert ClassFigure.objects.get().as_of == counted_at


def test_a_scope_counts_only_its_own_schools(group, term):
    other = books.class_of(1)
    books.sheet(group, term)
    books.sheet(other, term)
    with scope_of([group.school_id]):
        assert services.refresh_class_figures([group.pk, other.pk], term) == 1


def test_the_command_finds_and_corrects_what_no_revision_tells(group, term):
    books.sheet(group, term)
    services.refresh_stale()
    leave(group.enrolments.first())
    assert services.refresh_stale() == 0

    said = StringIO()
    with pytest.raises(CommandError, match="1 figures differ"):
        call_command("rebuild_figures", "--check", stdout=said)
    assert "students is 3, counted 2" in said.getvalue()
    assert ClassFigure.objects.get().students == 3

    call_command("rebuild_figures", stdout=said)
    assert ClassFigure.objects.get().students == 2
    call_command("rebuild_figures", "--check", stdout=said)
    assert "Every figure is what the mark book says." in said.getvalue()


def test_missing_and_forgotten_figures_are_differences_too(group, term):
    sheet = books.sheet(group, term)
    [missing] = services.figure_differences()
    assert missing.stored is None
    services.refresh_stale()
    sheet.delete()
    [forgotten] = services.figure_differences()
    assert forgotten.fresh is None


@pytest.mark.django_db(transaction=True)
def test_only_one_sweep_runs_at_a_time(django_assert_num_queries):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [services.SWEEP_LOCK])
        with django_assert_num_queries(2):  # the terms and the lock, nothing after it
            assert services.refresh_stale() == 0
        # A closed connection gives its locks back a moment later; asked, it does so at once.
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [services.SWEEP_LOCK])
    finally:
        other.close()
    with django_assert_num_queries(3):
        assert services.refresh_stale() == 0
