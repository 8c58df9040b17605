"""The Ministry's own record format: what the sector database takes instead of packages.

`mapping` reads the tables of columns, codes and states, which are data (`tables/*.toml`);
`projecting` makes records of what packages say; `client` brings them to the front end. Nothing here
writes a row.
"""
