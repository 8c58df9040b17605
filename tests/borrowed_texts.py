"""Texts of Django and of libraries that people meet here and their Vietnamese lacks, or has badly.

The portal's catalogue comes before theirs, so that the gap is closed in one place. A pair is a
text with its plural.
"""

from typing import NamedTuple


class Borrowed(NamedTuple):
    """One text, its plural if it has one, and the package and folder of its own catalogue.

    `known_in` is the language whose catalogue lists every text of the package. `is_bettered` where
    the package has a Vietnamese of its own that no official would write.
    """

    package: str
    folder: str
    singular: str
    plural: str | None = None
    known_in: str = "en"
    is_bettered: bool = False


DJANGO = [
    "Constraint “%(name)s” is violated.",
    "Enter a valid UUID.",
    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    "Null characters are not allowed.",
    "“%(pk)s” is not a valid value.",
    ("%(num)d year", "%(num)d years"),
    ("%(num)d month", "%(num)d months"),
    ("%(num)d week", "%(num)d weeks"),
    ("%(num)d day", "%(num)d days"),
    ("%(num)d hour", "%(num)d hours"),
    ("%(num)d minute", "%(num)d minutes"),
]
# "Enter a whole number." is "Nhập một số tổng thể." there, which asks for a sum.
BETTERED = [
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Enter a valid email address.",
    "Enter a whole number.",
    "This field is required.",
    (
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
    ),
    (
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
    ),
]
AUTH = [
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
]
ADMIN = [
    "Add link",
    "Added:",
    "Breadcrumbs",
    "Change or view list link",
    "Changed:",
    "Deleted:",
    "Error:",
    "Filter navigation items",
    "Hide counts",
    "Model name",
    "Select all objects on this page for an action",
    "Select this object for an action - {}",
    "Show counts",
    "Sidebar",
    "Skip to main content",
    "Toggle navigation",
    "Toggle theme (current theme: auto)",
    "Toggle theme (current theme: dark)",
    "Toggle theme (current theme: light)",
    "View selected %(model)s",
    ("entry", "entries"),
]
IMPORT_EXPORT = [
    "Below is a preview of data to be imported. If you are satisfied with the results, click "
    "'Confirm import'",
    "Confirm import",
    "Errors",
    "Export",
    "File to import",
    "Format",
    "Import",
    "Line number",
    "New",
    "Non field specific",
    "Please correct these errors in your data where possible, then reupload it using the form "
    "above.",
    "Preview",
    "Resource",
    "Row",
    "Select all",
    "Skipped",
    "Some rows failed to validate",
    "Submit",
    "This exporter will export the following fields: ",
    "This importer will import the following fields: ",
]
REST_FRAMEWORK = [
    "A server error occurred.",
    "A valid integer is required.",
    "Authentication credentials were not provided.",
    "Could not satisfy the request Accept header.",
    "Ensure this field has no more than {max_length} characters.",
    "Ensure this value is greater than or equal to {min_value}.",
    "Ensure this value is less than or equal to {max_value}.",
    'Expected a list of items but got type "{input_type}".',
    "Expected available in {wait} second.",
    "Expected available in {wait} seconds.",
    "Incorrect authentication credentials.",
    "Invalid cursor",
    "Invalid data. Expected a dictionary, but got {datatype}.",
    "Invalid input.",
    "Invalid token.",
    "Malformed request.",
    "Must be a valid UUID.",
    "Not a valid string.",
    "Request was throttled.",
    "This field may not be null.",
    'Unsupported media type "{media_type}" in request.',
    '"{input}" is not a valid choice.',
]


def _borrow(package: str, folder: str, lines: list[str | tuple[str, str]]) -> list[Borrowed]:
    pairs = [(line, None) if isinstance(line, str) else line for line in lines]
    return [Borrowed(package, folder, singular, plural) for singular, plural in pairs]


BORROWED = [
    *_borrow("django", "conf", DJANGO),
    *(each._replace(is_bettered=True) for each in _borrow("django", "conf", BETTERED)),
    *_borrow("django", "contrib/auth", AUTH),
    *_borrow("django", "contrib/admin", ADMIN),
    *_borrow("rest_framework", ".", REST_FRAMEWORK),
    *(Borrowed("import_export", ".", text, known_in="de") for text in IMPORT_EXPORT),
]
