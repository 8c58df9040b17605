"""Approving many sheets at once."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from grades.choices import Step
from grades.models import MarkSheet
from grades.services.errors import MarkBookError, SheetsRefused
from grades.services.steps import TOLD, take_step
from grades.services.telling import tell_of_sheets


def approve_sheets(*, revisions: Mapping[UUID, str], scope: Scope, user_id: int | None) -> int:
    """Approve the sheets named, each as the user saw it, in one transaction; returns how many.

    `revisions` holds the revision looked at by the sheet's public identifier. One that has changed
    since, is in another state or does not exist here leaves all as they are: raises SheetsRefused
    with a sentence for each such sheet.
    """
    sheets = MarkSheet.objects.filter(public_id__in=revisions).select_related(
        "subject", "class_group__school_year"
    )
    problems = [_("A sheet is not there any more.")] if len(sheets) < len(revisions) else []
    with transaction.atomic():
        for sheet in sheets.order_by("pk"):
            try:
                take_step(sheet.pk, Step.APPROVE, revisions[sheet.public_id], scope, user_id)
            except MarkBookError as refusal:
                name = f"{sheet.subject.name} {sheet.class_group.name}"
                problems.append(f"{name}: {refusal.message}")
        if problems:
            raise SheetsRefused(_("Nothing was approved."), problems)
        tell_of_sheets(list(sheets), TOLD[Step.APPROVE], by=user_id)
    return len(sheets)
