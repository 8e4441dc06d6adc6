"""Offer: inline keyboards from values."""
