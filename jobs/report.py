"""What a run of the outbox did: figures for one line of the log and for the operator's catch-up."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from storage.rules.deliveries import DeliveryState, PlanState, Step
from storage.rules.outcomes import Reason


@dataclass(slots=True)
class Report:
    """Counts of arrows taken; ``late`` counts messages sent late, ``oldest`` is the longest overdue moment found."""

    plans: Counter[PlanState] = field(default_factory=Counter)
    deliveries: Counter[DeliveryState] = field(default_factory=Counter)
    dropped: Counter[Reason] = field(default_factory=Counter)
    recovered: Counter[DeliveryState] = field(default_factory=Counter)
    late: int = 0
    oldest: datetime | None = None

    def note(self, step: Step, *, late: bool = False) -> None:
        """Count an arrow that was taken."""
        self.deliveries[step.state] += 1
        self.late += late
        if step.reason is not None:
            self.dropped[step.reason] += 1

    def facts(self) -> dict[str, object]:
        """Return what is not zero, flat, for one line."""
        groups: tuple[tuple[str, Counter[PlanState] | Counter[DeliveryState] | Counter[Reason]], ...] = (
            ("plans", self.plans),
            ("deliveries", self.deliveries),
            ("dropped", self.dropped),
            ("recovered", self.recovered),
        )
        found: dict[str, object] = {f"{name}_{word}": n for name, counts in groups for word, n in counts.items() if n}
        found |= {"late": self.late} if self.late else {}
        return found | ({"oldest": self.oldest.isoformat()} if self.oldest else {})
