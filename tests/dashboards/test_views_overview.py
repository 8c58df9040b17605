"""Who lands where, and what the pages say about progress."""

import datetime
import re

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from eduportal.dashboards.figures import services
from eduportal.dashboards.models import ClassFigure
from grades.models import MarkSheet
from schools.models import Term
from students.models import Student
from tests import factories
from tests.query_counts import ask_counted

CSRF_TOKEN = re.compile("[A-Za-z0-9]{64}")
OVERVIEW = reverse("dashboards:overview")


@pytest.fixture
def counted(world, db_everywhere):
    services.refresh_stale()
    return world


def commune_url(unit):
    return reverse("dashboards:commune", args=[unit.code])


def school_url(school):
    return reverse("dashboards:school", args=[school.public_id])


def class_url(group):
    return reverse("dashboards:class", args=[group.public_id])


def text(response):
    return response.content.decode()


def test_each_official_starts_at_the_own_place(counted, client_of):
    officer = client_of("commune_officer").get(OVERVIEW)
    assert officer.headers["Location"] == commune_url(counted.communes[0])
    head = client_of("head").get(f"{OVERVIEW}?stage=03")
    assert head.headers["Location"] == f"{school_url(counted.school)}?stage=03"
    assert client_of("department_officer").get(OVERVIEW).status_code == 200


def test_a_teacher_has_no_dashboard(counted, client_of):
    for url in (OVERVIEW, school_url(counted.school), class_url(counted.class_group)):
        assert client_of("teacher").get(url).status_code == 404


def test_the_province_counts_every_school_and_class(counted, client_of):
    response = client_of("department_officer").get(OVERVIEW)
    tally = response.context["tally"]
    assert (len(response.context["schools"]), tally.classes, tally.students) == (4, 8, 48)
    assert [place.name for place in response.context["places"]] == ["Xã Long An", "Xã Tân Châu"]


def test_the_least_complete_commune_comes_first(counted, client_of):
    sheets = [counted.sheets[g, s] for g, s in counted.sheets if g.school == counted.schools[0]]
    for sheet in sheets:
        sheet.records.update(midterm=80 if sheet.form == "scored" else 201)
        MarkSheet.objects.filter(pk=sheet.pk).update(state="submitted", revision=1)
    services.refresh_stale()

    response = client_of("department_officer").get(OVERVIEW)

    places = {place.name: place for place in response.context["places"]}
    assert list(places) == ["Xã Tân Châu", "Xã Long An"]
    assert places["Xã Long An"].tally.handed_in == len(sheets)
    assert response.context["late_count"] == 3


def test_nobody_is_late_before_the_last_day(counted, client_of):
    client = client_of("department_officer")
    assert "tag--red" not in text(client.get(OVERVIEW))
    Term.objects.filter(pk=counted.term.pk).update(entry_closes_on=counted.term.entry_opens_on)
    assert "tag--red" in text(client.get(OVERVIEW))


def test_unsealed_classes_are_work_to_do_once_entry_is_over(counted, client_of):
    client = client_of("department_officer")
    ClassFigure.objects.update(approved=F("sheets"))
    assert client.get(OVERVIEW).context["late_count"] == 0
    Term.objects.filter(pk=counted.term.pk).update(entry_closes_on=counted.term.entry_opens_on)
    page = client.get(OVERVIEW)
    assert page.context["late_count"] == 4 and "8 trong 8 lớp" in text(page)
    ClassFigure.objects.update(approved=0, sealed=F("sheets"))
    assert client.get(OVERVIEW).context["late_count"] == 0


def test_before_a_term_begins_nobody_is_behind(counted, client_of):
    client = client_of("department_officer")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    Term.objects.filter(pk=counted.term.pk).update(starts_on=tomorrow)
    for url in (OVERVIEW, reverse("dashboards:late")):
        page = text(client.get(url))
        assert "Học kỳ chưa bắt đầu" in page and "figure tag" not in page


