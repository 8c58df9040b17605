"""What the stable codes of the exchange mean, for people. docs/exchange.md lists them too."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # What is wrong with one record.
    "bad_uid": _("The record's or the student's identity is not valid."),
    "bad_code": _("A code is too long or no text."),
    "bad_form": _("The form of assessment is unknown."),
    "bad_mark": _("This is not a mark from 0.0 to 10.0."),
    "bad_record": _("The record has the wrong shape."),
    "wrong_count": _("The subject has another number of regular marks in a term (Art. 6)."),
    "exempt_cell": _("A single mark cannot be exempt under this regulation set."),
    "wrong_form": _("The marks do not fit the form of assessment."),
    "wrong_average": _("The average does not follow from the marks under the regulation set."),
    "student_twice": _("The student has several records in one subject."),
    "duplicate_record": _("The record stands in the package twice."),
    "counted_elsewhere": _("The record already counts in another class or term."),
    # What is wrong with a package as a whole.
    "bad_package": _("The package does not have the agreed form."),
    "too_large": _("The package is too large."),
    "not_composed": _("A text is not in composed form (NFC)."),
    "control_character": _("A text holds a character that cannot be stored."),
    "bad_header": _("A field of the package's header does not fit."),
    "wrong_totals": _("The control totals are not those of the records."),
    "not_hosted": _("The records of this school come from another node."),
    # Why the node above did not take it.
    "not_your_school": _("The node above does not take this school's records from here."),
    "wrong_origin": _("The first signature is not the sealing node's."),
    "not_countersigned": _("The sending node's signature is missing."),
    "unknown_key": _("The node above does not trust the key of a signature."),
    "bad_signature": _("A signature does not fit the package."),
    "unknown_kind": _("The node above does not know this kind of record."),
    "unknown_rules": _("The node above does not know the regulation set of these results."),
    "unknown_schema": _("The node above reads another version of the record format."),
    "fork": _("The node above holds other records under the same version."),
    "stale": _("The node above already holds a later version."),
    "missing_previous": _("The node above waits for an earlier version."),
    "not_processed": _("The node above could not process the package; it will be sent again."),
    # Why there is no usable answer.
    "no_answer": _("The node above does not answer."),
    "refused": _("The node above refused the request."),
    "not_understood": _("The answer did not come from a portal, or is not understood."),
    "omitted": _("The answer did not mention the package."),
    "bad_receipt": _("The receipt is not properly signed by the node above."),
}


def sentence(code: str, otherwise: str = "") -> str:
    """The code in the reader's language; `otherwise` for one this version does not know."""
    return str(SENTENCES.get(code, otherwise or code))


def split_error(text: str) -> tuple[str, str]:
    """An outbox entry's last error, "code: detail", as a sentence and the technical rest."""
    code, _colon, detail = text.partition(": ")
    return (sentence(code), detail) if code in SENTENCES else (text, "")
