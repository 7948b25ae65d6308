"""Accounts, without a database."""
