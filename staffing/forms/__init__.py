"""What pages of the staff register read."""
