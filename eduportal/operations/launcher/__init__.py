"""How the portal starts: packages, servers, nodes, checks. Behind script/run, test and bench."""