def test_a_class_is_called_alike_by_the_head_and_by_the_department(counted, client_of):
    sheet = MarkSheet.objects.filter(class_group=counted.class_group)[0]
    for state in (None, "submitted"):
        if state:
            MarkSheet.objects.filter(pk=sheet.pk).update(state=state, revision=1)
            services.refresh_stale()
        listed = client_of("head").get(reverse("grades:class-list")).context["rows"]
        lines = client_of("department_officer").get(school_url(counted.school)).context["lines"]
        assert [row.state_label for row in listed] == [line.state_label for line in lines]


def test_a_school_with_more_time_is_not_late_yet(counted, client_of):
    Term.objects.filter(pk=counted.term.pk).update(entry_closes_on=counted.term.entry_opens_on)
    factories.SchoolWindowFactory(school=counted.school, term=counted.term)
    response = client_of("department_officer").get(reverse("dashboards:late"))
    late = {line.name: line.is_late for line in response.context["lines"]}
    assert late[counted.school.name] is False
    assert late[counted.foreign_school.name] is True


def test_a_class_page_names_subjects_and_no_student(counted, client_of):
    Student.objects.update(full_name="Lò Thị Sắn")
    page = text(client_of("department_officer").get(class_url(counted.class_group)))
    for subject in counted.subjects:
        assert subject.name in page
    assert "Lò Thị Sắn" not in page


def test_what_lies_elsewhere_looks_like_what_does_not_exist(counted, client_of):
    client = client_of("commune_officer")
    missing = "00000000-0000-4000-8000-000000000000"
    pairs = [
        (commune_url(counted.communes[1]), reverse("dashboards:commune", args=["99999"])),
        (school_url(counted.foreign_school), reverse("dashboards:school", args=[missing])),
        (class_url(counted.foreign_class), reverse("dashboards:class", args=[missing])),
    ]
    for foreign, nowhere in pairs:
        answers = [client.get(url) for url in (foreign, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404]
        first, second = (CSRF_TOKEN.sub("", text(answer)) for answer in answers)
        assert first == second


@pytest.mark.parametrize(
    "query", ["stage=13", "stage=01", "stage='", "export=pdf", "stage=03&export=../x"]
)
def test_an_unknown_value_is_a_bad_request(query, counted, client_of):
    assert client_of("department_officer").get(f"{OVERVIEW}?{query}").status_code == 400


def test_without_a_school_year_the_pages_say_so(world, client_of, db_everywhere):
    client = client_of("department_officer")
    MarkSheet.objects.all().delete()
    Term.objects.all().delete()
    for url in (OVERVIEW, school_url(world.school), reverse("dashboards:late")):
        response = client.get(url)
        assert response.status_code == 200
        assert "dashboards/no_term.html" in [template.name for template in response.templates]


def test_a_school_without_figures_is_shown_as_unfinished(world, client_of):
    response = client_of("head").get(school_url(world.school))
    assert response.status_code == 200
    assert [line.state for line in response.context["lines"]] == ["none", "none"]


PAGES = [
    ("dashboards:overview", "department_officer", lambda world: OVERVIEW),
    ("dashboards:commune", "commune_officer", lambda world: commune_url(world.communes[0])),
    ("dashboards:school", "head", lambda world: school_url(world.school)),
    ("dashboards:class", "department_officer", lambda world: class_url(world.class_group)),
    ("dashboards:late", "department_officer", lambda world: reverse("dashboards:late")),
]


@pytest.mark.parametrize(("name", "persona", "url"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page_costs_the_same_however_many_classes_there_are(
    name, persona, url, counted, client_of
):
    client = client_of(persona)
    ask_counted(client, f"{name}:{persona}", url(counted))
    for school in counted.schools[:2]:
        group = factories.ClassGroupFactory(school=school, name="6A9")
        factories.MarkSheetFactory(class_group=group, term=counted.term)
    factories.SchoolFactory(unit=counted.communes[0])
    services.refresh_stale()
    ask_counted(client, f"{name}:{persona}", url(counted))
