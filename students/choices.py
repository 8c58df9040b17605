"""Code lists about students."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# One list of persons' sexes: staff and students share it, and neither knows the other.
from schools.choices import Sex as Sex
from students.paths import matching
from students.paths import vocabulary as paths
from students.paths.rates import Rule


class StudentStatus(models.TextChoices):
    """Vietnamese: trạng thái học sinh, as on the Ministry's list of students."""

    STUDYING = "studying", _("studying")
    TRANSFERRED_IN = "transferred_in", _("transferred in")
    TRANSFERRED_OUT = "transferred_out", _("transferred out")
    LEFT = "left", _("left school")
    SUSPENDED = "suspended", _("studies suspended")
    COMPLETED = "completed", _("completed the programme")

    @classmethod
    def present(cls) -> list[str]:
        """Statuses of a student who sits in the class."""
        return [cls.STUDYING, cls.TRANSFERRED_IN]

    @classmethod
    def gone(cls) -> list[str]:
        """Statuses of a student who has left before the end of the programme."""
        return [cls.TRANSFERRED_OUT, cls.LEFT, cls.SUSPENDED]


class Whereabouts(models.TextChoices):
    """What the list of students is narrowed to."""

    HERE = "here", _("In a class")
    WAITING = "waiting", _("In no class yet")
    LEFT = "left", _("Left the school")
    COMPLETED = "completed", _("Completed the programme")
    ALL = "all", _("All")


class Direction(models.TextChoices):
    """Which side of a transfer a school's row is."""

    OUT = "out", _("leaves for another school")
    IN = "in", _("comes from another school")


class TransferState(models.TextChoices):
    """Where a transfer between two schools stands. The last three are its ends."""

    ASKED = "asked", _("asked for by the new school")
    OFFERED = "offered", _("waits for the new school")
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("refused")


OPEN_TRANSFERS = (TransferState.ASKED, TransferState.OFFERED)


class Began(models.TextChoices):
    """How a stay in a class began."""

    ENROLLED = "enrolled", _("enrolled")
    CLASS_CHANGE = "class_change", _("change of class")
    TRANSFER = "transferred_in", _("transferred in")
    RETURN = "returned", _("came back")


class Ended(models.TextChoices):
    """How a stay in a class ended; the codes of StudentStatus where they mean the same."""

    CLASS_CHANGE = "class_change", _("change of class")
    TRANSFER = StudentStatus.TRANSFERRED_OUT.value, StudentStatus.TRANSFERRED_OUT.label
    LEFT = StudentStatus.LEFT.value, StudentStatus.LEFT.label
    SUSPENDED = StudentStatus.SUSPENDED.value, StudentStatus.SUSPENDED.label
    COMPLETED = StudentStatus.COMPLETED.value, StudentStatus.COMPLETED.label


class PaperKind(models.TextChoices):
    """Documents a school asks for. No circular gives a closed list: these are the usual ones."""

    BIRTH = "birth", _("birth certificate")
    RECORD = "record", _("school record (học bạ)")
    PRIMARY = "primary", _("completion of primary school")
    LOWER = "lower", _("certificate of lower secondary school")
    APPLICATION = "application", _("application for admission")
    TRANSFER = "transfer", _("application for a change of school")
    LETTER = "letter", _("letter of introduction from the old school")
    PRIORITY = "priority", _("proof of a priority or policy")


class PaperState(models.TextChoices):
    """Whether the school has a document it asks for."""

    MISSING = "missing", _("missing")
    RECEIVED = "received", _("received")


class RegisterPart(models.TextChoices):
    """Which part of a student's record a change is about."""

    IDENTITY = "identity", _("identity")
    STAY = "stay", _("class")
    PAPER = "paper", _("document")
    EXEMPTION = "exemption", _("exemption")
    ABSENCE = "absence", _("absence")


