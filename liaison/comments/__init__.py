"""The citizen's words: received whole, kept as spoken, never altered."""
