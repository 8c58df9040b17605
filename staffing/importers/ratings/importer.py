"""How the teachers of a school were rated by the professional standard, from a list."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.fields import TextField
from eduportal.core.looking import Kind
from eduportal.core.text import name_sort_key
from eduportal.imports.ages import told_from
from eduportal.imports.importer import Context, FileRefused, Table
from eduportal.imports.models import ImportRow
from eduportal.imports.options import DayField, YearOptions
from eduportal.imports.people import COLUMN_PARTS
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.records_back import RecordsBack, set_back
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping.actions import Action
from eduportal.workbooks.problems import Place
from schools.models import School, SchoolYear
from staffing.choices import Rating
from staffing.importers.ratings.columns import MESSAGES, MORE_TITLES, TABLE
from staffing.models import StaffMember, StandardRating
from staffing.models.rating import VALUES
from staffing.selectors.rating import ratings_revision, teaching
from staffing.services import Announced, Ratings, rate_teachers
from staffing.services.rating import announcing_problems

__all__ = ["RatingsImporter"]
REMOVED = gettext_noop("Ratings removed")
RESTORED = gettext_noop("Ratings as they were before")


class RatingsOptions(YearOptions):
    """The year; day and name of results whose rows do not say them."""

    assessed_on = DayField(label=_("Day on which the results were announced"), required=False)
    assessor = TextField(label=_("Under whose name"), max_length=150, required=False)


class RatingsImporter(RecordImporter):
    """Ratings of a school's teachers in a year, as the page of ratings records them.

    Vietnamese: kết quả đánh giá theo chuẩn nghề nghiệp. The portal's own list of that page is a
    template. An empty cell changes nothing, and no rating is removed.
    """

    key = "ratings"
    title = _("Ratings by the professional standard")
    description = _(
        "Teachers of the staff list with the ratings of a year: by oneself, by colleagues, by the "
        "head. The list of the page of ratings may be filled in and brought back."
    )
    table = TABLE
    parts = COLUMN_PARTS
    more_titles = MORE_TITLES
    messages = MESSAGES
    options_form = RatingsOptions
    persons = {"person": Kind.STAFF}
    actions = (Action.DECLARE_STAFF,)
    oversight = Action.DECLARE_STAFF
    most_rows = 1000
    dated = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.school = School.objects.get(pk=context.school_id)
        self.year = SchoolYear.objects.get(code=context.options["year"])

    def begin(self, tables: list[Table]) -> list[Table]:
        self.facts.append((gettext_noop("School year"), str(self.year)))
        for _sheet, header in tables:
            if not set(VALUES) & set(header.titles):
                place = Place(header.sheet, header.first_row)
                raise FileRefused([self.problem("no_ratings", place)])
        return super().begin(tables)

    def key_of(self, given: Mapping[str, Any]) -> str:
        return str(given["person"][0])

    def understand(self, records: Sequence[Record]) -> None:
        rated = StandardRating.objects.filter(school=self.school, school_year=self.year)
        keys = {
            *teaching(self.school, self.year.today_in()),
            *rated.values_list("staff", flat=True),
        }
        people = list(StaffMember.objects.filter(pk__in=keys))
        by_code = {each.ministry_code: each for each in people if each.ministry_code}
        by_name: defaultdict[str, list[StaffMember]] = defaultdict(list)
        for each in people:
            by_name[each.sort_key].append(each)
        for record in records:
            for name in ("assessed_on", "assessor"):
                if said := self.context.options.get(name):
                    record.given.setdefault(name, said)
            if not record.is_refused:
                self._find(record, by_code, by_name)

    def _find(
        self,
        record: Record,
        by_code: Mapping[str, StaffMember],
        by_name: Mapping[str, Sequence[StaffMember]],
    ) -> None:
        """The teacher by the Ministry code, otherwise by name and, if there is one, birthday."""
        given, name = record.given, record.given["full_name"]
        found = [by_code[given["ministry_code"]]] if given.get("ministry_code") in by_code else []
        born = given.get("birth_date")
        if not found:
            found = [
                each
                for each in by_name.get(name_sort_key(name), [])
                if not born or each.birth_date is None or each.birth_date.isoformat() == born
            ]
        if len(found) == 1:
            given["person"] = [found[0].pk, found[0].full_name]
            return
        rule = "which_to_rate" if found else "not_rated"
        record.refuse(self.problem(rule, record.row.place("full_name"), name=name[:100]))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        """What each teacher's ratings are; all empty where there are none."""
        rows = self._rows(keys)
        return {key: _stored(rows.get(int(key))) for key in keys}

    def _rows(self, keys: Collection[str]) -> dict[int, StandardRating]:
        rows = StandardRating.objects.filter(
            school=self.school, school_year=self.year, staff__in=list(map(int, keys))
        )
        return {row.staff_id: row for row in rows}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        rows = {row.pk: str(row.staff_id) for row in self._rows(keys).values()}
        return {rows[pk]: at for pk, at in told_from(StandardRating, rows, moment).items()}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        if given.get("result") in (None, (stored or {}).get("result")):
            return {}
        return {"result": announcing_problems(_announced(given), self.year)}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Those announced on one day under one name together."""
        together: defaultdict[Announced, dict[int, Ratings]] = defaultdict(dict)
        for row in rows:
            said = {**row["expected"], **row["given"]}
            values = {name: Rating(said[name]) if said[name] else None for name in VALUES}
            together[_announced(row["given"])][row["given"]["person"][0]] = Ratings(**values)
        for announced, ratings in together.items():
            _rate(self.school, self.year, ratings, announced)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        undone, changes = Undone(), rows_written(self.context.operation, StandardRating)
        keys = {change.facts["staff_id"] for change in changes}
        names = dict(StaffMember.objects.filter(pk__in=keys).values_list("pk", "full_name"))
        working.expect(len(changes))
        back = RecordsBack(
            REMOVED,
            RESTORED,
            lambda facts: names[facts["staff_id"]],
            lambda row: _rate(row.school, row.school_year, {row.staff_id: Ratings()}, NOBODY),
            _alter,
        )
        back.take_back(changes, undone, working)
        return undone


NOBODY = Announced(None, "")


def _rate(
    school: School, year: SchoolYear, ratings: Mapping[int, Ratings], announced: Announced
) -> None:
    rate_teachers(
        school=school,
        year=year,
        ratings=ratings,
        announced=announced,
        shown=ratings_revision(school, year),
    )


def _alter(row: StandardRating, former: Mapping[str, Any]) -> None:
    set_back(row, former)
    values = {name: getattr(row, name) for name in VALUES}
    ratings = Ratings(**{name: Rating(value) if value else None for name, value in values.items()})
    announced = Announced(row.assessed_on, row.assessor)
    _rate(row.school, row.school_year, {row.staff_id: ratings}, announced)


def _stored(row: StandardRating | None) -> dict[str, Any]:
    return {name: getattr(row, name, None) for name in VALUES}


def _announced(given: Mapping[str, Any]) -> Announced:
    day = given.get("assessed_on")
    on = datetime.date.fromisoformat(day) if day else None
    return Announced(on, given.get("assessor", ""))
