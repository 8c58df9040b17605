"""What a person should know: told by the step that makes it, shown by the bell and in a mail."""
