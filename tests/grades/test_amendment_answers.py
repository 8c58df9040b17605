"""What is sent about an amendment is taken whole, with its file, or not; a refusal keeps it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grades.choices import AmendmentState
from grades.services import confirm_amendment, question_amendment
from grades.services.amendment_steps import revision_of
from tests.grades.test_amending import act, ask, sealed  # noqa: F401
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("Đây ạ.", SimpleUploadedFile("bai.jpg", b"")),
        ("Đây ạ.", SimpleUploadedFile("bai.jpg", b"<script>alert(1)</script>")),
        ("\u200b\u2060", SimpleUploadedFile("bai.jpg", b"\xff\xd8\xff\xe0 a paper")),
    ],
)
def test_an_answer_whose_file_or_words_are_not_taken_is_not_sent(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
    words: str,
    file: SimpleUploadedFile,
) -> None:
    amendment = ask(sealed)
    question_amendment(act=act(sealed, amendment, "homeroom", "Bài nào?"))
    page = f"/amendments/{amendment.public_id}/"
    teacher = client_of("teacher")
    shown = teacher.get(page).context["revision"]
    sent = {"step": "answer", "words": words, "revision": shown, "file": file}

    answer = teacher.post(page, sent, follow=True)

    assert [each.level_tag for each in answer.context["messages"]] == ["error"]
    amendment.refresh_from_db()
    assert (amendment.state, amendment.evidence.count()) == ("questioned", 1)


def test_a_refused_approval_keeps_number_and_day(sealed: World, client_of: ClientOf) -> None:  # noqa: F811
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    amendment.refresh_from_db()
    told = {"decision": "15/QĐ-THCS", "decided_on": "2026-01-12", "consequences": "others"}
    answer = client_of("head").post(
        reverse("grades:amendment-approve", args=[amendment.public_id]),
        {"revision": revision_of(amendment), **told},
        follow=True,
    )
    page = answer.content.decode()
    assert 'value="15/QĐ-THCS"' in page and 'value="2026-01-12"' in page
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.CONFIRMED
