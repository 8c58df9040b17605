"""What the nightly clean-up deletes of the mark book; eduportal/privacy/retention.py says when."""

from eduportal.core.keeping import AgedRows, StrayFiles
from grades.models import CellOperation, Evidence

OPERATIONS = AgedRows(CellOperation, "at")
STRAY_EVIDENCE = StrayFiles(Evidence, "file", "evidence")
