"""What the platform needs to know about the domains, as dotted strings.

`imports`, `exchange` and `scoping` must not import a domain; they load these names instead.
"""

# accounts: user -> Scope
SCOPE_RESOLVER = "eduportal.accounts.selectors.scope_for"

# importer key -> Importer subclass
IMPORTERS = {
    "student-roster": "students.importers.StudentRosterImporter",
    "mark-sheet": "grades.importers.MarkSheetImporter",
}

# kind of package -> Feed subclass: what is sealed, how it is checked and stored
FEEDS = {
    "subject-result": "grades.feeds.SubjectResultFeed",
}
