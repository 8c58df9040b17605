"""Which cells of a mark book are to be filled: the one answer, for SQL and for Python.

The same as Scheme.cells_to_fill for a student who sits in the class: a test compares the two. The
mark of the study topics is not asked for, so it is left out of both counts.
"""

from students.selectors import IN_CLASS

# Over a mark record `r`, its sheet `m`, its enrolment `e`, the term `t` and the parameter `today`.
TO_FILL = f"not r.exempt and {IN_CLASS}"
CELLS = "m.regular_count + 2"
FILLED = (
    "cardinality(array_remove(r.regular[1:m.regular_count], null))"
    " + num_nonnulls(r.midterm, r.final)"
)
