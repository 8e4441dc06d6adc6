"""Reading the times people type: ``read(text, now)`` gives a When, an Ask, or raises WhenRefused."""

from storage.rules.when.answers import Ask, Asks, Detail, Kind, When, WhenRefused
from storage.rules.when.reader import read

__all__ = ["Ask", "Asks", "Detail", "Kind", "When", "WhenRefused", "read"]
