"""Failures in a row: a disk that is full all night must not fill the log with one sentence a second."""

from dataclasses import dataclass


@dataclass(slots=True)
class Failures:
    """How many failures have followed each other, and how many of them were of the last one's kind."""

    number: int = 0
    alike: int = 0
    kind: type[BaseException] | None = None

    def add(self, error: BaseException) -> bool:
        """Count a failure; return whether to log it: the first of its kind, the second, the fourth, and so on."""
        self.number += 1
        self.alike = self.alike + 1 if type(error) is self.kind else 1
        self.kind = type(error)
        return self.alike & (self.alike - 1) == 0

    def end(self) -> int:
        """Note that all went well; return how many failures went before."""
        number, self.number, self.alike = self.number, 0, 0
        return number
