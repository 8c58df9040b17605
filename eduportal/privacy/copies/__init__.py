"""Everything the portal keeps about one person, as the sheets of one workbook."""

from eduportal.privacy.copies.account import copy_of_account, copy_of_staff
from eduportal.privacy.copies.sheets import Copy
from eduportal.privacy.copies.student import copy_of_student

__all__ = ["Copy", "copy_of_account", "copy_of_staff", "copy_of_student"]
