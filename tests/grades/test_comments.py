"""Comments: the bank of one's own sentences, and the head's reading before the class is sealed."""

import pytest
from django.urls import reverse

from eduportal import scoping
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from grades.choices import SheetState, Verdict
from grades.models import (
    CommentPhrase,
    CommentReading,
    HomeroomChange,
    HomeroomRecord,
    MarkChange,
    MarkRecord,
    MarkSheet,
)
from grades.selectors.comments import comments_of
from tests.factories import HomeroomRecordFactory
from tests.factories.marks import set_state
from tests.grades.primary_class import primary_class
from tests.world import ClientOf, World


def phrase(client, sheet: MarkSheet, **fields: object):
    return client.post(reverse("grades:marksheet-phrase", args=[sheet.public_id]), fields)


def test_a_sentence_is_kept_once_for_its_teacher_alone_and_removed(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("teacher")
    for _time in range(2):
        answer = phrase(client, world.sheet, band=4, text=" Nắm  chắc bài. ")
    assert answer.json()["phrases"]["4"][0]["text"] == "Nắm chắc bài."
    with scoping.everywhere("a test looks"):
        kept = CommentPhrase.objects.get()
    assert (kept.user, kept.subject) == (world.users["teacher"], world.sheet.subject)
    other = phrase(client_of("homeroom"), world.commented_sheet, band=4, text="Khác")
    assert [each["text"] for each in other.json()["phrases"]["4"]][:1] == ["Khác"]
    phrase(client_of("homeroom"), world.commented_sheet, remove=kept.pk)
    phrase(client, world.sheet, remove=kept.pk)
    with scoping.everywhere("a test looks"):
        assert list(CommentPhrase.objects.values_list("text", flat=True)) == ["Khác"]


@pytest.mark.parametrize("fields", [{"band": 9, "text": "x"}, {"band": 4, "text": "  "}])
def test_a_sentence_without_band_or_words_is_refused(
    world: World, client_of: ClientOf, fields: dict[str, object]
) -> None:
    assert phrase(client_of("teacher"), world.sheet, **fields).status_code == 400


@pytest.fixture
def commented(world: World) -> World:
    """Two remarks on a sheet that is handed in, one homeroom comment."""
    with scoping.everywhere("a test"):
        records = world.records[world.sheet][:2]
        MarkRecord.objects.filter(pk__in=[each.pk for each in records]).update(remark="Chăm học.")
        set_state(world.sheet, SheetState.SUBMITTED)
        HomeroomRecordFactory(
            enrolment=world.enrolments[world.class_group][0], term=world.term, comment="Ngoan."
        )
    return world


def page(world: World) -> str:
    return reverse("grades:class-comments", args=[world.class_group.public_id, world.term.code])


def keys(world: World) -> list[str]:
    with scoping.everywhere("a test looks"):
        return [each.key for each in comments_of(world.class_group, world.term)]


def states(world: World) -> list[str]:
    with scoping.everywhere("a test looks"):
        return [each.state for each in comments_of(world.class_group, world.term)]


def test_the_head_accepts_and_edits_and_the_history_has_both_wordings(
    commented: World, client_of: ClientOf
) -> None:
    homeroom, first, second = keys(commented)
    form = {
        f"v-{homeroom}": "accepted",
        f"s-{homeroom}": "Ngoan.",
        f"t-{homeroom}": "Ngoan, lễ phép.",
        f"v-{first}": "accepted",
        f"s-{first}": "Chăm học.",
        f"t-{first}": "Chăm học.",
        f"v-{second}": "",
    }
    assert client_of("head").post(page(commented), form).status_code == 302
    assert states(commented) == ["edited", "accepted", "unread"]
    with scoping.everywhere("a test looks"):
        assert HomeroomRecord.objects.get().comment == "Ngoan, lễ phép."
        change = HomeroomChange.objects.order_by("-pk")[0]
    assert change.old["comment"] == "Ngoan." and change.actor == commented.users["head"]


def test_a_comment_that_changes_afterwards_is_to_be_read_again(
    commented: World, client_of: ClientOf
) -> None:
    homeroom = keys(commented)[0]
    form = {f"v-{homeroom}": "accepted", f"s-{homeroom}": "Ngoan.", f"t-{homeroom}": "Ngoan."}
    client_of("head").post(page(commented), form)
    assert states(commented)[0] == "accepted"
    with scoping.everywhere("a test"):
        HomeroomRecord.objects.update(comment="Ngoan hơn.")
    assert states(commented)[0] == "unread"


def test_a_remark_sent_back_returns_its_sheet_and_tells_the_teacher_why(
    commented: World, client_of: ClientOf
) -> None:
    _homeroom, first, _second = keys(commented)
    form = {f"v-{first}": "rejected", f"s-{first}": "Chăm học.", f"t-{first}": "Chăm học."}
    refused = client_of("head").post(page(commented), form)
    assert refused.status_code == 200 and not readings()
    form[f"r-{first}"] = "Quá chung chung"
    assert client_of("head").post(page(commented), form).status_code == 302
    assert readings() == [(Verdict.REJECTED, "Quá chung chung")]
    with scoping.everywhere("a test looks"):
        assert MarkSheet.objects.get(pk=commented.sheet.pk).state == SheetState.OPEN
    sheet = reverse("grades:marksheet-edit", args=[commented.sheet.public_id])
    assert "Quá chung chung" in client_of("teacher").get(sheet).content.decode()


def test_a_homeroom_comment_sent_back_stands_on_the_teachers_page_until_it_changes(
    commented: World, client_of: ClientOf
) -> None:
    homeroom = keys(commented)[0]
    form = {
        f"v-{homeroom}": "rejected",
        f"s-{homeroom}": "Ngoan.",
        f"t-{homeroom}": "Ngoan.",
        f"r-{homeroom}": "Nói rõ hơn",
    }
    client_of("vice_head").post(page(commented), form)
    address = reverse(
        "grades:homeroom", args=[commented.class_group.public_id, commented.term.code]
    )
    teacher = client_of("homeroom")
    bell = teacher.get(reverse("notices:list")).content.decode()
    assert "1 nhận xét" in bell
    with scoping.everywhere("a test looks"):
        assert [each.url for each in Notice.objects.filter(kind=NoticeKind.COMMENT_BACK)] == [
            address
        ]
    shown = teacher.get(address).content.decode()
    stay = commented.enrolments[commented.class_group][0]
    row = shown[shown.index(f'name="m-{stay.pk}-comment"') :]
    assert "Nói rõ hơn" in row[: row.index("</tr>")]
    with scoping.everywhere("a test"):
        HomeroomRecord.objects.update(comment="Ngoan, giúp bạn.")
    assert "Nói rõ hơn" not in client_of("homeroom").get(address).content.decode()


def test_what_was_changed_meanwhile_refuses_everything_by_name(
    commented: World, client_of: ClientOf
) -> None:
    homeroom, first, _second = keys(commented)
    form = {
        f"v-{homeroom}": "accepted",
        f"s-{homeroom}": "Ngoan lắm.",
        f"t-{homeroom}": "Ngoan lắm.",
        f"v-{first}": "accepted",
        f"s-{first}": "Chăm học.",
        f"t-{first}": "Chăm học, cẩn thận.",
    }
    answer = client_of("head").post(page(commented), form)
    assert answer.status_code == 200 and not readings()
    with scoping.everywhere("a test looks"):
        assert not MarkChange.objects.filter(actor=commented.users["head"]).exists()


@pytest.mark.parametrize("persona", ["teacher", "homeroom", "clerk", "auditor"])
def test_only_heads_read_them(commented: World, client_of: ClientOf, persona: str) -> None:
    assert client_of(persona).get(page(commented)).status_code == 404


def readings() -> list[tuple[str, str]]:
    with scoping.everywhere("a test looks"):
        return list(CommentReading.objects.values_list("verdict", "reason"))


@pytest.mark.usefixtures("db_everywhere")
def test_the_remarks_of_the_middle_of_the_term_are_read_like_those_of_its_end(
    world: World, client_of: ClientOf
) -> None:
    primary = primary_class(world)
    line = primary.line("dao-duc")
    MarkRecord.objects.filter(pk=line.pk).update(midterm_remark="Chưa mạnh dạn.", remark="Tốt.")
    set_state(line.sheet, SheetState.SUBMITTED)
    HomeroomRecordFactory(
        enrolment=line.enrolment, term=world.term, moment="midterm", comment="Hay đi muộn."
    )
    address = reverse(
        "grades:class-comments", args=[primary.class_group.public_id, world.term.code]
    )
    own, middle, end = comments_of(primary.class_group, world.term)
    assert [each.text for each in (own, middle, end)] == ["Hay đi muộn.", "Chưa mạnh dạn.", "Tốt."]
    head, teacher = client_of("head"), client_of("teacher")
    assert "giữa học kỳ" in head.get(address, {"of": str(line.sheet_id)}).content.decode()
    form = {
        f"v-{own.key}": "accepted",
        f"s-{own.key}": own.text,
        f"t-{own.key}": "Cần đi học đúng giờ.",
        f"v-{middle.key}": "rejected",
        f"s-{middle.key}": middle.text,
        f"t-{middle.key}": middle.text,
        f"r-{middle.key}": "Nói rõ việc gì",
        f"v-{end.key}": "accepted",
        f"s-{end.key}": end.text,
        f"t-{end.key}": end.text,
    }
    assert head.post(address, form).status_code == 302
    assert HomeroomRecord.objects.get().comment == "Cần đi học đúng giờ."
    read = CommentReading.objects.filter(sheet=line.sheet).order_by("moment")
    assert [(each.moment, each.verdict) for each in read] == [
        ("final", Verdict.ACCEPTED),
        ("midterm", Verdict.REJECTED),
    ]
    sheet = reverse("grades:marksheet-edit", args=[line.sheet.public_id])
    assert "Nói rõ việc gì" in teacher.get(sheet).content.decode()
    MarkRecord.objects.filter(pk=line.pk).update(midterm_remark="Mạnh dạn phát biểu hơn.")
    assert "Nói rõ việc gì" not in teacher.get(sheet).content.decode()
