"""Which class a row of a file is about."""

from eduportal.core.text import squash
from eduportal.imports.importer import Importer
from eduportal.workbooks.cells import class_value
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from schools.models import ClassGroup
from schools.rules.class_names import class_key


class ClassNames:
    """The classes of the school and what a file calls them; what is odd is said once."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer
        self._groups: dict[int, dict[str, ClassGroup]] = {}
        self._warned: set[tuple[tuple[str, str], str]] = set()

    def in_year(self, year_id: int) -> dict[str, ClassGroup]:
        """The school's classes of a school year, by class_key."""
        if year_id not in self._groups:
            school = self._importer.context.school_id
            groups = ClassGroup.objects.filter(school=school, school_year=year_id)
            self._groups[year_id] = {class_key(group.name): group for group in groups}
        return self._groups[year_id]

    def of(self, row: TableRow, year_id: int, problems: list[Problem]) -> str:
        """The class the row belongs to, or "" with the reason reported.

        A class chosen by the user holds for every row.
        """
        before = len(problems)
        cells = [row.read(key, class_value, problems) for key in ("class_name", "class_code")]
        if len(problems) > before:
            return ""
        found = next((squash(name) for name in cells if name), row.section)
        chosen = str(self._importer.context.options.get("class_name", ""))
        name = chosen or found or self._called(row.header.sheet, year_id)
        if not name:
            place = row.place("class_name")
            problems.append(self._importer.problem("class_not_given", place))
        elif chosen and found and class_key(found) != class_key(chosen):
            self._warn_once(row, found, chosen, problems)
        return name

    def _called(self, sheet: str, year_id: int) -> str:
        """The class that the name of a sheet of the file says, or ""."""
        name = class_value(sheet)
        return name if class_key(name) in self.in_year(year_id) else ""

    def _warn_once(self, row: TableRow, found: str, chosen: str, problems: list[Problem]) -> None:
        key = ((row.header.sheet, row.header.part), class_key(found))
        if key not in self._warned:
            self._warned.add(key)
            place = row.place("class_name")
            said = {"found": found[:50], "chosen": chosen}
            problems.append(
                self._importer.problem("chosen_instead", place, severity="warning", **said)
            )
