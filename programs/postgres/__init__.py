"""PostgreSQL as Peergroups uses it: every transaction is stamped with the scope it runs in."""
