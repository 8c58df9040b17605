"""Factories of the mark book, its ledger and its figures."""

import uuid

import factory
from django.utils import timezone

from eduportal.dashboards.models import ClassFigure
from grades import models
from grades.choices import SetState, SheetState, Step
from grades.rules.schemes import scheme_of
from tests.factories.exchange import PackageFactory
from tests.factories.people import EnrolmentFactory, UserFactory
from tests.factories.register import ClassGroupFactory, SubjectFactory, TermFactory

REGULAR = 4


def regulation_set(**settings: object) -> models.RegulationSet:
    """The set in force that reads the circular so; without settings the default one."""
    scheme = scheme_of("TT22", settings)
    return models.RegulationSet.objects.get_or_create(
        digest=scheme.digest(),
        defaults={
            "code": f"tt22-{scheme.digest()}",
            "name": "Bộ quy định thử",
            "programme": "gdpt-2018",
            "circular": "TT22",
            "from_year": "2021-2022",
            "settings": scheme.settings(),
            "state": SetState.IN_FORCE,
            "moved_at": timezone.now(),
        },
    )[0]


class MarkSheetFactory(factory.django.DjangoModelFactory):
    """An open, scored sheet; `commented`, `submitted`, `approved`, `sealed` (with its package)."""

    class Meta:
        model = models.MarkSheet
        skip_postgeneration_save = True

    class Params:
        commented = factory.Trait(form="commented", regular_count=2)
        submitted = factory.Trait(state=SheetState.SUBMITTED)
        approved = factory.Trait(state=SheetState.APPROVED)
        sealed = factory.Trait(state=SheetState.SEALED)

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    subject = factory.SubFactory(SubjectFactory)
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )
    form = "scored"
    regular_count = REGULAR
    regulation = factory.LazyFunction(regulation_set)

    @factory.post_generation
    def package(self, create, extracted, **kwargs):
        """The database refuses a sealed sheet that no package carries."""
        if create and self.state == SheetState.SEALED:
            named = {"class_name": self.class_group.name, "term_code": self.term.code}
            if not self.school.packages.filter(**named).exists():
                PackageFactory(school=self.school, **named)


class MarkRecordFactory(factory.django.DjangoModelFactory):
    """An empty line of a sheet; `complete=True` with every mark (8,5 and an average of 8,5)."""

    class Meta:
        model = models.MarkRecord

    class Params:
        complete = factory.Trait(
            regular=factory.LazyAttribute(lambda record: [85] * record.sheet.regular_count),
            midterm=85,
            final=85,
            average=85,
        )
        passed = factory.Trait(
            regular=factory.LazyAttribute(lambda record: [201] * record.sheet.regular_count),
            midterm=201,
            final=201,
            average=201,
        )

    sheet = factory.SubFactory(MarkSheetFactory)
    school = factory.SelfAttribute("sheet.school")
    enrolment = factory.SubFactory(
        EnrolmentFactory, class_group=factory.SelfAttribute("..sheet.class_group")
    )
    regular = factory.LazyAttribute(lambda record: [None] * record.sheet.regular_count)


class SheetStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SheetStep

    sheet = factory.SubFactory(MarkSheetFactory, submitted=True)
    school = factory.SelfAttribute("sheet.school")
    step = Step.SUBMIT
    from_state = SheetState.OPEN
    to_state = SheetState.SUBMITTED
    actor = factory.SubFactory(UserFactory)


class CellOperationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CellOperation

    op = factory.LazyFunction(uuid.uuid4)
    sheet = factory.SubFactory(MarkSheetFactory)
    school = factory.SelfAttribute("sheet.school")
    user = factory.SubFactory(UserFactory)
    answer = factory.LazyFunction(lambda: {"status": "saved"})


class TermResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TermResult

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    regulation = factory.LazyFunction(regulation_set)
    learning = 3


class LedgerLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LedgerLine

    package = factory.SubFactory(PackageFactory)
    school = factory.SelfAttribute("package.school")
    record_uid = factory.LazyFunction(uuid.uuid4)
    student_uid = factory.LazyFunction(uuid.uuid4)
    subject_code = "TOAN"
    form = "scored"
    regular = factory.LazyFunction(lambda: [85] * REGULAR)
    midterm = 85
    final = 85
    average = 85
    exempt = False


class ClassFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClassFigure

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    unit = factory.SelfAttribute("class_group.school.unit")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )
    stage = factory.SelfAttribute("class_group.grade_level.stage")
    as_of = factory.LazyFunction(timezone.now)
