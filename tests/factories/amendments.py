"""Requests to amend sealed marks, to look at marks again, and questions about entries."""

import datetime

import factory

from grades import models
from grades.choices import AmendmentStepKind, QuestionStepKind
from tests.factories.marks import MarkRecordFactory, MarkSheetFactory
from tests.factories.people import UserFactory


class AmendmentFactory(factory.django.DjangoModelFactory):
    """A request of a sheet that has just been made; its cells are AmendedCellFactory's."""

    class Meta:
        model = models.Amendment

    sheet = factory.SubFactory(MarkSheetFactory)
    school = factory.SelfAttribute("sheet.school")
    number = factory.Sequence(lambda number: number + 1)
    year = 2026
    cause = "mistyped"
    reason = "Gõ ngược hai chữ số"
    asked_by = factory.SubFactory(UserFactory)


class AmendedCellFactory(factory.django.DjangoModelFactory):
    """The end-of-term mark of a line: empty before, 8.4 after."""

    class Meta:
        model = models.AmendedCell

    amendment = factory.SubFactory(AmendmentFactory)
    school = factory.SelfAttribute("amendment.school")
    record = factory.SubFactory(MarkRecordFactory, sheet=factory.SelfAttribute("..amendment.sheet"))
    name = "ck"
    path = ["final"]
    before = None
    after = 84


class AmendmentStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AmendmentStep

    amendment = factory.SubFactory(AmendmentFactory)
    school = factory.SelfAttribute("amendment.school")
    kind = AmendmentStepKind.ASK
    actor = factory.SelfAttribute("amendment.asked_by")


class AmendmentPolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AmendmentPolicy

    department_approves = True
    reason = "Công văn của Sở"
    set_by = factory.SubFactory(UserFactory)


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Evidence

    amendment = factory.SubFactory(AmendmentFactory)
    school = factory.SelfAttribute("amendment.school")
    file = factory.django.FileField(data=b"%PDF-1.7 a paper", filename="0123456789abcdef")
    file_name = "bai_ck.pdf"
    kind = "pdf"
    sha256 = "0" * 64
    size = 16
    added_by = factory.SelfAttribute("amendment.asked_by")


class MarkReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MarkReview

    record = factory.SubFactory(MarkRecordFactory)
    school = factory.SelfAttribute("record.school")
    cells = ["ck"]
    asked_by = "Nguyễn Văn An, cha"
    paper = "Đơn viết tay"
    came_on = datetime.date(2026, 1, 12)
    words = "Xin chấm lại bài cuối kì"
    written_by = factory.SubFactory(UserFactory)


class MarkQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MarkQuestion

    sheet = factory.SubFactory(MarkSheetFactory)
    school = factory.SelfAttribute("sheet.school")
    kind = "all_equal"
    key = factory.Sequence(lambda number: f"TX1:{number}")
    version = 2
    facts = {"column": "TX1", "mark": 80, "count": 40}


class QuestionStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.QuestionStep

    question = factory.SubFactory(MarkQuestionFactory)
    school = factory.SelfAttribute("question.school")
    kind = QuestionStepKind.ASK
    words = "Vì sao cả lớp 8,0?"
    actor = factory.SubFactory(UserFactory)
