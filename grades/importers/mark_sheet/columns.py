"""How mark sheets that schools have call their columns.

The Ministry's "Mẫu 1", the vendors' exports and what teachers make of them; accents, capitals,
spaces and line breaks do not matter, and a group title over numbers is read as one title.
"""

from django.utils.translation import gettext_noop

from eduportal.imports import people

# The most regular marks any file has shown; a subject has 2 to 4 (TT 22/2021 Điều 6).
MOST_REGULAR = 6
_GROUPS = ("ĐĐGtx", "TX", "ĐĐG thường xuyên", "Thường xuyên", "Điểm thường xuyên")
_MIDDLES = ("GK", "giữa kỳ", "giữa kì")
_ENDS = ("CK", "cuối kỳ", "cuối kì", "cuối năm")
_LEVELS = ("Mức", "Mức đạt được")
_TESTS = ("Điểm", "Điểm KTĐK", "Điểm kiểm tra")

REGULAR = {
    f"tx{number}": [f"{group}{number}" for group in _GROUPS]
    for number in range(1, MOST_REGULAR + 1)
}
# Averages are not among them: see grades.importers.mark_sheet.averages.
COLUMNS = {
    **people.COLUMNS,
    **REGULAR,
    # All regular marks in one cell, or one title over several columns.
    "regular": list(_GROUPS),
    "cdht": ["ĐĐG chuyên đề", "ĐĐGcđ", "Chuyên đề", "Điểm chuyên đề", "CĐHT"],
    # Primary school: levels of completion, and tests in whole points.
    "mgk": [f"{level} {time}" for level in _LEVELS for time in _MIDDLES],
    "mck": [f"{level} {time}" for level in _LEVELS for time in _ENDS],
    "gk": [
        *(f"{test} {time}" for test in _TESTS for time in _MIDDLES),
        "ĐĐGgk",
        "GK",
        "ĐGgk",
        "Giữa kỳ",
        "Giữa kì",
        "ĐĐG giữa kỳ",
        "ĐĐG giữa kì",
    ],
    "ck": [
        *(f"{test} {time}" for test in _TESTS for time in _ENDS),
        "ĐĐGck",
        "CK",
        "ĐGck",
        "Cuối kỳ",
        "Cuối kì",
        "ĐĐG cuối kỳ",
        "ĐĐG cuối kì",
    ],
    "remark": [
        "Nhận xét",
        "Nhận xét của giáo viên",
        "Ghi chú nhận xét",
        *(f"Nhận xét {time}" for time in _ENDS),
    ],
    "midterm_remark": [f"Nhận xét {time}" for time in _MIDDLES],
}
# Of primary school, where the sheet as a whole says the time.
TIMELESS = {
    "level": ["Mức đạt được", "Mức", "Mức độ", "MĐĐ"],
    "test": ["Điểm KTĐK", "KTĐK", "Điểm kiểm tra", "Điểm KT", "Điểm"],
}
REQUIRED = ("full_name",)
# A sheet without any of these holds no marks.
MARKS = (*REGULAR, "regular", "cdht", "mgk", "gk", "mck", "ck")

