"""The tasks are thin doors to the services, each in its scope, safe to run twice."""

import pytest

from eduportal.dashboards import tasks
from eduportal.dashboards.models import ClassFigure
from tests import factories
from tests.dashboards import books


@pytest.fixture
def group(term):
    group = books.class_of(2)
    books.sheet(group, term)
    return group


def test_the_hint_counts_its_class_twice_with_one_result(group, term):
    named = {"school_id": group.school_id, "class_group_id": group.pk, "term_id": term.pk}
    tasks.refresh_class(**named)
    tasks.refresh_class(**named)
    assert ClassFigure.objects.get().students == 2


def test_the_hint_cannot_count_a_class_of_another_school(group, term):
    other = factories.SchoolFactory()
    tasks.refresh_class(school_id=other.pk, class_group_id=group.pk, term_id=term.pk)
    assert not ClassFigure.objects.exists()


def test_the_sweep_finds_a_class_whose_hint_was_lost(group):
    tasks.refresh_stale()
    assert ClassFigure.objects.get().class_group_id == group.pk


def test_the_nightly_count_says_what_nothing_explains(group, caplog):
    tasks.refresh_stale()
    tasks.rebuild_all()
    assert caplog.text == ""
    ClassFigure.objects.update(filled=1)
    tasks.rebuild_all()
    assert "found 1 figures that nothing explains" in caplog.text
    assert ClassFigure.objects.get().filled == 0


def test_the_sweep_sees_every_school_without_a_scope_of_its_own(group, term):
    books.sheet(books.class_of(1), term)
    tasks.refresh_stale()
    assert ClassFigure.objects.count() == 2
