"""What the exchange's stable codes mean, for people. docs/exchange.md lists them too."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # What is wrong with a package as a whole; a feed says what can be wrong with its records.
    "duplicate_record": _("The record is in the package twice."),
    "bad_package": _("The package does not have the agreed form."),
    "too_large": _("The package is too large."),
    "not_composed": _("A text is not in composed form (NFC)."),
    "control_character": _("A text holds a character that cannot be stored."),
    "bad_header": _("A field of the package's header does not fit."),
    "wrong_totals": _("The control totals are not those of the records."),
    "not_hosted": _("The records of this school come from another portal."),
    # Why the node above did not take it.
    "not_your_school": _("The portal above does not take this school's records from here."),
    "wrong_origin": _("The first signature is not the sealing portal's."),
    "not_countersigned": _("The sending portal's signature is missing."),
    "unknown_key": _("The portal above does not trust the key of a signature."),
    "bad_signature": _("A signature does not fit the package."),
    "unknown_school": _("The school is new above, and the package does not describe it."),
    "unknown_kind": _("The portal above does not know this kind of record."),
    "unknown_rules": _("The portal above does not know the regulation set of these results."),
    "unknown_schema": _("The portal above reads another version of the record format."),
    "fork": _("The portal above holds other records under the same version."),
    "stale": _("The portal above already holds a later version."),
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


def sentence(code: str, otherwise: str = "") -> str:
    """The code in the reader's language; `otherwise` for one this version does not know."""
    return str(SENTENCES.get(code, otherwise or code))


def split_error(text: str) -> tuple[str, str]:
    """An outbox entry's last error, "code: detail", as a sentence and the technical rest."""
    code, _colon, detail = text.partition(": ")
    return (sentence(code), detail) if code in SENTENCES else (text, "")
