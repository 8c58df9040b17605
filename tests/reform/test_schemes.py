"""The register of schemes by its pages: from a document to a review that two persons approved."""

import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.utils import Error
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from eduportal import scoping
from eduportal.dashboards.figures.services import rebuild_all
from eduportal.reform.choices import MeasureState, ReviewState, SchemeState
from eduportal.reform.models import Indicator, Measure, Review, Scheme
from eduportal.reform.rules import Standing
from eduportal.reform.selectors.readings import READINGS, Sources
from eduportal.reform.selectors.register import lines_of, overlaps_of, schemes
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

DOCUMENT = {
    "kind": "scheme",
    "number": "1234/QĐ-UBND",
    "title": "Đề án thực hiện Chương trình GDPT 2018",
    "issuer": "Ủy ban nhân dân tỉnh",
    "issued_on": "2025-09-01",
    "starts_on": "2025-09-01",
    "ends_on": "2030-12-31",
    "owner": "Phòng Giáo dục phổ thông",
}


@pytest.fixture
def officer(world: World, client_of: ClientOf) -> Client:
    return client_of("department_officer")


@pytest.fixture
def admin(world: World, client_of: ClientOf) -> Client:
    return client_of("department_admin")


def post(client: Client, name: str, *args: Any, **fields: Any) -> Any:
    return client.post(reverse(f"reform:{name}", args=args), fields, follow=True)


def shown(scheme: Scheme) -> int:
    return Scheme.objects.get(pk=scheme.pk).revision


def new_scheme(client: Client, **facts: str) -> Scheme:
    post(client, "scheme-new", **DOCUMENT | facts)
    return Scheme.objects.latest("pk")


def with_parts(client: Client, **facts: str) -> tuple[Scheme, Indicator, Measure]:
    """A scheme with an objective, a reported indicator and a measure, all typed into forms."""
    scheme = new_scheme(client, **facts)
    of = scheme.public_id
    post(client, "objective-new", of, shown=shown(scheme), title="Đủ giáo viên theo môn")
    objective = scheme.objectives.get()
    target = {"due_1": "2026-06-30", "value_1": "50", "due_2": "2027-12-31", "value_2": "60,5"}
    post(
        client, "indicator-new", of, objective.pk, shown=shown(scheme), title="Lớp hai buổi",
        unit="phần trăm", better="higher", **target,
    )  # fmt: skip
    post(
        client, "measure-new", of, objective.pk, shown=shown(scheme), title="Trình phương án",
        owner="Phòng Tổ chức cán bộ", due_on="2026-10-01",
    )  # fmt: skip
    return scheme, objective.indicators.get(), objective.measures.get()


def act(client: Client, measure: Measure, do: str, text: str = "") -> MeasureState:
    scheme = measure.objective.scheme
    post(client, "measure-act", measure.public_id, do=do, text=text, shown=shown(scheme))
    return MeasureState(Measure.objects.get(pk=measure.pk).state)


def test_a_scheme_is_registered_with_what_it_promises(officer: Client) -> None:
    scheme, indicator, measure = with_parts(officer)
    post(
        officer, "report", scheme.public_id, indicator.pk, shown=shown(scheme),
        day="2026-11-01", value="45,5", source="Báo cáo 12",
    )  # fmt: skip

    (line,) = lines_of(schemes(), Sources())
    (row,) = line.indicators
    assert (str(row.now.value), row.standing) == ("45.50", Standing.MISSED)
    assert (str(row.target), line.late, line.missed) == ("60.50", 1, 1)
    page = ask_counted(officer, "reform:register:department_officer", reverse("reform:register"))
    text = " ".join(page.content.decode().split())
    assert "45,5" in text and "ít nhất 60,5" in text and "không đạt" in text and "quá hạn" in text
    assert scheme.steps.count() == 5


def test_wrong_facts_are_said_all_at_once_and_a_number_is_registered_once(officer: Client) -> None:
    new_scheme(officer)
    again = post(officer, "scheme-new", **DOCUMENT)
    assert Scheme.objects.count() == 1 and again.context["form"].errors
    wrong = DOCUMENT | {"number": "", "ends_on": "2020-01-01", "issued_on": "hôm nay"}
    errors = post(officer, "scheme-new", **wrong).context["form"].errors
    assert {"number", "issued_on"} <= set(errors)
    scheme = Scheme.objects.get()
    objective = factories.ObjectiveFactory(scheme=scheme)
    half = {"due_1": "2027-01-01", "value_2": "5", "due_3": "x"}
    page = post(
        officer, "indicator-new", scheme.public_id, objective.pk, shown=shown(scheme),
        better="higher", figure="KQ-02", **half,
    )  # fmt: skip
    assert set(page.context["form"].errors) == {"value_1", "due_2", "due_3"}
    page = post(
        officer, "indicator-new", scheme.public_id, objective.pk, shown=shown(scheme),
        better="higher", figure="KQ-02",
    )  # fmt: skip
    assert "theo một cấp học" in str(page.context["form"].errors)
    assert not Indicator.objects.exists()


