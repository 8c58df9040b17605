"""Addresses of the mark book."""

from django.urls import path

from grades.views import (
    cells,
    class_forms,
    classes,
    comments,
    comparisons,
    correcting,
    elsewhere,
    explaining,
    files,
    homeroom,
    marksheets,
    outside,
    phrases,
    queue,
    register,
    regulations,
    removing,
    roll_call,
    roster,
    sealing,
    steps,
    student_page,
    students,
    summer,
    windows,
    year_end,
    year_list,
)

app_name = "grades"

urlpatterns = [
    path("marksheets/", marksheets.marksheet_list, name="marksheet-list"),
    path("marksheets/<uuid:public_id>/", marksheets.marksheet_edit, name="marksheet-edit"),
    path("marksheets/<uuid:public_id>/cells/", cells.marksheet_save, name="marksheet-save"),
    path(
        "marksheets/<uuid:public_id>/changes/",
        cells.marksheet_changes,
        name="marksheet-changes",
    ),
    path(
        "marksheets/<uuid:public_id>/history/",
        steps.marksheet_history,
        name="marksheet-history",
    ),
    path("marksheets/<uuid:public_id>/file/", files.marksheet_file, name="marksheet-file"),
    path("marksheets/<uuid:public_id>/step/", steps.marksheet_step, name="marksheet-step"),
    path("marksheets/<uuid:public_id>/kept/", cells.marksheet_keep, name="marksheet-keep"),
    path("marksheets/<uuid:public_id>/gaps/", steps.marksheet_gaps, name="marksheet-gaps"),
    path("marksheets/<uuid:public_id>/remove/", removing.marksheet_remove, name="marksheet-remove"),
    path(
        "marksheets/<uuid:public_id>/terms/<slug:term>/",
        marksheets.marksheet_term,
        name="marksheet-term",
    ),
    path(
        "marksheets/<uuid:public_id>/why/<int:record_id>/",
        explaining.marksheet_why,
        name="marksheet-why",
    ),
    path("homeroom/", homeroom.homeroom_list, name="homeroom-list"),
    path("homeroom/<uuid:public_id>/terms/<slug:term>/", homeroom.homeroom, name="homeroom"),
    path(
        "homeroom/<uuid:public_id>/terms/<slug:term>/cells/",
        homeroom.homeroom_save,
        name="homeroom-save",
    ),
    path(
        "homeroom/<uuid:public_id>/terms/<slug:term>/history/",
        homeroom.homeroom_changes,
        name="homeroom-history",
    ),
    path(
        "homeroom/<uuid:public_id>/terms/<slug:term>/roll/",
        roll_call.roll_call,
        name="roll-call",
    ),
    path(
        "homeroom/<uuid:public_id>/terms/<slug:term>/phrases/",
        phrases.homeroom_phrase,
        name="homeroom-phrase",
    ),
    path("marksheets/<uuid:public_id>/phrases/", phrases.sheet_phrase, name="marksheet-phrase"),
    path(
        "classes/<uuid:public_id>/terms/<slug:term>/comments/",
        comments.class_comments,
        name="class-comments",
    ),
    path("classes/", classes.class_list, name="class-list"),
    path("classes/queue/", queue.queue, name="queue"),
    path("classes/queue/approve/", queue.queue_approve, name="queue-approve"),
    path("classes/queue/remind/", queue.queue_remind, name="queue-remind"),
    path("classes/progress/", queue.progress, name="progress"),
    path("classes/open-sheets/", classes.sheets_open, name="sheets-open"),
    path("classes/<uuid:public_id>/", classes.class_detail, name="class-detail"),
    path(
        "classes/<uuid:public_id>/terms/<slug:term>/seal/",
        sealing.class_seal,
        name="class-seal",
    ),
    path(
        "classes/<uuid:public_id>/terms/<slug:term>/correct/",
        correcting.class_correct,
        name="class-correct",
    ),
    path(
        "classes/<uuid:public_id>/terms/<slug:term>/withdraw/",
        correcting.class_withdraw,
        name="class-withdraw",
    ),
    path(
        "classes/<uuid:public_id>/terms/<slug:term>/decide/",
        sealing.class_decide,
        name="class-decide",
    ),
    path("year-end/classes/<uuid:public_id>/", year_end.class_year_page, name="class-year"),
    path(
        "year-end/classes/<uuid:public_id>/step/", year_end.class_year_step, name="class-year-step"
    ),
    path(
        "year-end/classes/<uuid:public_id>/decide/",
        year_end.class_year_decide,
        name="class-year-decide",
    ),
    path(
        "year-end/classes/<uuid:public_id>/seal/", year_end.class_year_seal, name="class-year-seal"
    ),
    path(
        "year-end/classes/<uuid:public_id>/correct/",
        year_end.class_year_correct,
        name="class-year-correct",
    ),
    path(
        "year-end/classes/<uuid:public_id>/complete/",
        year_end.class_year_complete,
        name="class-year-complete",
    ),
    path(
        "year-end/classes/<uuid:public_id>/file/", year_end.class_year_file, name="class-year-file"
    ),
    path("year-end/", year_list.year_end, name="year-end"),
    path("year-end/summer/<slug:school>/", summer.summer, name="summer"),
    path("year-end/summer/<slug:school>/student/", summer.summer_student, name="summer-student"),
    path("year-end/summer/<slug:school>/seal/", summer.summer_seal, name="summer-seal"),
    path("year-end/sheets/<uuid:public_id>/", summer.again_sheet, name="again-sheet"),
    path("year-end/sheets/<uuid:public_id>/who/", summer.again_assign, name="again-assign"),
    path("students/<uuid:public_id>/", student_page.student_detail, name="student"),
    path("students/<uuid:public_id>/number/", student_page.student_number, name="student-number"),
    path(
        "students/<uuid:public_id>/terms/<slug:term>/why/",
        explaining.student_why_term,
        name="student-why-term",
    ),
    path(
        "students/<uuid:public_id>/years/<slug:year>/why/",
        explaining.student_why_year,
        name="student-why-year",
    ),
    path(
        "students/<uuid:public_id>/years/<slug:year>/subjects/<slug:subject>/why/",
        explaining.student_why_subject,
        name="student-why-subject",
    ),
    path("students/<uuid:public_id>/move/", students.student_move, name="student-move"),
    path("students/<uuid:public_id>/leave/", students.student_leave, name="student-leave"),
    path("students/<uuid:public_id>/return/", students.student_return, name="student-return"),
    path(
        "students/<uuid:public_id>/elsewhere/",
        elsewhere.student_elsewhere,
        name="student-elsewhere",
    ),
    path("students/<uuid:public_id>/outside/", outside.student_outside, name="student-outside"),
    path("students/<uuid:public_id>/undo/", students.student_undo, name="student-undo"),
    path("students/<uuid:public_id>/remove/", removing.student_remove, name="student-remove"),
    path("staff/<uuid:public_id>/remove/", removing.staff_remove, name="staff-remove"),
    path("register/classes/", register.register_list, name="register"),
    path("register/classes/new/", class_forms.class_new, name="class-new"),
    path("register/classes/copy/", class_forms.class_copy, name="class-copy"),
    path("register/classes/<uuid:public_id>/", roster.roster, name="roster"),
    path("register/classes/<uuid:public_id>/edit/", class_forms.class_edit, name="class-edit"),
    path("register/classes/<uuid:public_id>/remove/", removing.class_remove, name="class-remove"),
    path("register/removals/", register.removal_list, name="removal-list"),
    path("entry-days/", windows.entry_days, name="entry-days"),
    path("entry-days/windows/new/", windows.window_new, name="entry-window-new"),
    path("entry-days/windows/<uuid:public_id>/", windows.window, name="entry-window"),
    path(
        "entry-days/windows/<uuid:public_id>/remove/",
        windows.window_remove,
        name="entry-window-remove",
    ),
    path("entry-days/exceptions/new/", windows.exception_new, name="entry-exception-new"),
    path(
        "entry-days/exceptions/<uuid:public_id>/end/",
        windows.exception_end,
        name="entry-exception-end",
    ),
    path("regulations/", regulations.regulation_list, name="regulation-list"),
    path("regulations/<slug:code>/", regulations.regulation_detail, name="regulation-detail"),
    path(
        "regulations/<slug:code>/change/", regulations.regulation_change, name="regulation-change"
    ),
    path(
        "regulations/<slug:code>/discard/",
        regulations.regulation_discard,
        name="regulation-discard",
    ),
    path("regulations/<slug:code>/force/", regulations.regulation_force, name="regulation-force"),
    path(
        "regulations/<slug:code>/withdraw/",
        regulations.regulation_withdraw,
        name="regulation-withdraw",
    ),
    path("regulations/<slug:code>/compare/", comparisons.comparison_start, name="comparison-start"),
    path(
        "regulations/comparisons/<uuid:public_id>/",
        comparisons.comparison_detail,
        name="comparison-detail",
    ),
    path(
        "regulations/comparisons/<uuid:public_id>/discard/",
        comparisons.comparison_discard,
        name="comparison-discard",
    ),
]
