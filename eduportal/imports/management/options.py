"""What the command that brings a file can be told of it: the options of every kind of file."""

import datetime
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from eduportal.imports.importer import load_importer

# Field of the importer's form of options -> flag of this command, and what is said of it.
OPTIONS = {
    "class_name": ("--class", "for a file that names no class"),
    "subject": ("--subject", "code of a subject, for example toan"),
    "term": ("--term", "code of a term, for example 2026-2027-HK1"),
    "moment": ("--moment", "time of the term: gk or ck"),
    "year": ("--year", "code of a school year, for example 2026-2027"),
    "on": ("--on", "first day, for example 2026-09-05; today without it"),
    "month": ("--month", "month of a file of attendance that does not say it, for example 9"),
    "session": ("--half-day", "half-day of a file of attendance: morning or afternoon"),
    "decision": ("--decision", "number of the decision that a headcount plan rests on"),
    "decided_on": ("--decided-on", "day of that decision, for example 2026-08-05"),
    "from_day": ("--from-day", "day from which new communes count, for example 2025-07-01"),
    "counted_on": ("--counted-on", "day on which rooms were counted, for example 2026-09-05"),
    "source": ("--source", "who says what the file says, for example the civil register"),
    "kind": ("--kind", "which examination: entrance or graduation"),
    "part": ("--part", "part of the year of a summary: year, hk1 or hk2"),
    "announced_on": (
        "--announced-on",
        "day on which scores were announced, for example 2026-07-16",
    ),
    "highest": ("--highest", "highest score of a subject; 10 without it"),
    "assessor": ("--assessor", "who has rated the teachers: see the page that takes such files"),
    "assessed_on": ("--assessed-on", "day of the ratings, for example 2026-05-25"),
    "legal_doc": ("--legal-doc", "document that new communes rest on"),
}
SWITCHES = {
    "create_classes": ("--create-classes", "create classes that the school does not have"),
    "complete": ("--complete", "the list of each class is complete: ask about the missing"),
}


def add_options(parser: ArgumentParser) -> None:
    """A flag for each."""
    for name, (flag, said) in OPTIONS.items():
        parser.add_argument(flag, dest=name, help=said)
    for name, (flag, said) in SWITCHES.items():
        parser.add_argument(flag, dest=name, action="store_true", help=said)
    parser.add_argument(
        "--day",
        type=datetime.date.fromisoformat,
        help="the file says what was so up to this day, for example 2026-09-05",
    )


def chosen_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the upload page would have them; raises CommandError for a wrong one."""
    importer = load_importer(options["importer"])
    form_class = importer.options_form
    blank = form_class()
    flags = {name: flag for name, (flag, _said) in (OPTIONS | SWITCHES).items()}
    given = {name: options[name] for name in flags if options[name]}
    strange = [flags[name] for name in given if name not in blank.fields]
    if options["day"] and not importer.dated:
        strange.append("--day")
    if strange:
        message = _("This kind of file has no option %(option)s.")
        raise CommandError(message % {"option": ", ".join(strange)})
    initial = {name: blank.get_initial_for_field(f, name) for name, f in blank.fields.items()}
    form = form_class({**initial, **given})
    if not form.is_valid():
        wrong = [
            f"{flags[name]}: {' '.join(map(str, texts))}" for name, texts in form.errors.items()
        ]
        raise CommandError("; ".join(wrong))
    return {name: value for name, value in form.cleaned_data.items() if value}
