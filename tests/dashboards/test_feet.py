"""Every number leads to its definition, every tile says of when and of how many it is."""

import pytest
from django.urls import reverse

from eduportal.dashboards.figures.definitions import FIGURES
from eduportal.dashboards.figures.keeping import keep
from eduportal.dashboards.figures.selectors import Tally
from eduportal.dashboards.questions.foot import Foot
from tests.dashboards.links import follow
from tests.dashboards.test_figures import DAY

CODES = ("TD-06", "KQ-01a")


def test_every_number_leads_to_its_definition_and_every_tile_says_of_what_it_is(
    province, client_of
):
    keep(province.term, DAY)
    officer, school = client_of("department_officer"), province.schools[0]
    group = school.classes.filter(name="6S1").get()
    pages = [
        ("overview", [], 20),
        ("commune", [province.communes[0].code], 14),
        ("school", [school.public_id], 10),
        ("class", [group.public_id], 3),
        ("late", [], 1),
        ("results", [], 5),
        ("results-school", [school.public_id], 3),
        *(("figure", [code], 1) for code in CODES),
        *(("figure-school", [code, school.public_id], 1) for code in CODES),
    ]
    for name, keys, least in pages:
        response = officer.get(reverse(f"dashboards:{name}", args=keys))
        follow(officer, response, least=least)


def test_a_figure_of_another_page_leads_there_and_is_of_no_place(province, client_of):
    officer = client_of("department_officer")
    for code in ("TD-07", "TD-08", "SL-01", "TN-09"):
        page = officer.get(reverse("dashboards:figure", args=[code]))
        assert FIGURES[code].lines in page.content.decode()
        assert officer.get(FIGURES[code].lines).status_code == 200
        commune = province.communes[0].code
        assert (
            officer.get(reverse("dashboards:figure-commune", args=[code, commune])).status_code
            == 404
        )
    assert officer.get(reverse("dashboards:figure", args=["TN-01"])).status_code == 404


def test_every_tile_offers_its_rows_its_file_and_its_earlier_values(province, client_of):
    officer, school = client_of("department_officer"), province.schools[0]
    page = officer.get(reverse("dashboards:school", args=[school.public_id]), {"stage": "03"})
    foot = page.context["feet"]["places"]
    assert officer.get(foot.rows).context["figure"].code == "TD-06"
    assert 'id="kept"' in officer.get(foot.history).content.decode()
    assert officer.get(f"{page.request['PATH_INFO']}{foot.file}").headers["Content-Disposition"]
    assert foot.file == "?stage=03&export=xlsx"


@pytest.mark.parametrize(
    ("sealed", "percent", "tone"), [(0, 0, "amber"), (199, 99, "amber"), (200, 100, "green")]
)
def test_numbers_are_provisional_until_every_class_is_sealed(sealed, percent, tone):
    tally = Tally(classes=200, classes_sealed=sealed)
    foot = Foot(figures=[FIGURES["TD-06"]], at=None, count=200, tally=tally)
    assert (foot.percent_sealed, foot.kind[0]) == (percent, tone)


def test_what_was_kept_is_frozen_and_what_has_no_classes_is_neither():
    frozen = Foot(figures=[FIGURES["TD-06"]], at=None, count=0, is_frozen=True)
    assert str(frozen.kind[1])
    assert Foot(figures=[FIGURES["SL-01"]], at=None, count=None).kind == ("", "")
