"""Where the pages of results draw their lines. No regulation says so: the Department publishes
them, from a day on, and leaves them alone for three years, so that a change means something."""

from eduportal.settings import env

# Percent of students at the two best levels, and its change within a year in percentage points.
EDUPORTAL_STATUS_CUTS = env.rising("EDUPORTAL_STATUS_CUTS", (46, 57, 66, 75))
EDUPORTAL_CHANGE_CUTS = env.rising("EDUPORTAL_CHANGE_CUTS", (-6, -2, 2, 6))
EDUPORTAL_CUTS_SINCE = env.day("EDUPORTAL_CUTS_SINCE", "2026-09-01")
# A school with fewer students a grade has no place in the table: chance alone moves it.
EDUPORTAL_LEAST_IN_A_GRADE = env.number("EDUPORTAL_LEAST_IN_A_GRADE", 30, least=1)
