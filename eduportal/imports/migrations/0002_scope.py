"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('imports_importjob');
call scope_by_school('imports_importrow');
call scope_by_school('imports_importproblem');
call scope_by_school('imports_preparedfile');
call scope_by_school('imports_rememberedanswer');
call scope_by_school('imports_knownlayout');
call scope_by_school('imports_cellcorrection');
call same_place('imports_cellcorrection', 'job_id', 'imports_importjob');
call scope_by_school('imports_undo');
call scope_by_school('imports_rowwritten');
call scope_by_school('imports_rowmoment');
call same_place('imports_importrow', 'job_id', 'imports_importjob');
call same_place('imports_importproblem', 'job_id', 'imports_importjob');
call same_place('imports_importjob', 'mends_id', 'imports_importjob');
call same_place('imports_preparedfile', 'job_id', 'imports_importjob');
call same_place('imports_undo', 'job_id', 'imports_importjob');
"""
DROP = """
call without_scope('imports_importjob');
call without_scope('imports_importrow');
call without_scope('imports_importproblem');
call without_scope('imports_preparedfile');
call without_scope('imports_rememberedanswer');
call without_scope('imports_knownlayout');
call without_scope('imports_cellcorrection');
call without_scope('imports_undo');
call without_scope('imports_rowwritten');
call without_scope('imports_rowmoment');
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [migrations.RunSQL(SCOPE, DROP)]