MESSAGES = people.MESSAGES | {
    "no_mark_columns": gettext_noop(
        "No column of marks was found. Known titles: ĐĐGtx1, ĐĐGtx2, …, ĐĐGgk, ĐĐGck."
    ),
    "chosen_not_there": gettext_noop("The sheet has no marks of “%(subject)s”, which you chose."),
    "subjects_unknown": gettext_noop(
        "Lines of the cards that name no subject of the portal were passed over: %(names)s"
    ),
    "time_not_given": gettext_noop(
        "The sheet does not say whether it is of the middle or the end of the term. Choose the "
        "time when uploading the file."
    ),
    "sheet_passed_over": gettext_noop(
        "Sheet “%(sheet)s” has no column of marks and was passed over."
    ),
    "year_not_supported": gettext_noop(
        "This is a sheet of the whole year. Marks are imported term by term."
    ),
    "subject_not_given": gettext_noop(
        "The file does not say the subject in a way the portal knows. Choose it when uploading the "
        "file."
    ),
    "term_not_given": gettext_noop(
        "The file does not say the term. Choose it when uploading the file."
    ),
    "term_unknown": gettext_noop(
        "The portal has no term %(number)s of the school year %(year)s, which the title names. "
        "Choose the term when uploading the file."
    ),
    "chosen_instead": gettext_noop(
        "The file says “%(found)s”. As you chose, it is read into “%(chosen)s”."
    ),
    "class_unknown": gettext_noop("There is no class “%(name)s” in %(year)s."),
    "sheet_missing": gettext_noop(
        "Class %(name)s has no mark sheet of %(subject)s in this term. The school's head opens the "
        "sheets."
    ),
    "not_assigned": gettext_noop("You are not assigned to %(subject)s in class %(name)s."),
    "sheet_sealed": gettext_noop(
        "The sheet is sealed. A correction needs an amendment with a reason."
    ),
    "sheet_handed_in": gettext_noop("The sheet has been handed in. The head can return it to you."),
    "sheet_closed": gettext_noop(
        "Marks can be entered from %(opens)s to %(closes)s. Another day needs an exception on the "
        "page “Days of entry”."
    ),
    "column_closed": gettext_noop("%(column)s can be entered from %(opens)s to %(closes)s."),
    "remark_closed": gettext_noop("Remarks can be entered from %(opens)s to %(closes)s."),
    "student_unknown": gettext_noop("Class %(name)s has no such student: %(student)s"),
    "student_gone": gettext_noop("The student has left the class."),
    "topics_not_studied": gettext_noop("The student does not study the topics of this subject."),
    "student_exempt": gettext_noop("The student is exempt from this subject."),
    "student_ambiguous": gettext_noop(
        "Class %(name)s has several students of this name. Add the Ministry code."
    ),
    "name_differs": gettext_noop("“%(value)s” is the code of %(name)s, born %(birth_date)s."),
    "matched_by_name_only": gettext_noop(
        "Neither a code nor a date of birth says who this is. Matched by name and class with "
        "%(name)s, code %(code)s."
    ),
    "too_many_regular": gettext_noop(
        "%(subject)s has %(count)s regular marks in this class; there is no place for this one."
    ),
    "no_such_column": gettext_noop(
        "%(subject)s has no column “%(column)s” in this class; the cell must be empty."
    ),
    "remark_too_long": gettext_noop(
        "A remark has at most %(most)d characters; this one has %(length)d."
    ),
    "what_does_it_mean": gettext_noop("What does “%(text)s” mean in a mark's cell?"),
    "what_if_not_exempt": gettext_noop(
        "What does “%(text)s” mean in a mark's cell? The regulation set of this sheet exempts a "
        "student from a whole subject only, on the sheet itself. “Absent” writes V, “nothing” "
        "writes nothing."
    ),
    "read_as_one": gettext_noop(
        "“%(text)s” is read as one mark with a decimal: this sheet cannot take it as two marks."
    ),
    "read_as_two": gettext_noop(
        "“%(text)s” is read as two marks: as one it is no mark from 0 to 10 with one decimal."
    ),
    "one_or_two": gettext_noop(
        "In a cell with several marks, is “%(text)s” one mark with a decimal, or two marks?"
    ),
    "average_differs": gettext_noop(
        "The file says the average %(stated)s; the marks of this row give %(computed)s. The portal "
        "computes averages itself."
    ),
    "under_cards": gettext_noop(
        "The lines under the cards are not read: %(lines)s. Bring in conduct and comments as a "
        "list; results and sessions missed are counted by the portal."
    ),
    "older_than_register": gettext_noop(
        "Row %(row)s, %(name)s, column “%(column)s”: the file is as of %(as_of)s, and this was "
        "changed in the portal at %(changed)s. Does the file count in such cells?"
    ),
    "changed_meanwhile": gettext_noop(
        "Another person has changed marks of these sheets since the file was checked. Nothing was "
        "written, and the file was checked again."
    ),
}
