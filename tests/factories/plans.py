"""Factories of plans that move teachers."""

import datetime
import hashlib

import factory
from django.utils import timezone

from staffing import models as staffing
from staffing.rebalance.facts import Facts
from staffing.rebalance.frozen import frozen
from staffing.rebalance.settings import complete
from tests.factories.people import StaffMemberFactory, UserFactory
from tests.factories.register import SchoolFactory, SchoolYearFactory

WHY = {
    "spare": 665, "lacking": [["toan", 560]], "still_lacking": [["toan", 0]], "eligible": 2,
    "not_eligible": 1, "decided_by": "years_here",
    "without": {"units": 560, "weighted": 1120, "worse_off": []}, "if_shared": 332,
    "worse_off": [], "stage": "03", "wish": 1,
}  # fmt: skip


class WishFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.Wish

    staff = factory.SubFactory(StaffMemberFactory)
    school = factory.SelfAttribute("staff.school")
    to_school = factory.SubFactory(SchoolFactory)
    to_name = factory.SelfAttribute("to_school.name")
    rank = 1


class ProtectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.Protection

    staff = factory.SubFactory(StaffMemberFactory)
    school = factory.SelfAttribute("staff.school")
    kind = "hardship"
    decision = "3/GXN"
    starts_on = datetime.date(2026, 1, 1)


class InputSnapshotFactory(factory.django.DjangoModelFactory):
    """Of no school at all."""

    class Meta:
        model = staffing.InputSnapshot

    school_year = factory.SubFactory(SchoolYearFactory)
    as_of = datetime.date(2026, 11, 1)
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    counts = factory.LazyFunction(
        lambda: {"schools": 0, "needs": 0, "people": 0, "wishes": 0, "without_place": 0}
    )
    body = factory.LazyFunction(lambda: frozen(Facts((), (), ())))


class ScenarioFactory(factory.django.DjangoModelFactory):
    """A draft; `solved=True`, `published=True`."""

    class Meta:
        model = staffing.Scenario

    class Params:
        solved = factory.Trait(state="solved", snapshot=factory.SubFactory(InputSnapshotFactory))
        published = factory.Trait(
            state="published",
            snapshot=factory.SubFactory(InputSnapshotFactory),
            published_at=factory.LazyFunction(timezone.now),
        )

    name = "Phương án 1"
    school_year = factory.SubFactory(SchoolYearFactory)
    options = factory.LazyFunction(lambda: complete({}))
    created_by = factory.SubFactory(UserFactory)


class ScenarioPartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.ScenarioPart

    scenario = factory.SubFactory(ScenarioFactory, solved=True)
    name = "03 toan"
    stage = "03"
    state = "solved"
    people = 3
    inside = lp_bound = found = bound = 0.0
    gap = 0.0
    open_before, open_after = 560, 0
    prices = factory.LazyFunction(lambda: [["as_it_is", 0.0], ["no_sharing", 0.84]])


class ScenarioLineFactory(factory.django.DjangoModelFactory):
    """One teacher of mathematics is sent to another school, on the ground of a surplus."""

    class Meta:
        model = staffing.ScenarioLine

    part = factory.SubFactory(ScenarioPartFactory)
    scenario = factory.SelfAttribute("part.scenario")
    ground = "11-2a"
    staff = factory.SubFactory(StaffMemberFactory)
    staff_name = factory.SelfAttribute("staff.full_name")
    from_school = factory.SelfAttribute("staff.school")
    from_name = factory.SelfAttribute("from_school.name")
    to_school = factory.SubFactory(SchoolFactory)
    to_name = factory.SelfAttribute("to_school.name")
    subjects = factory.LazyFunction(lambda: ["toan"])
    metres = 4200
    decided_by = "department"
    why = factory.LazyFunction(lambda: dict(WHY))
    is_shown = factory.LazyAttribute(lambda line: line.scenario.published_at is not None)


class OpenCellFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.OpenCell

    school = factory.SubFactory(SchoolFactory)
    part = factory.SubFactory(ScenarioPartFactory)
    subject = "toan"
    need, before, after, weight = 665, 665, 332, 3


class LineObjectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.LineObjection

    line = factory.SubFactory(ScenarioLineFactory)
    school = factory.SelfAttribute("line.from_school")
    is_own = True
    text = "Nhà xa, con nhỏ"
    by = factory.SubFactory(UserFactory)


class LineConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.LineConsent

    line = factory.SubFactory(ScenarioLineFactory)
    school = factory.SelfAttribute("line.from_school")
    side = "from"
    said_by = "Trần Thị Hiệu Trưởng"
    said_on = datetime.date(2026, 11, 1)
    recorded_by = factory.SubFactory(UserFactory)


class StaffDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.StaffDecision

    line = factory.SubFactory(ScenarioLineFactory, state="decided")
    kind = "sent"
    number = "15/QĐ-SGDĐT"
    decided_on = datetime.date(2026, 11, 1)
    decided_by = "Sở GDĐT"
    signer = "Lê Văn Cường"
    starts_on = datetime.date(2027, 1, 1)
    staff = factory.SelfAttribute("line.staff")
    staff_name = factory.SelfAttribute("line.staff_name")
    from_school = factory.SelfAttribute("line.from_school")
    from_name = factory.SelfAttribute("line.from_name")
    to_school = factory.SelfAttribute("line.to_school")
    to_name = factory.SelfAttribute("line.to_name")
    recorded_by = factory.SubFactory(UserFactory)
