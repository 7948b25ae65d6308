"""A consultation: what is asked, until when, at which points."""
