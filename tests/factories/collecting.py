"""Collections, their forms and returns."""

import datetime

import factory

from eduportal.collecting import models
from eduportal.collecting.choices import Approver, Audience, StepKind
from eduportal.collecting.rules.form import NUMBER, TEXT, Check, Column, Field, Form, stored
from tests.factories.people import UserFactory
from tests.factories.register import SchoolFactory

ASKED = Form(
    (
        Field("f1", NUMBER, "Máy tính dùng được", least="0", unit="máy"),
        Field("f2", NUMBER, "Máy tính có", least="0", unit="máy"),
        Field("f3", "choice", "Có mạng", choices=("Có", "Không")),
        Field("f4", TEXT, "Ghi chú", is_required=False),
        Field("f5", "table", "Theo khối", columns=(Column("Bộ"), Column("Loại", is_number=False)),
              rows=("Khối 6", "Khối 7"), is_required=False),
        Field("f6", "figure", "Số lớp", figure="TK-01"),
        Field("f7", "file", "Biên bản", is_required=False),
        Field("f8", NUMBER, "Học sinh khó khăn", least="0", counts_persons=True),
    ),
    (Check("most", "f2", ("f1",)), Check("required", "f4", ("f3",), "Không")),
    8,
)  # fmt: skip


class CollectionFactory(factory.django.DjangoModelFactory):
    """A draft of the Department; its form is written by FormVersionFactory."""

    class Meta:
        model = models.Collection

    title = factory.Sequence(lambda n: f"Thiết bị lớp 9, đợt {n}")
    purpose = "Kế hoạch mua sắm 2027"
    audience = Audience.SCHOOLS
    approver = Approver.ASKER
    as_of = datetime.date(2026, 11, 30)
    due_on = datetime.date(2026, 12, 20)
    created_by = factory.SubFactory(UserFactory)


class FormVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.FormVersion

    collection = factory.SubFactory(CollectionFactory)
    number = 1
    content = factory.LazyFunction(lambda: stored(ASKED))


class ReturnFactory(factory.django.DjangoModelFactory):
    """Of a school that has not begun."""

    class Meta:
        model = models.Return

    version = factory.SubFactory(FormVersionFactory)
    collection = factory.SelfAttribute("version.collection")
    of_school = factory.SubFactory(SchoolFactory)
    unit = factory.SelfAttribute("of_school.unit")
    schools = factory.LazyAttribute(lambda row: [row.of_school.pk])


class ReturnFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReturnFile

    of_return = factory.SubFactory(ReturnFactory)
    key = "f7"
    name = "bien-ban.pdf"
    content = b"%PDF-1.7 minh hoa"
    size = 17


class CollectionResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CollectionResult

    collection = factory.SubFactory(CollectionFactory)
    number = 1
    frozen_by = factory.SubFactory(UserFactory)
    lines = factory.LazyFunction(list)


class CollectionStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CollectionStep

    collection = factory.SubFactory(CollectionFactory)
    kind = StepKind.OPENED
    by = factory.SubFactory(UserFactory)
