"""A student or a parent asks for a second look at marks: who, by which paper, and the outcome."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.notices.models import Notice
from grades.choices import ReviewState, SheetState
from grades.models import MarkReview
from grades.services import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.reviewing import ReviewFacts, settle_review, write_review
from tests import factories
from tests.factories.marks import set_state
from tests.grades.conftest import Save, edit, scope_of
from tests.grades.test_amending import ask, picture, sealed  # noqa: F401
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
FACTS = ReviewFacts("Nguyễn Văn An, cha", "Đơn", datetime.date(2026, 1, 12), "Chấm lại CK")


def write(world: World, persona: str = "vice_head", cells: tuple[str, ...] = ("ck",)) -> MarkReview:
    return write_review(
        record=world.record,
        cells=cells,
        facts=FACTS,
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def settle(world: World, review: MarkReview, state: str, persona: str = "teacher") -> None:
    settle_review(
        review=review,
        state=state,
        outcome="Chấm đúng đáp án.",
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def test_the_teacher_is_told_and_says_that_the_marks_stay(world: World) -> None:
    review = write(world)
    assert Notice.objects.filter(user=world.users["teacher"], kind="review_asked").exists()
    with pytest.raises(NotAllowed):
        settle(world, review, ReviewState.STAYS, "homeroom")
    settle(world, review, ReviewState.STAYS)
    review.refresh_from_db()
    assert (review.state, review.settled_by) == ("stays", world.users["teacher"])
    assert Notice.objects.filter(user=world.users["vice_head"], kind="review_ended").exists()
    with pytest.raises(ShownOtherwise):
        settle(world, review, ReviewState.STAYS)


def test_a_mark_was_changed_only_where_it_was(world: World, save: Save) -> None:
    review = write(world)
    with pytest.raises(AmendmentRefused):
        settle(world, review, ReviewState.CHANGED)
    save(world.sheet, edit(world.record, "ck", "", "9,0"))
    # Of one transaction all is at one moment: the request came before.
    earlier = review.written_at - datetime.timedelta(hours=1)
    MarkReview.objects.filter(pk=review.pk).update(written_at=earlier)
    review.refresh_from_db()
    settle(world, review, ReviewState.CHANGED)
    review.refresh_from_db()
    assert review.state == "changed"


def test_of_a_sealed_sheet_a_mark_does_not_change_by_a_word(world: World) -> None:
    review = write(world)
    set_state(world.sheet, SheetState.SEALED)
    review.record.sheet.refresh_from_db()
    with pytest.raises(AmendmentRefused):
        settle(world, review, ReviewState.CHANGED)


def test_without_a_cell_or_a_place_there_is_no_request(world: World) -> None:
    with pytest.raises(AmendmentRefused):
        write(world, cells=("remark",))
    for persona in ("other_teacher", "commune_officer"):
        with pytest.raises(NotAllowed):
            write(world, persona)


def test_the_same_request_sent_twice_is_written_down_once(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    clerk = client_of("clerk")
    new = reverse("grades:review-new", args=[sealed.sheet.public_id])
    facts = vars(FACTS) | {"record": sealed.record.pk, "cells": ["ck"]}
    assert clerk.post(new, facts).status_code == 302
    again = clerk.post(new, facts)
    assert again.status_code == 200 and again.context["problems"]
    settle(sealed, MarkReview.objects.get(), ReviewState.STAYS)
    assert clerk.post(new, facts).status_code == 302


def test_the_office_writes_it_down_from_the_page_of_the_student_and_reads_no_mark(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    clerk, student = client_of("clerk"), sealed.record.enrolment.student
    new = reverse("grades:review-new", args=[sealed.sheet.public_id])
    page = clerk.get(reverse("grades:student", args=[student.public_id])).content.decode()
    assert f"{new}?line={sealed.record.pk}" in page
    form = clerk.get(f"{new}?line={sealed.record.pk}").content.decode()
    assert f'<option value="{sealed.record.pk}" selected>' in form
    facts = vars(FACTS) | {"record": sealed.record.pk, "cells": ["ck"]}
    shown = clerk.post(new, facts, follow=True)
    review = MarkReview.objects.get()
    assert review.written_by == sealed.users["clerk"] and review.cells == ["ck"]
    assert shown.context["reads_marks"] is False and "<b>8,0</b>" not in shown.content.decode()
    assert Notice.objects.filter(user=sealed.users["teacher"], kind="review_asked").exists()

    settle(sealed, review, ReviewState.STAYS)
    assert Notice.objects.filter(user=sealed.users["clerk"], kind="review_ended").exists()
    ended = clerk.get(reverse("grades:review-list"), {"show": "ended"}).content.decode()
    assert "Chấm đúng đáp án." in ended
    assert clerk.post(reverse("grades:review", args=[review.public_id])).status_code == 302
    review.refresh_from_db()
    assert review.outcome == "Chấm đúng đáp án."


def test_the_office_reads_that_an_amendment_was_asked_for_and_does_not_open_it(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    amendment = ask(sealed)
    review = factories.MarkReviewFactory(
        record=sealed.record,
        written_by=sealed.users["clerk"],
        state="amended",
        amendment=amendment,
        settled_by=sealed.users["teacher"],
        settled_at=timezone.now(),
    )
    address = reverse("grades:review", args=[review.public_id])
    link = reverse("grades:amendment", args=[amendment.public_id])
    page = client_of("clerk").get(address).content.decode()
    assert amendment.title in page and link not in page
    assert link in client_of("teacher").get(address).content.decode()


def sealed_mark(world: World) -> int:
    world.record.refresh_from_db()
    return world.record.final or 0


def test_an_amendment_asked_for_from_the_request_ends_it(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    review = factories.MarkReviewFactory(record=sealed.record, written_by=sealed.users["clerk"])
    teacher = client_of("teacher")
    address = f"/marksheets/{sealed.sheet.public_id}/amend/"
    form = {
        "line": sealed.record.pk,
        "review": str(review.public_id),
        f"o-{sealed.record.pk}-ck": "8,0",
        f"m-{sealed.record.pk}-ck": "9,0",
        "cause": "remarked",
        "reason": "Cộng sót một ý.",
    }
    shown = teacher.post(address, form | {"preview": "1"})
    assert shown.context["found"].lines[0].average > 80 and not sealed_mark(sealed) > 80
    wrong = teacher.post(address, form | {f"m-{sealed.record.pk}-ck": "11", "preview": "1"})
    assert wrong.context["problems"]
    answer = teacher.post(address, form | {"file": picture()}, follow=True)
    assert answer.status_code == 200
    review.refresh_from_db()
    assert review.state == "amended" and review.amendment is not None
    assert review.amendment.title in answer.content.decode()


def test_the_head_approves_on_the_page_and_the_file_is_for_those_concerned(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    amendment = ask(sealed)
    page = f"/amendments/{amendment.public_id}/"
    shown = client_of("homeroom").get(page)
    client_of("homeroom").post(page, {"step": "confirm", "revision": shown.context["revision"]})
    head = client_of("head")
    shown = head.get(page)
    given = {
        "revision": shown.context["revision"],
        "consequences": shown.context["found"].revision,
        "decision": "15/QĐ",
        "decided_on": "2026-01-12",
    }
    answer = head.post(page + "approve/", given, follow=True)
    assert [each.level_tag for each in answer.context["messages"]] == ["success"]
    sealed.record.refresh_from_db()
    assert sealed.record.final == 20
    proof = f"/amendments/evidence/{amendment.evidence.get().public_id}/"
    kept = client_of("homeroom").get(proof)
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept.getvalue().startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    assert client_of("clerk").get(proof).status_code == 404
    assert client_of("other_teacher").get(proof).status_code == 404
    listed = client_of("teacher").get("/amendments/?show=done").content.decode()
    assert amendment.title in listed
