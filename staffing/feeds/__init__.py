"""What the staff and the assignments of a school send to the nodes above."""
