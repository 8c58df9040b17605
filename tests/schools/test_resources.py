"""Reference tables out to a spreadsheet and back, and the pages that do it."""

import pytest
from django.urls import reverse
from tablib import Dataset

from schools import models, resources
from schools.services import load_reference
from tests import factories

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.mark.parametrize(
    ("resource", "model"),
    [
        (resources.SubjectResource, models.Subject),
        (resources.CurriculumLineResource, models.CurriculumLine),
        (resources.AdminUnitResource, models.AdminUnit),
        (resources.SchoolYearResource, models.SchoolYear),
        (resources.TermResource, models.Term),
    ],
)
def test_an_exported_table_comes_back_without_a_change(resource, model):
    load_reference()
    exported = resource().export()
    assert len(exported) == model.objects.count() > 0
    result = resource().import_data(exported, raise_errors=True)
    assert result.totals["skip"] == len(exported)


def test_schools_come_back_without_a_change():
    factories.SchoolFactory()
    resource = resources.SchoolResource()
    result = resource.import_data(resource.export(), raise_errors=True)
    assert result.totals["skip"] == 1


@pytest.mark.parametrize("name", ["=1+1", "+84 trường", "-Trường", "@Trường"])
def test_a_name_that_looks_like_a_formula_is_exported_as_text_and_read_back(name):
    subject = models.Subject.objects.create(code="x", name=name, short_name="X", position=1)
    exported = resources.SubjectResource().export()
    assert exported["name"] == [f"'{name}"]
    resources.SubjectResource().import_data(exported, raise_errors=True)
    subject.refresh_from_db()
    assert subject.name == name


def test_an_imported_school_can_be_found_by_its_unaccented_name():
    unit = factories.AdminUnitFactory()
    columns = ["code", "name", "stages", "ownership", "managing_body", "unit", "zone"]
    line = ["S9", "Trường THCS Đức Hòa", "03 04", "1", "ubnd_xa", str(unit.pk), "3"]
    data = Dataset(line, headers=columns)
    resources.SchoolResource().import_data(data, raise_errors=True)
    school = models.School.objects.get(code="S9")
    assert school.search_key == "truong thcs duc hoa"
    assert school.stages == ["03", "04"]


def test_a_bad_line_is_refused_with_its_number_and_nothing_is_written():
    data = Dataset(
        ["toan", "Toán", "Toán", "mười"], headers=["code", "name", "short_name", "position"]
    )
    result = resources.SubjectResource().import_data(data)
    assert result.has_errors() or result.has_validation_errors()
    assert not models.Subject.objects.exists()


@pytest.mark.parametrize(
    "table", ["adminunit", "school", "subject", "curriculumline", "schoolyear", "term"]
)
def test_an_administrator_opens_every_reference_table(client, table):
    load_reference()
    factories.SchoolFactory()
    admin = factories.UserFactory(is_staff=True, is_superuser=True)
    factories.MembershipFactory(user=admin, role="department_admin", school=None)
    client.force_login(admin, backend="eduportal.accounts.backends.PortalBackend")
    for page in ("changelist", "export", "import"):
        response = client.get(reverse(f"admin:schools_{table}_{page}"))
        assert response.status_code == 200, page
