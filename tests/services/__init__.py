"""Private copies of PostgreSQL and Redis for one run of the tests: on sockets in a temporary folder, never the machine's own."""
