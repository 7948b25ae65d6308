"""Every revision, up and down, on both engines."""
