"""Processes killed with work in flight, and controls that show the tests would notice."""
