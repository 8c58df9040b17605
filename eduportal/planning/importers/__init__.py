"""Files with numbers of earlier years: students by school and grade, children by commune."""
