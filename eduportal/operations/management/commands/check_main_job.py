"""Carry one class's marks from a spreadsheet and a teacher's browser to the seal."""

import random
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduportal.operations.mainjob.browser import Browser, PageProblem, said
from eduportal.operations.mainjob.setting import Setting, prepare, sheets
from eduportal.scoping import everywhere
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.rules.cells import AssessmentForm
from grades.rules.mark_text import format_cell
from grades.selectors import sheet_page
from grades.selectors.days import days_of_sheet

SEED = 7


class Command(BaseCommand):
    """Uses the first upper secondary school of this node. What becomes of it: check_levels."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="where this node answers")

    def handle(self, *args: Any, **options: Any) -> None:
        setting = prepare()
        self.stdout.write(f"class {setting.class_group} of {setting.school} is ready")
        try:
            self._carry(setting, options["address"])
        except PageProblem as problem:
            raise SystemExit(f"{problem}") from problem

    def _carry(self, setting: Setting, address: str) -> None:
        """Enter, hand in, approve and seal over HTTP."""
        with everywhere("the main job reads the sheets it works on"):
            work = [(f"/marksheets/{sheet.public_id}/", _edits(sheet)) for sheet in sheets(setting)]
        teacher = Browser(address, setting.teacher, setting.password)
        for path, edits in work:
            counts = teacher.save_cells(path, edits)
            if counts.get("saved", 0) != len(edits):
                raise PageProblem(f"{path}: not every cell was saved: {counts}")
            teacher.post(f"{path}step/", {"step": "submit"}, path)
        self.stdout.write(f"{len(work)} sheets entered and handed in by {setting.teacher}")
        head = Browser(address, setting.head, setting.password)
        class_path = f"/classes/{setting.class_group.public_id}/"
        for path, _edits_made in work:
            head.post(f"{path}step/", {"step": "approve"}, path)
        seal_path = f"{class_path}terms/{setting.term.code}/seal/"
        said_by_head = {
            "confirmation": setting.class_group.name,
            # The class was made a moment ago: nobody has judged anybody's conduct.
            "without_conduct": "on",
            "reason": "Lớp mới lập, chưa đánh giá rèn luyện",
        }
        page = head.post(seal_path, said_by_head, seal_path)
        with everywhere("the main job looks at what it has sealed"):
            if {sheet.state for sheet in sheets(setting)} != {SheetState.SEALED}:
                raise PageProblem(f"{seal_path} did not seal: {said(page)}")
        self.stdout.write(f"class sealed by {setting.head}")


def _edits(sheet: MarkSheet) -> list[dict[str, Any]]:
    """A mark for each empty cell of each student present."""
    draw = random.Random(f"{SEED}-{sheet.subject_id}")
    return [
        {"record": row.record_id, "cell": cell.cell, "from": "", "to": _mark(draw, sheet.form)}
        for row in sheet_page(sheet, "", days_of_sheet(sheet)).rows
        if not row.gone
        for cell in row.cells
        if not cell.text
    ]


def _mark(draw: random.Random, form: str) -> str:
    if form == AssessmentForm.COMMENTED:
        return "Đ"
    return format_cell(draw.randint(45, 100))
