"""People, the appointments they hold, the points they serve, and how experts are paired with points."""
