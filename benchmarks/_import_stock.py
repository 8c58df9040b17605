"""Students by a ModelResource of django-import-export, as its documentation writes one.

No classes, no enrolments, no checks beyond those of the model's fields.
"""

import io
from typing import Any

import tablib  # type: ignore[import-untyped]
from import_export import fields, resources, widgets
from python_calamine import CalamineWorkbook

from students.models import Student

COLUMNS = ("ministry_code", "personal_number", "full_name", "birth_date", "school")


class Full(resources.ModelResource):
    """Each row is looked up, compared and saved by itself."""

    birth_date = fields.Field("birth_date", "birth_date", widgets.DateWidget("%d/%m/%Y"))

    class Meta:
        model = Student
        import_id_fields = ("ministry_code",)
        fields = COLUMNS


class Bulk(Full):
    """The quickest it can be set to: rows are created many at a time and compared with nothing."""

    class Meta(Full.Meta):
        use_bulk = True
        skip_diff = True
        force_init_instance = True


def bring_in(resource: type[Full], content: bytes, school_id: int) -> int:
    """Read the file and write its students; how many are new."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    lines = iter(sheet.iter_rows())
    next(lines)
    dataset: Any = tablib.Dataset(headers=list(COLUMNS))
    for line in lines:
        dataset.append([*line[1:5], school_id])
    result = resource().import_data(dataset, raise_errors=True)
    new: int = result.totals["new"]
    return new
