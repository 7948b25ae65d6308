"""Writers that know only a format. What a paper says is decided by the feature that asks for it."""
