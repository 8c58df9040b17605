"""Choosing a file, and answering what the file leaves open."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core import fields
from eduportal.core.fields import TextField
from eduportal.core.numbers import grouped_text
from eduportal.core.text import search_key
from eduportal.imports.given import choice_and_day
from eduportal.imports.importer import Importer, load_importer
from eduportal.imports.models import ImportJob
from eduportal.imports.options import DayField
from eduportal.imports.sentences import sentence, word
from eduportal.imports.services import too_large
from eduportal.scoping import Scope
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS
from eduportal.workbooks.layouts import LEFT_OUT
from schools.models import School

SHOWN = 5
DAY = forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d")


class UploadForm(forms.Form):
    """The file, and the school where the user can choose one; `other` is an import in its way."""

    other: ImportJob | None = None
    school = TextField(
        label=gettext_lazy("School"),
        max_length=200,
        help_text=gettext_lazy("Its official code or its name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    day = fields.DayField(
        label=gettext_lazy("Day of the list"),
        required=False,
        help_text=gettext_lazy(
            "The last day it knows of. If left empty, the day the file was last saved, where it "
            "says so: what the portal was told later is not overwritten without asking."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        importer: type[Importer],
        scope: Scope,
        request_size: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if request_size > settings.IMPORT_UPLOAD_LIMIT_BYTES:
            # A file far beyond the limit was cut off: nothing of it came, not even its name.
            self.fields["file"].error_messages["required"] = too_large(_("File"), request_size)
        self._name_formats(importer)
        if not importer.dated:
            del self.fields["day"]
        self.schools = allowed_schools(importer, scope)
        self.of_province = importer.of_province
        self.only_school_id = self._only_school()
        if self.of_province or self.only_school_id is not None:
            del self.fields["school"]

    def _name_formats(self, importer: type[Importer]) -> None:
        """What the file may be, for the person and for the window in which it is chosen."""
        field = self.fields["file"]
        text = _("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most %(limit)d MB.")
        if importer.timetables:
            field.widget.attrs["accept"] += ",.xml,.fet"
            text = _(
                "Excel (.xlsx, .xls), OpenDocument (.ods), CSV, or a timetable of aSc or FET "
                "(.xml, .fet), at most %(limit)d MB."
            )
        limits = DEFAULT_LIMITS
        field.help_text = " ".join(
            (
                text % {"limit": settings.IMPORT_UPLOAD_LIMIT_BYTES // (1024 * 1024)},
                _(
                    "A sheet has at most %(rows)s rows, %(columns)s columns and %(cells)s cells "
                    "together with different texts."
                )
                % {
                    "rows": grouped_text(limits.max_rows),
                    "columns": limits.max_columns,
                    "cells": grouped_text(limits.max_held),
                },
            )
        )

    def _only_school(self) -> int | None:
        if self.schools is not None and len(self.schools) == 1:
            return next(iter(self.schools))
        return None

    @property
    def school_id(self) -> int | None:
        """The school chosen, or the only one there is to choose; of a valid form.

        None for a file about the province.
        """
        if self.of_province:
            return None
        if self.only_school_id is not None:
            return self.only_school_id
        chosen: int = self.cleaned_data["school"]
        return chosen

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(too_large(file.name or "", file.size or 0))
        return file

    def clean_school(self) -> int:
        """The one school of that code, or of that name however it is accented."""
        text: str = self.cleaned_data["school"].strip()
        schools = School.objects.all()
        if self.schools is not None:
            schools = schools.filter(pk__in=self.schools)
        found = schools.filter(code=text) or schools.filter(search_key__contains=search_key(text))
        candidates = list(found.order_by("name")[: SHOWN + 1])
        if len(candidates) == 1:
            return candidates[0].pk
        if not candidates:
            raise forms.ValidationError(_("No school has this code or name."))
        raise forms.ValidationError(
            _("Several schools have this name. Enter the code of one: %(schools)s")
            % {
                "schools": "; ".join(f"{s.code} {s.name}" for s in candidates[:SHOWN])
                + (" …" if len(candidates) > SHOWN else "")
            }
        )


def allowed_schools(importer: type[Importer], scope: Scope) -> frozenset[int] | None:
    """The schools the user may bring such a file for; None for every school of the scope."""
    schools: frozenset[int] = frozenset()
    for action in importer.actions:
        given = scope.schools_where(action)
        if given is None:
            return scope.school_ids
        schools |= given
    return schools


class AnswersForm(forms.Form):
    """One choice for each question of a file; the answers given so far are set.

    Questions whose answers name days are `dated`; each has a field for the day as well.
    """

    def __init__(self, *args: Any, questions: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = questions
        for number, question in enumerate(questions):
            choice, day = choice_and_day(question["answer"] or "")
            self.fields[f"answer-{number}"] = forms.ChoiceField(
                label=sentence(question["message"], question["params"]),
                choices=[(value, word(text)) for value, text in question["choices"]],
                initial=choice,
                widget=forms.Select(attrs={"class": "input"})
                if question.get("dated")
                else forms.RadioSelect,
            )
            if question.get("dated"):
                self.fields[f"day-{number}"] = DayField(
                    label=_("Day"), required=False, initial=day, widget=DAY
                )

    def clean(self) -> None:
        super().clean()
        for number in self._dated:
            choice = self.cleaned_data.get(f"answer-{number}", "")
            needs_day = choice.startswith(tuple(self._questions[number]["dated"]))
            if needs_day and not self.cleaned_data.get(f"day-{number}"):
                self.add_error(f"day-{number}", _("Say the day for each who left or moved."))

    @property
    def plain(self) -> list[forms.BoundField]:
        """Of the questions without a day."""
        return [
            self[f"answer-{n}"] for n, each in enumerate(self._questions) if not each.get("dated")
        ]

    @property
    def dated(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Choice and day of the others."""
        return [(self[f"answer-{n}"], self[f"day-{n}"]) for n in self._dated]

    @property
    def _dated(self) -> list[int]:
        return [n for n, each in enumerate(self._questions) if each.get("dated")]

    @property
    def answers(self) -> dict[str, str]:
        """The answers by the keys of their questions, of a valid form."""
        return {each["key"]: self._answer(n, each) for n, each in enumerate(self._questions)}

    def _answer(self, number: int, question: Mapping[str, Any]) -> str:
        choice: str = self.cleaned_data[f"answer-{number}"]
        if question.get("dated") and choice.startswith(tuple(question["dated"])):
            return f"{choice}@{self.cleaned_data[f'day-{number}']}"
        return choice


