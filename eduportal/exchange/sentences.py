"""What the exchange's stable codes mean, for people. docs/exchange.md lists them too."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # What is wrong with a package as a whole; a feed says what can be wrong with its records.
    "bad_package": _("The package does not have the agreed form."),
    "no_header": _("The package does not begin with a header."),
    "not_canonical": _("The header is not written in the agreed form."),
    "unknown_format": _("The package names another format than this one."),
    "bad_scope": _("School, year, period or class of the package are not named as agreed."),
    "not_text": _("The package is not text in UTF-8."),
    "truncated": _("The package ends too early."),
    "too_large": _("The package is too large."),
    "not_composed": _("A text is not in composed form (NFC)."),
    "control_character": _("A text holds a character that cannot be stored."),
    "bad_header": _("A field of the package's header does not fit."),
    "bad_line": _("A line does not have the agreed form."),
    "bad_element": _("An element of a line is not valid."),
    "bad_identity": _("What says who the student is, is not valid."),
    "not_enrolled_on_closing_day": _(
        "The school's own list does not have the student in the class on the closing day."
    ),
    "student_twice": _("A student has several lines."),
    "line_twice": _("Two lines are about the same."),
    "not_sorted": _("The lines are not in the agreed order."),
    "bad_layout": _("The layout does not fit the lines."),
    "wrong_totals": _("The control totals are not those of the records."),
    "not_hosted": _("The records of this school come from another portal."),
    # Why the node above did not take it.
    "not_your_school": _("The portal above does not take this school's records from here."),
    "not_below": _("The portal above does not know this one as one below it."),
    "wrong_origin": _("The first signature is not the sealing portal's."),
    "not_countersigned": _("The sending portal's signature is missing."),
    "unknown_key": _("The portal above does not trust the key of a signature."),
    "bad_signature": _("A signature does not fit the package."),
    "unknown_school": _("The school is new above: its register comes first."),
    "unknown_rules": _("The portal above does not know the regulation set of these results."),
    "unknown_schema": _("The portal above reads another version of the record format."),
    "missing_reference": _("What the lines name is not here yet: another package comes first."),
    "parked_before": _("The version before this one is still kept."),
    "fork": _("The portal above holds other records under the same version."),
    "missing_previous": _("The portal above waits for an earlier version."),
    "previous_returned": _("The version it was sealed on was returned: it is sealed again."),
    "not_processed": _("The portal above could not process the package; it will be sent again."),
    # Why there is no usable answer.
    "no_answer": _("The portal above does not answer."),
    "refused": _("The portal above refused the request."),
    "not_understood": _("The answer did not come from a portal, or is not understood."),
    "omitted": _("The answer did not mention the package."),
    "unprovable": _("The portal above showed no version that its signatures prove."),
    "bad_receipt": _("The receipt is not properly signed by the portal above."),
}

# What is wrong with a record of the Ministry's own format, and what stays here.
OF_RECORDS = {
    "missing": _("The portal holds no value, and the column must have one."),
    "not_kept": _("The portal does not keep this, and the column must have a value."),
    "unknown_code": _("The Ministry's list has no code for this value."),
    "too_long": _("The value is longer than the column takes."),
    "commented": _("Subjects assessed by comments: no column holds Đạt or Chưa đạt."),
    "exempt": _("Exemptions from a subject: the column for its mark takes nothing else."),
    "other_table": _("Results of primary school: the Ministry has another table for them."),
    "no_answer": _("The Ministry's database does not answer; the record goes again by itself."),
    "no_password": _("The file with the Ministry's password cannot be read."),
    "refused": _("The Ministry's database refused the request."),
    "not_understood": _("The answer of the Ministry's database is not understood."),
    "omitted": _("The answer did not mention the record; it goes again by itself."),
    "unknown_state": _("The answer names a state that nobody knows here."),
    "not_taken": _("The answer is about an older version; the record goes again by itself."),
}

_REGISTER = _("The school corrects the student in the register and seals the class again.")
_MARKS = _("The school corrects the mark sheet and seals the class again.")
_PROGRAM = _("The portal that sealed it made the package wrongly: tell its administrator.")
_TRUST = _("The administrators of both portals check the keys and who sends for the school.")
_WAIT = _("Nobody has to do anything: the package goes again by itself.")
_KEPT = _("Nobody has to do anything: it is judged as soon as what it waits for is there.")
_LINE = _("The administrator checks the connection to the portal above, then sends it again.")
# What is done about it, and by whom: for each code that a person can meet.
REMEDIES = {
    **dict.fromkeys(["bad_identity", "student_twice", "not_enrolled_on_closing_day"], _REGISTER),
    **dict.fromkeys(
        ["bad_mark", "bad_result", "wrong_count", "exempt_cell", "wrong_form", "wrong_average"],
        _MARKS,
    ),
    **dict.fromkeys(
        [
            *("bad_package", "no_header", "not_canonical", "unknown_format", "bad_scope"),
            *("not_text", "truncated", "too_large", "not_composed", "control_character"),
            *("bad_header", "bad_line", "bad_element", "bad_layout", "line_twice", "not_sorted"),
            "wrong_totals",
        ],
        _PROGRAM,
    ),
    **dict.fromkeys(
        [
            *("wrong_origin", "not_countersigned", "unknown_key", "bad_signature", "bad_receipt"),
            "unprovable",
        ],
        _TRUST,
    ),
    **dict.fromkeys(["unknown_school", "missing_previous", "not_processed", "omitted"], _WAIT),
    **dict.fromkeys(["missing_reference", "parked_before"], _KEPT),
    **dict.fromkeys(["no_answer", "refused", "not_understood"], _LINE),
    "unknown_class": _("The school checks the class and its grade, and seals it again."),
    "fork": _("A person decides which of the two versions counts."),
    "previous_returned": _("The school corrects what was returned first, then seals this again."),
    "not_hosted": _("The software that keeps the school's records corrects and sends them."),
    "not_your_school": _("The portal above has to say which portal sends for the school."),
    "not_below": _("The administrator of the portal above enters this one as one below it."),
    "unknown_rules": _("The administrator above registers the regulation set."),
    "unknown_schema": _("The administrator above updates the portal; then it is judged by itself."),
}


# What a version is, where it is not simply a result.
EVENTS = {
    "correction": _("Correction"),
    "withdrawal": _("Withdrawal of the results"),
}
# What the columns of a line are called that say who the student is.
COLUMNS = {
    "number": _("Personal number"),
    "code": _("Ministry code"),
    "name": _("Full name"),
    "birth": _("Date of birth"),
    "standing": _("On the closing day"),
    "left": _("Last day"),
}
TOTALS = {
    "schools": _("schools"),
    "lines": _("lines"),
    "studying": _("students studying"),
    "students": _("students"),
    "counted": _("students who count"),
    "results": _("subject results"),
    "sum": _("sum of the marks in tenths"),
}


def totals_in_words(totals: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The control totals of a package by their names for people, in the same order everywhere."""
    known = [(str(words), totals[name]) for name, words in TOTALS.items() if name in totals]
    return known + [(name, value) for name, value in totals.items() if name not in TOTALS]


def remedy(code: str) -> str:
    """What is done about the code, and by whom."""
    return str(REMEDIES.get(code, _("Open a package to see what is wrong.")))


def sentence(code: str, otherwise: str = "") -> str:
    """The code in the reader's language; `otherwise` for one this version does not know."""
    return str(SENTENCES.get(code, otherwise or code))


def split_error(text: str) -> tuple[str, str]:
    """An outbox entry's last error, "code: detail", as a sentence and the technical rest."""
    code, _colon, detail = text.partition(": ")
    return (sentence(code), detail) if code in SENTENCES else (text, "")


def of_record(code: str, otherwise: str = "") -> str:
    """What is wrong with a record, in the reader's language; `otherwise` for no code of ours."""
    return str(OF_RECORDS.get(code, otherwise))
