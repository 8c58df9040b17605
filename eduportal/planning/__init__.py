"""School network: how many students there will be, and where rooms will be missing."""
