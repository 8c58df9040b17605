"""Pages of the students' register."""
