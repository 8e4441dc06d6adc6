"""The rulebook and the audit: which meetings are owed, which count, and the article behind each verdict."""
