"""A Django database backend: SQLite whose writers take turns through one fair gate.

SQLite lets one writer in at a time and makes the others sleep and retry, which is unfair: under eight writers the
unluckiest waited a hundred times the median. Here every write transaction first takes a lock that queues: threads of
one process behind a `threading.Lock`, processes behind `fcntl.flock` on one file beside the database (web server and
worker alike). PostgreSQL needs none of this. See docs/decisions/0006.
"""
