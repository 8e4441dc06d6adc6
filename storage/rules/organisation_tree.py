"""Which organisation may stand below which (党章 ch. 5; a group is part of a branch, 支部工作条例 art. 4)."""

from dataclasses import dataclass

from storage.rules.refusals import RefusalError
from storage.rules.terms import OrganisationKind

_ABOVE = {
    OrganisationKind.COMMITTEE: (OrganisationKind.COMMITTEE,),
    OrganisationKind.GENERAL_BRANCH: (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH),
    OrganisationKind.BRANCH: (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH),
    OrganisationKind.GROUP: (OrganisationKind.BRANCH,),
}


@dataclass(eq=False)
class MisplacedError(RefusalError):
    """An organisation of this kind cannot stand there; ``below`` are the kinds it may stand below."""

    kind: OrganisationKind
    parent: OrganisationKind | None
    below: tuple[OrganisationKind, ...]


def check_place(kind: OrganisationKind, parent: OrganisationKind | None) -> None:
    """Raise MisplacedError unless ``kind`` may stand below ``parent`` (None: on its own, which a group cannot)."""
    if parent is None and kind is not OrganisationKind.GROUP:
        return
    if parent not in _ABOVE[kind]:
        raise MisplacedError(kind, parent, _ABOVE[kind])
