"""The nightly check: what nothing explains is told, and over once somebody has read it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.services.checking import check_figures, oldest_unread
from eduportal.dashboards.models import ClassFigure, FigureCheck, NodeFigure
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from students.choices import Ended
from tests import factories
from tests.dashboards import books
from tests.dashboards.test_services_figures import touch

PAGE = reverse("dashboards:figures-check")


@pytest.fixture
def counted(world, db_everywhere):
    services.refresh_stale()
    return world


def differing():
    return check_figures().differing


def test_figures_that_are_right_are_no_alert(counted):
    assert differing() == 0
    assert FigureCheck.objects.get().compared == 8
    assert not Notice.objects.exists() and oldest_unread() is None


def test_a_wrong_figure_is_told_to_the_administrators_until_one_has_read_it(counted, client_of):
    figure = ClassFigure.objects.filter(class_group=counted.class_group)
    figure.update(filled=3, good=1)
    assert differing() == 1
    [difference] = FigureCheck.objects.get().differences.all()
    assert (difference.stored, difference.counted) == (
        {"filled": 3, "good": 1},
        {"filled": 0, "good": 0},
    )
    notice = Notice.objects.get(kind=NoticeKind.FIGURES_DIFFER)
    assert (notice.user, notice.facts["count"]) == (counted.users["department_admin"], 1)
    assert oldest_unread() is not None

    admin = client_of("department_admin")
    text = admin.get(PAGE).content.decode()
    assert counted.class_group.name in text and counted.school.name in text
    for _twice in range(2):
        url = reverse("dashboards:figures-read", args=[FigureCheck.objects.get().pk])
        assert admin.post(url).headers["Location"] == PAGE
    assert oldest_unread() is None
    assert admin.get(PAGE).context["waiting"].count() == 0


def test_what_the_sweep_will_count_is_no_difference(counted):
    sheet = books.sheet(books.class_of(2, counted.school), counted.term)
    touch(counted.sheet)
    counted.sheet.records.update(midterm=80)
    assert differing() == 0
    services.refresh_stale()
    sheet.delete()
    assert differing() == 0


def test_what_the_days_have_changed_since_the_last_check_is_no_difference(counted):
    """A stay that was to end did end; the figure is that of the day before."""
    stay = counted.enrolments[counted.class_group][0]
    today = timezone.localdate()
    for ended, found in ((1, 0), (3, 1)):
        stay.ends_on, stay.ended = today - datetime.timedelta(days=ended), Ended.TRANSFER
        stay.save(update_fields=["ends_on", "ended"])
        assert differing() == found
        FigureCheck.objects.update(at=timezone.now() - datetime.timedelta(days=ended - 1))
    # Nobody checked for three days: the figure may be of any of them.
    FigureCheck.objects.update(at=timezone.now() - datetime.timedelta(days=4))
    assert differing() == 0


def test_a_figure_of_a_node_is_compared_as_well(counted):
    receipt = factories.ReceiptFactory(
        package=factories.PackageFactory(
            school=factories.SchoolFactory(node="can-duoc"), origin="can-duoc"
        )
    )
    services.refresh_nodes()
    assert differing() == 0
    NodeFigure.objects.filter(node="can-duoc", period=receipt.package.period).update(accepted=7)
    assert differing() == 1
    [difference] = FigureCheck.objects.latest("at").differences.all()
    assert difference.node.startswith("can-duoc")
    assert (difference.stored, difference.counted) == ({"accepted": 7}, {"accepted": 1})
    assert difference.lines == [("lớp đã tiếp nhận", 7, 1)]


def test_many_differences_are_counted_and_some_written_down(counted, monkeypatch):
    monkeypatch.setattr("eduportal.dashboards.figures.services.checking.MOST_KEPT", 2)
    ClassFigure.objects.update(students=1)
    assert differing() == 8
    assert FigureCheck.objects.get().differences.count() == 2
