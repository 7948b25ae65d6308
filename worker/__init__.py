"""Carries nudges from the queue of record to Celery and does the work; imports liaison, never the other way."""
