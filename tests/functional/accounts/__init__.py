"""What people set for themselves, and how the office keeps its points and people."""
