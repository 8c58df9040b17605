"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('grades_marksheet');
call scope_by_school('grades_markrecord');
call scope_by_school('grades_markchange');
call scope_by_school('grades_sheetstep');
call scope_by_school('grades_askedcell');
call scope_by_school('grades_celloperation');
call scope_by_school('grades_cellcomment');
call same_school('grades_cellcomment', 'record_id', 'grades_markrecord');
call scope_by_school('grades_termresult');
call scope_by_school('grades_sealdecision');
call scope_by_school('grades_comparedresult');
call scope_by_school('grades_removal');
call scope_by_school('grades_withdrawnsheet');
call scope_by_school('grades_homeroomrecord');
call scope_by_school('grades_homeroomchange');
call scope_by_school('grades_commentphrase');
call scope_by_school('grades_commentreading');
call same_school('grades_homeroomrecord', 'enrolment_id', 'students_enrolment');
call same_school('grades_commentreading', 'enrolment_id', 'students_enrolment');
call same_school('grades_commentreading', 'sheet_id', 'grades_marksheet');
call same_school('grades_withdrawnsheet', 'class_group_id', 'schools_classgroup');
call scope_by_school('grades_schoolwindow');
call scope_by_school('grades_entryexception');
call same_school('grades_entryexception', 'staff_id', 'staffing_staffmember');
call same_school('grades_entryexception', 'class_group_id', 'schools_classgroup');
call same_school('grades_entryexception', 'student_id', 'students_student');
call same_school('grades_marksheet', 'class_group_id', 'schools_classgroup');
call same_school('grades_markrecord', 'sheet_id', 'grades_marksheet');
call same_school('grades_markrecord', 'enrolment_id', 'students_enrolment');
call same_school('grades_sheetstep', 'sheet_id', 'grades_marksheet');
call same_school('grades_askedcell', 'step_id', 'grades_sheetstep');
call same_school('grades_askedcell', 'record_id', 'grades_markrecord');
call same_school('grades_celloperation', 'sheet_id', 'grades_marksheet');
call same_school('grades_termresult', 'enrolment_id', 'students_enrolment');
call same_school('grades_termresult', 'decision_id', 'grades_sealdecision');
call same_school('grades_sealdecision', 'class_group_id', 'schools_classgroup');
call same_school('grades_sealdecision', 'student_id', 'students_student');
call same_school('grades_comparedresult', 'enrolment_id', 'students_enrolment');
call scope_by_school('grades_yearstep');
call scope_by_school('grades_yeardecision');
call scope_by_school('grades_yearresult');
call scope_by_school('grades_yearsubject');
call scope_by_school('grades_againsheet');
call scope_by_school('grades_levelcompletion');
call same_school('grades_yearstep', 'class_group_id', 'schools_classgroup');
call same_school('grades_yeardecision', 'class_group_id', 'schools_classgroup');
call same_school('grades_yeardecision', 'student_id', 'students_student');
call same_school('grades_yearresult', 'enrolment_id', 'students_enrolment');
call same_school('grades_yearsubject', 'year_result_id', 'grades_yearresult');
call same_school('grades_yearsubject', 'sheet_id', 'grades_againsheet');
call same_school('grades_againsheet', 'staff_id', 'staffing_staffmember');
call same_school('grades_againsheet', 'class_group_id', 'schools_classgroup');
call same_school('grades_levelcompletion', 'year_result_id', 'grades_yearresult');
call scope_by_school('grades_amendment');
call scope_by_school('grades_amendedcell');
call scope_by_school('grades_amendmentstep');
call scope_by_school('grades_evidence');
call scope_by_school('grades_markreview');
call scope_by_school('grades_markquestion');
call scope_by_school('grades_questionstep');
call scope_by_school('grades_supportaction');
call scope_by_school('grades_riskcount');
call scope_by_school('grades_sealedstay');
call scope_by_school('grades_outsideterm');
call scope_by_school('grades_outsideresult');
call same_school('grades_outsideterm', 'student_id', 'students_student');
call same_school('grades_outsideresult', 'outside_term_id', 'grades_outsideterm');
call same_school('grades_sealedstay', 'enrolment_id', 'students_enrolment');
call same_school('grades_amendment', 'sheet_id', 'grades_marksheet');
call same_school('grades_amendedcell', 'amendment_id', 'grades_amendment');
call same_school('grades_amendedcell', 'record_id', 'grades_markrecord');
call same_school('grades_amendmentstep', 'amendment_id', 'grades_amendment');
call same_school('grades_evidence', 'amendment_id', 'grades_amendment');
call same_school('grades_markreview', 'record_id', 'grades_markrecord');
call same_school('grades_markreview', 'amendment_id', 'grades_amendment');
call same_school('grades_markquestion', 'sheet_id', 'grades_marksheet');
call same_school('grades_questionstep', 'question_id', 'grades_markquestion');
call same_school('grades_supportaction', 'enrolment_id', 'students_enrolment');
call scope_by_school('grades_candidate');
call scope_by_school('grades_examinationscore');
call scope_by_school('grades_earlieryear');
call scope_by_school('grades_earliermark');
call same_school('grades_candidate', 'student_id', 'students_student');
call same_school('grades_examinationscore', 'candidate_id', 'grades_candidate');
call same_school('grades_earlieryear', 'student_id', 'students_student');
call same_school('grades_earliermark', 'earlier_year_id', 'grades_earlieryear');
call keep_writes('grades_candidate', 'school_id');
call keep_writes('grades_examinationscore', 'school_id');
call keep_writes('grades_earlieryear', 'school_id');
call keep_writes('grades_earliermark', 'school_id');
call keep_moments('grades_candidate', 'grades_candidate', 'id');
call keep_moments('grades_examinationscore', 'grades_candidate', 'candidate_id');
call keep_moments('grades_earlieryear', 'grades_earlieryear', 'id');
call keep_moments('grades_earliermark', 'grades_earlieryear', 'earlier_year_id');
"""
DROP = """
call without_moments('grades_earliermark');
call without_moments('grades_earlieryear');
call without_moments('grades_examinationscore');
call without_moments('grades_candidate');
call without_writes('grades_earliermark');
call without_writes('grades_earlieryear');
call without_writes('grades_examinationscore');
call without_writes('grades_candidate');
call without_scope('grades_earliermark');
call without_scope('grades_earlieryear');
call without_scope('grades_examinationscore');
call without_scope('grades_candidate');
call without_scope('grades_outsideresult');
call without_scope('grades_outsideterm');
call without_scope('grades_sealedstay');
call without_scope('grades_riskcount');
call without_scope('grades_supportaction');
call without_scope('grades_questionstep');
call without_scope('grades_markquestion');
call without_scope('grades_markreview');
call without_scope('grades_evidence');
call without_scope('grades_amendmentstep');
call without_scope('grades_amendedcell');
call without_scope('grades_amendment');
call without_scope('grades_commentreading');
call without_scope('grades_commentphrase');
call without_scope('grades_homeroomchange');
call without_scope('grades_homeroomrecord');
call without_scope('grades_levelcompletion');
call without_scope('grades_againsheet');
call without_scope('grades_yearsubject');
call without_scope('grades_yearresult');
call without_scope('grades_yeardecision');
call without_scope('grades_yearstep');
call without_scope('grades_sealdecision');
call without_scope('grades_entryexception');
call without_scope('grades_schoolwindow');
call without_scope('grades_withdrawnsheet');
call without_scope('grades_removal');
call without_scope('grades_comparedresult');
call without_scope('grades_marksheet');
call without_scope('grades_markrecord');
call without_scope('grades_markchange');
call without_scope('grades_cellcomment');
call without_scope('grades_askedcell');
call without_scope('grades_sheetstep');
call without_scope('grades_celloperation');
call without_scope('grades_termresult');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("grades", "0001_initial"),
        ("exchange", "0002_scope"),
        ("imports", "0003_writes"),
        ("schools", "0002_scope"),
        ("staffing", "0002_scope"),
        ("students", "0002_scope"),
    ]

    operations = [migrations.RunSQL(SCOPE, DROP)]
