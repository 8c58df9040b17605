"""Forms that officials send to schools and commune offices, the answers, and their sums."""
