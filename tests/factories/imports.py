"""Factories of spreadsheet jobs."""

import hashlib
import uuid

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from eduportal.imports import choices, models
from tests.factories.people import UserFactory
from tests.factories.register import SchoolFactory
from tests.files import xlsx

MARKED = xlsx([["Họ và tên"]])


class ImportJobFactory(factory.django.DjangoModelFactory):
    """A file just received; `checked`, `applied`, `refused` for later stages."""

    class Meta:
        model = models.ImportJob

    class Params:
        content = factory.LazyAttribute(lambda job: job.file_name.encode())
        checked = factory.Trait(
            state=choices.JobState.CHECKED, checked_at=factory.LazyFunction(timezone.now)
        )
        applied = factory.Trait(
            state=choices.JobState.APPLIED, applied_at=factory.LazyFunction(timezone.now)
        )
        refused = factory.Trait(state=choices.JobState.REFUSED)

    stopped_in = factory.LazyAttribute(
        lambda job: choices.JobState.RECEIVED if job.state in choices.STOPPED_STATES else ""
    )
    school = factory.SubFactory(SchoolFactory)
    importer = "student-roster"
    file_name = factory.Sequence(lambda n: f"danh-sach-{n}.xlsx")
    file = factory.LazyAttribute(lambda job: ContentFile(job.content, name=job.file_name))
    sha256 = factory.LazyAttribute(lambda job: hashlib.sha256(job.content).hexdigest())
    size = 2
    created_by = factory.SubFactory(UserFactory)


class ImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ImportRow

    job = factory.SubFactory(ImportJobFactory)
    school = factory.SelfAttribute("job.school")
    sheet = "Danh sách"
    number = factory.Sequence(lambda n: n + 2)
    label = "Nguyễn Thị Ánh"
    action = choices.Action.NEW
    review = factory.SelfAttribute("action")


class ImportProblemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ImportProblem

    job = factory.SubFactory(ImportJobFactory)
    school = factory.SelfAttribute("job.school")
    sheet = "Danh sách"
    cell = "C7"
    row = 7
    rule = "birth-date"
    severity = choices.Severity.ERROR
    message = "This is not a date."


class CellCorrectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CellCorrection

    job = factory.SubFactory(ImportJobFactory)
    school = factory.SelfAttribute("job.school")
    sheet = "Danh sách"
    cell = "D2"
    row = 2
    seen = "?"
    value = "01/02/2014"
    corrected_at = factory.LazyFunction(timezone.now)


class KnownLayoutFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.KnownLayout

    school = factory.SubFactory(SchoolFactory)
    importer = "student-roster"
    digest = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())


class RememberedAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RememberedAnswer

    school = factory.SubFactory(SchoolFactory)
    importer = "mark-sheet"
    question = "What does M mean?"
    answer = "exempt"


class PreparedFileFactory(factory.django.DjangoModelFactory):
    """A file that is made."""

    class Meta:
        model = models.PreparedFile

    job = factory.SubFactory(ImportJobFactory)
    school = factory.SelfAttribute("job.school")
    kind = choices.FileKind.MARKED
    language = "vi"
    file = factory.LazyFunction(lambda: ContentFile(MARKED, name="marked"))
    sha256 = hashlib.sha256(MARKED).hexdigest()


class UndoFactory(factory.django.DjangoModelFactory):
    """A written import that was looked at to be taken back; with `of`, a student stays."""

    class Meta:
        model = models.Undo

    class Params:
        of = None

    job = factory.SubFactory(ImportJobFactory, applied=True)
    school = factory.SelfAttribute("job.school")
    asked_by = factory.SelfAttribute("job.created_by")
    back = factory.LazyFunction(lambda: {"Students removed": 2})
    stays = factory.LazyAttribute(
        lambda undo: (
            [
                {
                    "label": undo.of.full_name,
                    "message": "The record has been changed since.",
                    "params": {},
                    "values": {"student": undo.of.pk},
                }
            ]
            if undo.of
            else []
        )
    )
    stays_count = factory.LazyAttribute(lambda undo: len(undo.stays))
    weighed_at = factory.LazyFunction(timezone.now)


class RowMomentFactory(factory.django.DjangoModelFactory):
    """A class that the portal was told of just now."""

    class Meta:
        model = models.RowMoment

    school = factory.SubFactory(SchoolFactory)
    table = "schools_classgroup"
    # No class has it.
    key = factory.Sequence(lambda n: -1 - n)
    at = factory.LazyFunction(timezone.now)


class RowWrittenFactory(factory.django.DjangoModelFactory):
    """A class that an import made."""

    class Meta:
        model = models.RowWritten

    school = factory.SubFactory(SchoolFactory)
    operation = factory.LazyFunction(uuid.uuid4)
    table = "schools_classgroup"
    key = factory.Sequence(lambda n: n + 1)
    new = factory.LazyFunction(lambda: {"name": "6A9"})
