"""Where schools and classrooms would best be built: facts in, plan out. No Django."""
