"""How this installation differs from another one: settings and logging."""
