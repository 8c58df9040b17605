"""What the register of students sends to the nodes above."""