class HalfDay(models.TextChoices):
    """One of the two half-days of a school day. Vietnamese: buổi."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")


class CohortRule(models.TextChoices):
    """Who is of a cohort of leavers: students.paths.rates.Rule."""

    GRADUATED = Rule.GRADUATED.value, _("graduated")
    COMPLETED = Rule.COMPLETED.value, _("completed the programme")
    LEFT = Rule.LEFT.value, _("left without completing the grade")


class Destination(models.TextChoices):
    """Where a leaver is, in the words for people: students.paths.vocabulary.Destination.

    Vietnamese: hướng đi sau THCS. Digits first: in a list one key chooses.
    """

    THPT_PUBLIC = paths.Destination.THPT_PUBLIC.value, _("public upper secondary school")
    THPT_PRIVATE = paths.Destination.THPT_PRIVATE.value, _("private upper secondary school")
    THPT_SPECIAL = (
        paths.Destination.THPT_SPECIAL.value,
        _("specialised or ethnic boarding upper secondary school"),
    )
    GDTX = paths.Destination.GDTX.value, _("continuing education centre")
    NINE_PLUS = paths.Destination.NINE_PLUS.value, _("9+: continuing education with trung cấp")
    VOCATIONAL_UPPER = paths.Destination.VOCATIONAL_UPPER.value, _("vocational upper secondary")
    INTERMEDIATE = paths.Destination.INTERMEDIATE.value, _("intermediate vocational (trung cấp)")
    ELEMENTARY = paths.Destination.ELEMENTARY.value, _("elementary vocational (sơ cấp)")
    UNIVERSITY = paths.Destination.UNIVERSITY.value, _("university")
    COLLEGE = paths.Destination.COLLEGE.value, _("vocational college (cao đẳng)")
    RETURNED = paths.Destination.RETURNED.value, _("back at school")
    LABOUR = paths.Destination.LABOUR.value, _("at work")
    REPEAT = paths.Destination.REPEAT.value, _("repeats the grade")
    LEFT_PROVINCE = paths.Destination.LEFT_PROVINCE.value, _("left the province")
    ABROAD = paths.Destination.ABROAD.value, _("abroad")
    DECEASED = paths.Destination.DECEASED.value, _("deceased")
    UNKNOWN = paths.Destination.UNKNOWN.value, _("not known")


class Evidence(models.TextChoices):
    """How a destination is known."""

    ENROLMENT = "enrolment", _("enrolled at a school of the portal")
    LIST = "list", _("list of an institution")
    SCHOOL = "school", _("answer of the school")


class ListState(models.TextChoices):
    """Where the reading of an institution's list stands."""

    WAITING = "waiting", _("waits to be read")
    MATCHING = "matching", _("is being matched")
    DONE = "done", _("matched")
    REFUSED = "refused", _("not readable")


class RowState(models.TextChoices):
    """What became of a row of an institution's list."""

    WAITING = "waiting", _("waits to be matched")
    FOUND = "found", _("found")
    OPEN = "open", _("to be decided")
    SECOND = "second", _("to be decided by a second person")
    REFUSED = "refused", _("somebody else")
    STRANGER = "stranger", _("nobody of the portal")
    WRONG = "wrong", _("please check your row")


class GuidanceContent(models.TextChoices):
    """Contents of vocational guidance, TT 16/2026/TT-BGDĐT Art. 5 a to đ."""

    CAREERS = "a", _("information on careers")
    SELF = "b", _("knowing oneself")
    CHOICE = "c", _("skills of choosing")
    EXPERIENCE = "d", _("experience at work")
    DIGITAL = "dd", _("digital means")


class MatchStage(models.TextChoices):
    """By what a row was matched: students.paths.matching.Stage."""

    NUMBER = matching.Stage.NUMBER.value, _("personal number, and name or date of birth")
    IDENTITY = matching.Stage.IDENTITY.value, _("name, date of birth and former school")
    NO_SCHOOL = matching.Stage.NO_SCHOOL.value, _("name and date of birth; no former school given")
    OTHER_NUMBER = matching.Stage.OTHER_NUMBER.value, _("another personal number")
    DATE_NEAR = matching.Stage.DATE_NEAR.value, _("date of birth with a slip")
    ONE_LETTER = matching.Stage.ONE_LETTER.value, _("name one letter off")
    SEVERAL = matching.Stage.SEVERAL.value, _("several may be meant")
    NUMBER_HELD = matching.Stage.NUMBER_HELD.value, _("the number is somebody else's")
    STRANGER = matching.Stage.STRANGER.value, _("nobody found")
    UNREADABLE = matching.Stage.UNREADABLE.value, _("a cell cannot be read")
