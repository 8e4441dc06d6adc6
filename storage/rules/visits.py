"""Bringing a meeting to members from whom attendance is not demanded (教育管理条例 art. 23: 送学上门)."""

from storage.rules.refusals import RefusalError


class NotExemptError(RefusalError):
    """The member is not exempt on the day of the meeting."""
