"""Forms of accounts: the ways in, and keeping the accounts of others."""
