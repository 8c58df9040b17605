"""What the platform needs to know about the domains, as dotted strings.

`imports` and `exchange` know the register and no other domain, `scoping` knows none; they load
these names instead.
"""

# accounts: user -> Scope
SCOPE_RESOLVER = "eduportal.accounts.selectors.scope_for"

# staffing: user id -> a condition on the classes the user teaches or leads today
CLASSES_TAUGHT = "staffing.selectors.classes_taught"

# students: scope, user id, ids of students -> the ids of those whom the user may see
STUDENTS_SEEN = "students.visible.seen_among"

# privacy: what a management command calls that has printed persons: name, kind, persons
SHOWN_BY_COMMAND = "eduportal.privacy.access_log.shown_by_command"

# privacy: the same for an answer that tells another node of persons: address, kind, persons
SHOWN_TO_NODE = "eduportal.privacy.access_log.shown_to_node"

# privacy: what is called when an account has asked for more than its limit
ALARM = "eduportal.privacy.services.alerts.raise_alert"

# accounts: request -> the client's address, as our own proxy saw it
CLIENT_ADDRESS = "eduportal.accounts.addresses.client_address"

# notices: user id, moment of the mail -> the unread notices the mail tells of
DIGEST = "eduportal.notices.selectors.digest_of"

# notices: what the administrators are told when a node that serves schools has fallen silent, by
# its code, name, one school, number of schools and moment; and when it is heard again, by its code
ON_NODE_SILENT = "eduportal.notices.services.tell_of_silence"
ON_NODE_HEARD = "eduportal.notices.services.forget_silence"

# schools: request -> what the switcher of school year and term shows, or None
PERIOD_PROVIDER = "schools.period.period_for"

# letters a code begins with -> what tells of such numbers (eduportal.todo.numbers.NumberSource)
TASK_NUMBERS = {
    "TD": "eduportal.dashboards.figures.left.NUMBERS",
    "TT": "eduportal.collecting.selectors.overdue.NUMBERS",
}

# importer key -> Importer subclass, in the order of the page that offers them
IMPORTERS = {
    "student-roster": "students.importers.roster.importer.StudentRosterImporter",
    "student-moves": "students.importers.moves.importer.StudentMovesImporter",
    "classes": "grades.importers.classes.importer.ClassImporter",
    "staff-list": "staffing.importers.staff.importer.StaffListImporter",
    "accounts": "staffing.importers.accounts.importer.AccountsImporter",
    "ratings": "staffing.importers.ratings.importer.RatingsImporter",
    "assignments": "staffing.importers.assignments.importer.AssignmentsImporter",
    "mark-sheet": "grades.importers.mark_sheet.importer.MarkSheetImporter",
    "class-record": "grades.importers.class_record.importer.ClassRecordImporter",
    "examination-scores": "grades.importers.examinations.importer.ExaminationImporter",
    "earlier-years": "grades.importers.earlier_years.importer.EarlierYearImporter",
    "attendance": "grades.importers.attendance.importer.AttendanceImporter",
    "schools": "eduportal.imports.importers.schools.SchoolImporter",
    "unit-successions": "eduportal.imports.importers.successions.SuccessionImporter",
    "school-successions": (
        "eduportal.imports.importers.school_successions.SchoolSuccessionImporter"
    ),
    "rooms": "eduportal.imports.importers.rooms.RoomsImporter",
    "student-counts": "eduportal.planning.importers.students.StudentCountImporter",
    "children": "eduportal.planning.importers.children.ChildrenImporter",
    "hamlets": "eduportal.planning.importers.hamlets.HamletImporter",
    "roads": "eduportal.planning.importers.hamlets.RoadImporter",
    "quotas": "staffing.importers.quotas.importer.QuotaImporter",
}

# name of a feed -> Feed subclass: what is sealed, how it is checked and stored
FEEDS = {
    "school": "eduportal.exchange.feeds.school.SchoolFeed",
    "staff": "staffing.feeds.staff.StaffFeed",
    "class": "staffing.feeds.classes.ClassFeed",
    "student": "students.feeds.register.StudentListFeed",
    "midterm": "grades.feeds.midterm.MidtermFeed",
    "term": "grades.feeds.term.TermFeed",
    "year": "grades.feeds.year.YearFeed",
    "again": "grades.feeds.year.AgainFeed",
    "preschool": "grades.feeds.completing.PreschoolFeed",
    "graduation": "grades.feeds.completing.GraduationFeed",
    "standard": "staffing.feeds.standard.StandardFeed",
    "quota": "staffing.feeds.quota.QuotaFeed",
    "statistics": "eduportal.collecting.feeds.StatisticsFeed",
}

# grades: what this node asks of the schools below it, as rows of texts; and what follows from what
# the node above asks, by its name
ASKED_BELOW = "grades.selectors.midterm_asked.midterms_asked"
ON_ASKED_ABOVE = "grades.services.midterm.follow_above"

# names of the tasks to queue when marks or the state of a class's sheets have changed
ON_MARKS_CHANGED = ["dashboards.refresh_class"]

# called in the transaction that changed which subjects students take, with the ids of their classes
ON_SUBJECTS_CHOSEN = ["grades.services.open_lines_for"]

# called in the transaction that changed which study topics a class studies, with the class
ON_TOPICS_CHOSEN = ["grades.services.follow_topics"]

# called in the transaction that changed who sits where, with students.services.StayChange rows
ON_STAYS_CHANGED = ["grades.services.follow_stays"]

# called in the transaction that changed from which subjects a student is exempt, with the student
ON_EXEMPTIONS_CHANGED = ["grades.services.follow_exemptions"]

# what a list brought is taken back: stays, whether the students go whole, and who does it -> the
# ids of the students who stay, because something hangs on them
REMOVE_ENTERED = "grades.services.removing_lists.remove_entered"

# a person whom a list of staff brought: the id, the revision and who takes it back; ValueError
# where something hangs on the row
REMOVE_STAFF = "grades.services.removing.remove_staff"

# a class that a list created, and who takes it back -> whether it was removed
REMOVE_EMPTY_CLASS = "grades.services.removing_lists.remove_empty_class"

# ids of classes -> the newest term sealed in each; classes without one are left out
LAST_SEALED = "grades.selectors.last_sealed"

# classes -> students.selectors.ChoiceCount of each, by its id
CHOICES_COUNTED = "students.selectors.choices_counted"

# ids of classes, a day -> staffing.selectors.drafts.SheetAtWork of that day's term, by class and
# subject
SHEETS_AT_WORK = "grades.selectors.handing_over.sheets_at_work"

# ids of classes -> (class id, subject id) of every mark sheet they have
SUBJECTS_WITH_SHEETS = "grades.selectors.subjects_with_sheets"

# a school and a day -> how many students sit in its classes that day
STUDENTS_AT = "students.selectors.students_at"

# schools, a school year and a day -> how many students sit in classes, by school id and grade
STUDENTS_BY_GRADE = "students.selectors.students_by_grade"

# a school year and its new days by the form's names -> sentences that say what would be cut off
ON_YEAR_DAYS = [
    "students.selectors.stays_cut",
    "staffing.selectors.calendar.lessons_cut",
    "grades.selectors.calendar.sealed_days_moved",
]
# privacy: scope, student, number -> who looked at the student last, as lines of a page
LAST_LOOKS = "eduportal.privacy.selectors.last_looks"

# privacy: the same for the student with this uid, which packages name
LOOKS_BY_UID = "eduportal.privacy.selectors.looks_by_uid"