class ColumnsForm(forms.Form):
    """One choice for each titled column of a file: what it is, or that it is left out.

    Its fields are those of `rows`: layout by layout, the columns from left to right.
    """

    def __init__(self, *args: Any, job: ImportJob, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layouts = job.layouts
        importer = load_importer(job.importer)
        named = [(key, titles[0]) for key, titles in importer.columns.items()]
        choices = [(LEFT_OUT, _("(not imported)")), *named]
        for n, layout in enumerate(self._layouts):
            for column in layout["columns"]:
                self.fields[f"column-{n}-{column['at']}"] = forms.ChoiceField(
                    label=column["title"],
                    choices=choices,
                    initial=column["key"] if column["key"] in importer.columns else LEFT_OUT,
                    required=False,
                    widget=forms.Select(attrs={"class": "input"}),
                )

    def tables(self) -> list[tuple[dict[str, Any], list[tuple[dict[str, Any], forms.BoundField]]]]:
        """Each layout with its columns, and the field of each."""
        return [
            (layout, [(c, self[f"column-{n}-{c['at']}"]) for c in layout["columns"]])
            for n, layout in enumerate(self._layouts)
        ]

    @property
    def columns(self) -> dict[str, dict[str, str]]:
        """What differs from the titles, and what they do not tell; of a valid form."""
        return {
            layout["digest"]: {
                str(c["at"]): said
                for c in layout["columns"]
                if (said := self.cleaned_data[f"column-{n}-{c['at']}"]) != c["known"]
                or not c["known"]
            }
            for n, layout in enumerate(self._layouts)
        }
