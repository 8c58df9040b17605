"""What the exchange's stable codes mean, for people. docs/exchange.md lists them too."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # What is wrong with a package as a whole; a feed says what can be wrong with its records.
    "bad_package": _("The package does not have the agreed form."),
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
    "unknown_school": _("The school is new above, and the package does not describe it."),
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
    "bad_receipt": _("The receipt is not properly signed by the portal above."),
}

_REGISTER = _("The school corrects the student in the register and seals the class again.")
_MARKS = _("The school corrects the mark sheet and seals the class again.")
_PROGRAM = _("The portal that sealed it made the package wrongly: tell its administrator.")
_TRUST = _("The administrators of both portals check the keys and who sends for the school.")
_WAIT = _("Nobody has to do anything: the package goes again by itself.")
# What is done about it, and by whom.
REMEDIES = {
    "bad_identity": _REGISTER,
    "student_twice": _REGISTER,
    "not_enrolled_on_closing_day": _REGISTER,
    "bad_mark": _MARKS,
    "bad_result": _MARKS,
    "wrong_count": _MARKS,
    "exempt_cell": _MARKS,
    "wrong_form": _MARKS,
    "wrong_average": _MARKS,
    "unknown_class": _("The school checks the class and its grade, and seals it again."),
    "bad_line": _PROGRAM,
    "bad_layout": _PROGRAM,
    "not_sorted": _PROGRAM,
    "wrong_totals": _PROGRAM,
    "bad_package": _PROGRAM,
    "bad_receipt": _TRUST,
    "fork": _("Somebody decides which of the two versions counts."),
    "not_your_school": _("The portal above has to say which portal sends for the school."),
    "wrong_origin": _TRUST,
    "not_countersigned": _TRUST,
    "unknown_key": _TRUST,
    "bad_signature": _TRUST,
    "unknown_rules": _("The administrator above registers the regulation set."),
    "unknown_school": _WAIT,
    "missing_previous": _WAIT,
    "not_processed": _WAIT,
}


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
