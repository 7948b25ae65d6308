"""Real worker and dispatcher processes on both brokers."""
