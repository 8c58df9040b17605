"""Schemes with what they promise."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from eduportal.reform import models
from eduportal.reform.choices import ReviewKind, SchemeKind, StepKind
from tests.factories.people import UserFactory


class SchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Scheme

    kind = SchemeKind.SCHEME
    number = factory.Sequence(lambda n: f"{n}/QĐ-UBND")
    title = factory.Sequence(lambda n: f"Đề án {n}")
    issuer = "Ủy ban nhân dân tỉnh"
    issued_on = datetime.date(2025, 9, 1)
    starts_on = datetime.date(2025, 9, 1)
    ends_on = datetime.date(2030, 12, 31)
    owner = "Phòng Giáo dục phổ thông"


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Objective

    scheme = factory.SubFactory(SchemeFactory)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    title = "Đủ giáo viên theo môn"


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Indicator

    objective = factory.SubFactory(ObjectiveFactory)
    title = "Lớp học hai buổi mỗi ngày"
    unit = "phần trăm"


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Target

    indicator = factory.SubFactory(IndicatorFactory)
    due_on = datetime.date(2027, 12, 31)
    value = Decimal(60)


class ReportedValueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportedValue

    indicator = factory.SubFactory(IndicatorFactory)
    day = datetime.date(2026, 11, 1)
    value = Decimal(55)
    source = "Báo cáo 12/BC-SGDĐT"
    by = factory.SubFactory(UserFactory)


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Measure

    objective = factory.SubFactory(ObjectiveFactory)
    title = "Trình phương án điều chỉnh"
    owner = "Phòng Tổ chức cán bộ"
    due_on = datetime.date(2027, 2, 10)


class MeasureDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MeasureDocument

    measure = factory.SubFactory(MeasureFactory)
    document = "Tờ trình 5/TTr-SGDĐT, lưu Văn phòng"
    by = factory.SubFactory(UserFactory)


class SchemeStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SchemeStep

    scheme = factory.SubFactory(SchemeFactory)
    kind = StepKind.ADDED
    by = factory.SubFactory(UserFactory)


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Review

    scheme = factory.SubFactory(SchemeFactory)
    kind = ReviewKind.PRELIMINARY
    version = 1
    as_of = factory.LazyFunction(timezone.localdate)
    lines = factory.LazyFunction(list)
    made_by = factory.SubFactory(UserFactory)
