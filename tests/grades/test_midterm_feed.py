"""The middle of a term is sealed by itself, once, where the Department asks for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.exchange.models import Line, Package
from eduportal.exchange.services import look_at_everything, seal_changed
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.package import Contents
from grades.models import MarkRecord, MidtermRequest
from grades.services.writing import update_records
from schools.models import Subject
from students.choices import Ended
from students.models import Enrolment, Student
from tests.factories import MidtermRequestFactory, ProvinceWindowFactory
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def sweep() -> int:
    """The night's look at everything; how many packages of midterms it has sealed."""
    before = Package.objects.filter(feed="midterm").count()
    look_at_everything()
    seal_changed()
    return Package.objects.filter(feed="midterm").count() - before


def midterm(world: World) -> Contents:
    package = Package.objects.get(
        feed="midterm",
        school=world.school,
        unit=world.class_group.code,
        state=PackageState.ACCEPTED,
    )
    return wire.parse(package.plain)


def set_midterm(record: MarkRecord, mark: int) -> None:
    """As the sheet's page stores it: the mark, and when the sheet changed."""
    record.midterm = mark
    update_records([record])
    record.sheet.save(update_fields=["changed_at"])


@pytest.fixture
def over(world: World) -> World:
    """The Department asks, and the days of the midterm column ended yesterday; of one student
    there is a mark."""
    MidtermRequestFactory(term=world.term)
    yesterday = timezone.localdate() - timedelta(days=1)
    ProvinceWindowFactory(
        term=world.term,
        column="midterm",
        opens_on=world.term.starts_on,
        closes_on=yesterday,
    )
    set_midterm(world.record, 85)
    return world


def cell_of(world: World) -> int | None:
    contents = midterm(world)
    subject = [code for code, _form in contents.header.layout].index(world.sheet.subject.code)
    uid = str(world.record.enrolment.student.person_uid)
    [line] = [line for line in contents.lines if line[0] == uid]
    cell: int | None = line[7][subject]
    return cell


def test_before_the_last_day_nothing_is_sealed(world: World) -> None:
    MidtermRequestFactory(term=world.term)
    ProvinceWindowFactory(term=world.term, column="midterm", closes_on=timezone.localdate())
    assert sweep() == 0


def test_the_day_after_every_class_is_sealed_once(over: World) -> None:
    assert sweep() == len(over.enrolments)
    assert cell_of(over) == 85
    header = midterm(over).header
    assert (header.scope.period, header.event) == ("gk1", "result")
    assert header.closes == (timezone.localdate() - timedelta(days=1)).isoformat()
    assert header.totals["students"] == len(over.enrolments[over.class_group])
    lines = Line.objects.filter(feed="midterm", counted=True)
    assert lines.count() == sum(map(len, over.enrolments.values()))
    assert sweep() == 0


def test_where_the_department_does_not_ask_nothing_is_sealed(over: World) -> None:
    MidtermRequest.objects.all().delete()
    assert sweep() == 0


def test_a_mark_entered_later_changes_nothing_of_it_and_is_shown_beside(
    over: World, client_of: ClientOf
) -> None:
    sweep()
    set_midterm(over.record, 90)
    assert sweep() == 0
    assert cell_of(over) == 85
    for persona, address in (
        (
            "head",
            reverse("grades:class-midterm", args=[over.class_group.public_id, over.term.code]),
        ),
        ("teacher", reverse("grades:marksheet-midterm", args=[over.sheet.public_id])),
    ):
        text = client_of(persona).get(address).content.decode()
        assert "8,5" in text and "→ 9,0" in text


def test_the_page_names_subjects_as_people_do_in_the_order_of_the_mark_book(
    over: World, client_of: ClientOf
) -> None:
    sweep()
    address = reverse("grades:class-midterm", args=[over.class_group.public_id, over.term.code])
    frozen = client_of("head").get(address).context["frozen"]
    taught = Subject.objects.filter(sheets__class_group=over.class_group, sheets__term=over.term)
    names = [subject.short_name for subject in taught.order_by("position")]
    assert frozen.subjects == names
    assert [cell.subject for cell in frozen.lines[0].cells] == names


def test_what_was_sealed_stays_when_the_request_is_taken_back(
    over: World, client_of: ClientOf
) -> None:
    sweep()
    asked = {"term": over.term.code, "step": "stop"}
    assert (
        client_of("department_admin").post(reverse("grades:midterm-ask"), asked).status_code == 302
    )
    assert not MidtermRequest.objects.exists()
    assert cell_of(over) == 85


def test_what_came_back_is_linked_where_no_request_is_left(
    over: World, client_of: ClientOf
) -> None:
    group, sheet = over.class_group.public_id, over.sheet.public_id
    pages = (
        (
            "head",
            reverse("grades:class-detail", args=[group]),
            reverse("grades:class-midterm", args=[group, over.term.code]),
        ),
        (
            "teacher",
            reverse("grades:marksheet-edit", args=[sheet]),
            reverse("grades:marksheet-midterm", args=[sheet]),
        ),
    )

    def linked() -> list[bool]:
        return [
            link in client_of(persona).get(page).content.decode() for persona, page, link in pages
        ]

    MidtermRequest.objects.all().delete()
    assert linked() == [False, False]
    MidtermRequestFactory(term=over.term)
    sweep()
    MidtermRequest.objects.all().delete()
    assert linked() == [True, True]


def test_the_department_asks_with_a_reason_once(world: World, client_of: ClientOf) -> None:
    asks = client_of("department_admin")
    for reason in ("", "Rà soát chất lượng", "Lần nữa"):
        asked = {"term": world.term.code, "step": "ask", "reason": reason}
        assert asks.post(reverse("grades:midterm-ask"), asked).status_code == 302
    [request] = MidtermRequest.objects.all()
    assert request.reason == "Rà soát chất lượng"
    page = client_of("head").get(reverse("grades:entry-days")).content.decode()
    assert "Rà soát chất lượng" in page


def test_a_name_corrected_later_does_not_change_what_was_sealed(over: World) -> None:
    sweep()
    student = over.record.enrolment.student
    Student.objects.filter(pk=student.pk).update(full_name="Tên Mới")
    record = over.record
    record.final = 70
    set_midterm(record, record.midterm)
    assert sweep() == 0
    assert student.full_name in [line[3] for line in midterm(over).lines]


def test_who_left_before_the_day_does_not_count(over: World) -> None:
    stay = over.record.enrolment
    last = timezone.localdate() - timedelta(days=5)
    Enrolment.objects.filter(pk=stay.pk).update(ends_on=last, ended=Ended.TRANSFER)
    sweep()
    [line] = [line for line in midterm(over).lines if line[5] == "t"]
    assert (line[0], line[6]) == (str(stay.student.person_uid), last.isoformat())
    assert not Line.objects.get(feed="midterm", student_uid=line[0]).counted