def test_every_figure_of_the_portal_is_read_and_leads_to_its_page(
    officer: Client, world: World
) -> None:
    scheme = new_scheme(officer)
    objective = factories.ObjectiveFactory(scheme=scheme)
    for code, reading in READINGS.items():
        stage = reading.stages[0] if reading.needs_stage else ""
        answer = post(
            officer, "indicator-new", scheme.public_id, objective.pk, shown=shown(scheme),
            figure=code, stage=stage, better="higher", due_1="2027-01-01", value_1="50",
        )  # fmt: skip
        assert answer.status_code == 200
        assert officer.get(reverse(reading.page)).status_code == 200, code
    indicators = {each.figure: each for each in Indicator.objects.all()}
    assert set(indicators) == set(READINGS)
    assert indicators["GV-20"].title and indicators["GV-20"].unit
    rebuild_all()
    page = officer.get(reverse("reform:scheme", args=[scheme.public_id]))
    values = {row.indicator.figure: row.now for row in page.context["line"].indicators}
    # Nothing of the first world's classes is sealed; its leavers are not counted.
    assert str(values["TD-06"].value) == "0.0" and values["PL-02"].value is None
    refused = post(
        officer, "report", scheme.public_id, indicators["GV-20"].pk, shown=shown(scheme),
        day="2026-11-01", value="1", source="x",
    )  # fmt: skip
    assert refused.status_code == 404


def test_a_measure_is_done_with_evidence_and_by_a_second_person(
    officer: Client, admin: Client
) -> None:
    _scheme, _indicator, measure = with_parts(officer)
    assert act(officer, measure, "claim") is MeasureState.OPEN
    assert act(officer, measure, "claim", "Tờ trình 5") is MeasureState.CLAIMED
    assert act(officer, measure, "confirm") is MeasureState.CLAIMED
    assert act(admin, measure, "send_back") is MeasureState.CLAIMED
    assert act(admin, measure, "send_back", "thiếu biểu") is MeasureState.OPEN
    assert act(officer, measure, "claim", "Tờ trình 6") is MeasureState.CLAIMED
    assert act(admin, measure, "confirm") is MeasureState.DONE
    assert act(officer, measure, "drop", "x") is MeasureState.DONE
    assert act(officer, measure, "evidence", "Biên bản") is MeasureState.DONE
    assert act(officer, measure, "reopen", "làm lại") is MeasureState.OPEN
    assert act(officer, measure, "drop", "không còn cần") is MeasureState.DROPPED
    page = officer.get(reverse("reform:measure", args=[measure.public_id])).content.decode()
    assert "Tờ trình 5" in page and "Biên bản" in page and "không còn cần" in page
    with pytest.raises(Error), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(state=MeasureState.DONE)


def test_a_figure_in_two_schemes_is_shown_and_the_schemes_become_one(
    officer: Client, world: World
) -> None:
    first = factories.SchemeFactory(target_group="giáo viên")
    second = factories.SchemeFactory(target_group="Giáo viên", owner="Văn phòng")
    for scheme, value in ((first, 80), (second, 78)):
        objective = factories.ObjectiveFactory(scheme=scheme)
        indicator = factories.IndicatorFactory(objective=objective, figure="TR-03", stage="03")
        factories.TargetFactory(indicator=indicator, value=value)
    page = officer.get(reverse("reform:register"))
    assert [each["kind"] for each in page.context["overlaps"]] == ["contradict"]
    assert [len(group) for _words, group in page.context["alike"]] == [2]
    url = reverse("reform:scheme-merge", args=[second.public_id])
    asked = {"into": str(first.public_id), "text": "cùng mục tiêu"}
    dry = officer.get(url, asked)
    assert dry.context["into"] == first and second.objectives.count() == 1
    old = {"shown": shown(second), "into_shown": shown(first) - 1}
    officer.post(url, asked | old)
    assert Scheme.objects.get(pk=second.pk).state == SchemeState.RUNNING
    officer.post(url, asked | {"shown": shown(second), "into_shown": shown(first)})
    second.refresh_from_db()
    assert (second.state, second.merged_into) == (SchemeState.MERGED, first)
    assert first.objectives.count() == 2 and not overlaps_of(list(schemes()))
    ended = officer.get(reverse("reform:register"), {"show": "ended"}).content.decode()
    assert second.title in ended and first.number in ended
    post(officer, "objective-new", second.public_id, shown=shown(second), title="x")
    assert not second.objectives.exists()


