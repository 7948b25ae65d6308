"""Pure Chinese text: no Flask, no database, no clock."""
