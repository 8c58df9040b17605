"""A province that does not exist: invented schools, staff, students and marks.

Everything but the names of communes, the programme and the shape of the figures is made up.
The same seed makes the same province.
"""