def test_a_scheme_is_ended_and_taken_up_again_and_empty_parts_are_removed(officer: Client) -> None:
    scheme, indicator, _measure = with_parts(officer)
    objective = scheme.objectives.get()
    for kind, part in (("objective", objective), ("indicator", indicator)):
        post(officer, "remove", scheme.public_id, kind, part.pk, shown=shown(scheme))
    assert scheme.objectives.count() == 1 and not Indicator.objects.exists()
    post(officer, "scheme-act", scheme.public_id, do="end", shown=shown(scheme), text="hết hạn")
    assert Scheme.objects.get().state == SchemeState.ENDED
    post(officer, "scheme-edit", scheme.public_id, **DOCUMENT, shown=shown(scheme))
    post(officer, "scheme-act", scheme.public_id, do="take_up", shown=shown(scheme))
    assert Scheme.objects.get().state == SchemeState.RUNNING
    changed = DOCUMENT | {"title": "Tên khác"}
    post(officer, "scheme-edit", scheme.public_id, **changed, shown=shown(scheme))
    assert Scheme.objects.get().title == "Tên khác"


def test_a_review_freezes_its_figures_and_is_approved_by_another(
    officer: Client, admin: Client
) -> None:
    scheme, indicator, _measure = with_parts(officer)
    by = get_user_model().objects.first()
    factories.ReportedValueFactory(indicator=indicator, value=45, by=by)
    post(officer, "review-new", scheme.public_id, kind="preliminary")
    review = Review.objects.get()
    factories.ReportedValueFactory(indicator=indicator, day=timezone.localdate(), value=99, by=by)

    def step(client: Client, do: str, text: str = "") -> ReviewState:
        review.refresh_from_db()
        fields = {"do": do, "text": text, "shown": review.revision}
        post(client, "review-act", review.public_id, **fields)
        review.refresh_from_db()
        return ReviewState(review.state)

    assert review.lines[0]["indicators"][0]["value"] == "45.00"
    assert step(officer, "hand_in") is ReviewState.DRAFT
    words = {"reached": "một", "causes": "thiếu phòng\nthiếu người", "ahead": "ba"}
    post(officer, "review", review.public_id, shown=review.revision, **words)
    assert step(officer, "hand_in") is ReviewState.SUBMITTED
    assert step(officer, "approve") is ReviewState.SUBMITTED
    assert step(admin, "send_back") is ReviewState.SUBMITTED
    assert step(admin, "send_back", "ghi rõ hơn") is ReviewState.DRAFT
    post(admin, "review", review.public_id, shown=Review.objects.get().revision, **words)
    assert step(officer, "hand_in") is ReviewState.SUBMITTED
    assert step(officer, "send_back", "của mình") is ReviewState.DRAFT
    # Who has handed it in has written it as well.
    assert step(admin, "hand_in") is ReviewState.SUBMITTED
    assert step(admin, "approve") is ReviewState.SUBMITTED
    assert step(officer, "send_back", "trình lại") is ReviewState.DRAFT
    assert step(officer, "hand_in") is ReviewState.SUBMITTED
    assert step(admin, "approve") is ReviewState.APPROVED
    assert step(admin, "throw_away") is ReviewState.APPROVED
    with pytest.raises(Error), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(causes="khác")
    post(officer, "review-new", scheme.public_id, kind="preliminary")
    newer = Review.objects.exclude(pk=review.pk).get()
    assert newer.version == 2 and newer.causes == review.causes
    assert newer.lines[0]["indicators"][0]["value"] == "99.00"
    post(officer, "review-act", newer.public_id, do="throw_away", shown=newer.revision)
    assert Review.objects.count() == 1


def test_the_review_is_given_out_as_pdf_and_word(officer: Client) -> None:
    scheme, _indicator, measure = with_parts(officer)
    post(officer, "review-new", scheme.public_id, kind="final")
    review = Review.objects.get()
    url = reverse("reform:review-file", args=[review.public_id, "docx"])
    document = Document(io.BytesIO(officer.get(url).content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert any("Lớp hai buổi" in each for each in cells)
    assert any(measure.title in each for each in cells)
    assert document.paragraphs[0].text == "BẢN NHÁP, chưa duyệt"
    pdf = officer.get(reverse("reform:review-file", args=[review.public_id, "pdf"]))
    assert pdf.content.startswith(b"%PDF-") and pdf["Content-Type"] == "application/pdf"
    post(officer, "review", review.public_id, shown=review.revision, causes="tốt 😀", reached="")
    refused = officer.get(
        reverse("reform:review-file", args=[review.public_id, "pdf"]), follow=True
    )
    assert "tốt 😀" in refused.content.decode() and "không in được" in refused.content.decode()


def test_the_register_is_a_file_of_what_is_shown(officer: Client) -> None:
    with_parts(officer)
    answer = officer.get(reverse("reform:register"), {"export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[3] for row in rows[5:]] == ["Lớp hai buổi", "Trình phương án"]
    none = officer.get(reverse("reform:register"), {"export": "csv", "show": "plan"})
    assert "Lớp hai buổi" not in none.content.decode()


def test_no_scope_but_the_whole_province_reaches_the_register(world: World) -> None:
    factories.ReviewFactory()
    with scoping.schools([world.school.pk]):
        assert not Scheme.objects.exists() and not Review.objects.exists()
        with pytest.raises(Error), transaction.atomic():
            connection.cursor().execute(
                "insert into reform_objective (scheme_id, position, title, owner)"
                " values (1, 1, 'x', '')"
            )
