"""What the nightly clean-up deletes of the mark book; eduportal/privacy/retention.py says when."""

from eduportal.core.keeping import AgedRows
from grades.models import CellOperation

OPERATIONS = AgedRows(CellOperation, "at")
