"""Translate: update to action, outcome to words; the transaction is opened here."""
