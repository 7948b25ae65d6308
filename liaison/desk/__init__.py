"""Each role's start page: what waits, oldest first."""
