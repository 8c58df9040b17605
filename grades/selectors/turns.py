"""Whose step an amendment of sealed marks waits for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from eduportal.accounts.authority import in_whose_right
from eduportal.accounts.roles import DeputyAct
from eduportal.accounts.selectors import administrators, at_work
from grades.choices import AmendmentState
from grades.models import Amendment, MarkSheet
from schools.models import SchoolYear
from staffing.selectors import leaders_of_classes, teachers_of_sheets

# By school and account: in whose right it acts, its own or that of those it is deputy of.
BySchool = Mapping[int, Mapping[int, Collection[int]]]
Place = tuple[int, int]


@dataclass(frozen=True)
class Turn:
    """Who may take the next step: these accounts; `is_departments` says of which body they are."""

    users: frozenset[int] = frozenset()
    is_departments: bool = False

    def is_of(self, user_id: int) -> bool:
        return user_id in self.users


@dataclass(frozen=True)
class People:
    """Who stands where today: by sheet who gives it, by class who leads it, by school who approves
    sheets and who seals classes. Only accounts with a role at the school."""

    teaching: Mapping[Place, frozenset[int]]
    leading: Mapping[int, frozenset[int]]
    approving: BySchool
    sealing: BySchool
    administrators: frozenset[int]

    def turn_of(self, amendment: Amendment) -> Turn:
        """Whose step is next; nobody's once it has ended.

        Nobody takes two of the three steps, and who gives the subject confirms and approves nothing
        of it; nor does a deputy of such a person. Where nobody of the school is left, the
        Department's administrators take the step.
        """
        if amendment.state == AmendmentState.ASKED:
            return self._confirming(amendment)
        if amendment.state == AmendmentState.QUESTIONED:
            return Turn(frozenset({amendment.asked_by_id}))
        if amendment.state == AmendmentState.CONFIRMED:
            sealing = _free(self.sealing, amendment.school_id, self._taken(amendment))
            return _some(sealing) or self._department(amendment)
        if amendment.state == AmendmentState.ENDORSED:
            return self._department(amendment)
        return Turn()

    def _confirming(self, amendment: Amendment) -> Turn:
        """The homeroom teacher; else who approves sheets, vice-heads before heads."""
        taken, school_id = self._taken(amendment), amendment.school_id
        leading = self.leading.get(amendment.sheet.class_group_id, frozenset())
        sealing = _free(self.sealing, school_id, taken)
        approving = _free(self.approving, school_id, taken)
        return (
            _some(leading - taken)
            or _some(approving - sealing)
            or _some(approving | sealing)
            or self._department(amendment)
        )

    def _department(self, amendment: Amendment) -> Turn:
        return Turn(self.administrators - persons_of(amendment), is_departments=True)

    def _taken(self, amendment: Amendment) -> set[int | None]:
        """Who has taken a step already, or gives the subject today."""
        sheet = amendment.sheet
        teaching = self.teaching.get((sheet.class_group_id, sheet.subject_id), frozenset())
        return persons_of(amendment) | teaching


def _free(powers: BySchool, school_id: int, taken: Collection[int | None]) -> set[int]:
    """Who of the school may do it, and is none of those taken nor acts in the right of one."""
    rights = powers.get(school_id, {})
    return {
        pk
        for pk, persons in rights.items()
        if pk not in taken and (pk in persons or not set(persons).intersection(taken))
    }


def _some(users: Iterable[int | None]) -> Turn | None:
    found = frozenset(pk for pk in users if pk is not None)
    return Turn(found) if found else None


def persons_of(amendment: Amendment) -> set[int | None]:
    """Who has asked, confirmed and approved so far."""
    return {amendment.asked_by_id, amendment.confirmed_by_id, amendment.approved_by_id}


def turn_of(amendment: Amendment) -> Turn:
    """Whose step is next of one amendment: ten queries at most."""
    return turns_of([amendment])[amendment.pk]


def turns_of(amendments: Collection[Amendment]) -> dict[int, Turn]:
    """Whose step is next, by the amendment's number, however many there are."""
    if not amendments:
        return {}
    people = people_of([each.sheet for each in amendments])
    return {each.pk: people.turn_of(each) for each in amendments}


def people_of(sheets: Collection[MarkSheet]) -> People:
    """The people of these sheets; classes and their school years are loaded.

    Three queries a school year, five more.
    """
    teaching: dict[Place, set[int | None]] = {}
    leading: dict[int, set[int | None]] = {}
    by_year: defaultdict[SchoolYear, set[int]] = defaultdict(set)
    for sheet in sheets:
        by_year[sheet.class_group.school_year].add(sheet.class_group_id)
    for year, classes in by_year.items():
        day = year.today_in()
        for place, staff in teachers_of_sheets(classes, day).items():
            teaching[place] = {each.user_id for each in staff}
        leading |= leaders_of_classes(classes, day)
    schools = {sheet.school_id for sheet in sheets}
    users = set().union(*teaching.values(), *leading.values())
    working = at_work(users, schools)
    return People(
        teaching={place: frozenset(working & ids) for place, ids in teaching.items()},
        leading={pk: frozenset(working & ids) for pk, ids in leading.items()},
        approving=in_whose_right(DeputyAct.APPROVE, schools),
        sealing=in_whose_right(DeputyAct.SEAL, schools),
        administrators=frozenset(administrators().values_list("pk", flat=True)),
    )


def teachers_at_work(sheet: MarkSheet) -> frozenset[int]:
    """The accounts of those who give the subject today, or gave it at the year's end."""
    place = (sheet.class_group_id, sheet.subject_id)
    return people_of([sheet]).teaching.get(place, frozenset())
