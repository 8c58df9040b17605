"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('students_student');
call scope_by_school('students_enrolment');
call scope_by_school('students_chosensubject');
call scope_by_school('students_studytopic');
call scope_by_school('students_transfer');
call scope_by_school('students_paper');
call scope_by_school('students_exemption');
call scope_by_school('students_registerchange');
call scope_by_school('students_absence');
call scope_by_school('students_rollcall');
call same_school('students_absence', 'enrolment_id', 'students_enrolment');
call same_school('students_rollcall', 'class_group_id', 'schools_classgroup');
call same_school('students_enrolment', 'student_id', 'students_student');
call same_school('students_enrolment', 'class_group_id', 'schools_classgroup');
call same_school('students_chosensubject', 'enrolment_id', 'students_enrolment');
call same_school('students_studytopic', 'class_group_id', 'schools_classgroup');
call same_school('students_studytopic', 'enrolment_id', 'students_enrolment');
call same_school('students_paper', 'student_id', 'students_student');
call same_school('students_exemption', 'student_id', 'students_student');
call scope_by_school('students_distinctstudents');
call scope_by_school('students_studentmerge');
call same_school('students_distinctstudents', 'first_id', 'students_student');
call same_school('students_studentmerge', 'student_id', 'students_student');
call scope_by_school('students_leaver');
call scope_by_school('students_destinationrecord');
call scope_by_school('students_destinationsnapshot');
call scope_by_school('students_enrolmentlistrow');
call scope_by_school('students_guidanceactivity');
call scope_by_school('students_destinationwish');
call same_school('students_destinationwish', 'student_id', 'students_student');
call same_school('students_leaver', 'student_id', 'students_student');
call same_school('students_destinationrecord', 'leaver_id', 'students_leaver');
call same_school('students_enrolmentlistrow', 'leaver_id', 'students_leaver');
"""
DROP = """
call without_scope('students_destinationwish');
call without_scope('students_guidanceactivity');
call without_scope('students_enrolmentlistrow');
call without_scope('students_destinationsnapshot');
call without_scope('students_destinationrecord');
call without_scope('students_leaver');
call without_scope('students_studentmerge');
call without_scope('students_distinctstudents');
call without_scope('students_rollcall');
call without_scope('students_absence');
call without_scope('students_registerchange');
call without_scope('students_exemption');
call without_scope('students_paper');
call without_scope('students_transfer');
call without_scope('students_studytopic');
call without_scope('students_chosensubject');
call without_scope('students_student');
call without_scope('students_enrolment');
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0001_initial"), ("schools", "0002_scope")]

    operations = [migrations.RunSQL(SCOPE, DROP)]
