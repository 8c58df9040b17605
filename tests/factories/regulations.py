"""Factories of regulation sets and shadow runs."""

import datetime

import factory
from django.utils import timezone

from grades import models
from grades.choices import ComparisonState, SetState
from grades.rules.schemes import scheme_of
from tests.factories.marks import move_set, regulation_set
from tests.factories.people import EnrolmentFactory
from tests.factories.register import SchoolYearFactory, TermFactory


class RegulationSetFactory(factory.django.DjangoModelFactory):
    """A draft made from the default set for the current year; `changes` are its own settings."""

    class Meta:
        model = models.RegulationSet

    class Params:
        changes: dict = {}
        in_force = factory.Trait(state=SetState.IN_FORCE)
        discarded = factory.Trait(state=SetState.DISCARDED)
        withdrawn = factory.Trait(state=SetState.WITHDRAWN)

    code = factory.Sequence(lambda n: f"tt22-{n + 100}")
    name = factory.LazyAttribute(lambda each: f"Bộ {each.code}")
    programme = "gdpt-2018"
    circular = "TT22"
    from_year = factory.LazyFunction(lambda: SchoolYearFactory().code)
    settings = factory.LazyAttribute(
        lambda each: scheme_of("TT22", {"rounding": "half_even", **each.changes}).settings()
    )
    digest = factory.LazyAttribute(lambda each: scheme_of("TT22", each.settings).digest())
    decided_by = "Sở Giáo dục và Đào tạo"
    decision_number = "12/QĐ-SGDĐT"
    decided_on = datetime.date(2026, 8, 1)
    based_on = factory.LazyFunction(regulation_set)

    @classmethod
    def _create(cls, model_class, *args, state=SetState.DRAFT, **kwargs):
        """The database wants a set to begin as a draft."""
        made = super()._create(model_class, *args, **kwargs)
        if state == SetState.WITHDRAWN:
            move_set(made, SetState.IN_FORCE)
            withdraw(made)
        elif state != SetState.DRAFT:
            move_set(made, state)
        return made


def withdraw(regulation: models.RegulationSet) -> None:
    """Take a set in force to its end, as the database wants it."""
    regulation.state, regulation.withdrawn_at = SetState.WITHDRAWN, timezone.now()
    regulation.withdrawal_reason = "Nhầm năm học"
    regulation.save(update_fields=["state", "withdrawn_at", "withdrawal_reason"])


class RegulationComparisonFactory(factory.django.DjangoModelFactory):
    """A running comparison of a draft with the default set; `finished=True` for one that ended."""

    class Meta:
        model = models.RegulationComparison

    class Params:
        finished = factory.Trait(
            state=ComparisonState.FINISHED, ended_at=factory.LazyFunction(timezone.now)
        )

    regulation = factory.SubFactory(RegulationSetFactory)
    base = factory.LazyFunction(regulation_set)
    school_year = factory.SubFactory(SchoolYearFactory)
    classes = 2


class ComparedResultFactory(factory.django.DjangoModelFactory):
    """A student of Khá who would be Tốt."""

    class Meta:
        model = models.ComparedResult

    comparison = factory.SubFactory(RegulationComparisonFactory, finished=True)
    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    sealed = False
    learning_before = 3
    learning_after = 4
    decision_before = False
    decision_after = False
    causes = factory.LazyFunction(lambda: ["rounding"])
