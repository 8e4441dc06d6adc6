"""Every noun that speaks on its own: importing this module enters its occasions into the table."""

from jobs import (  # noqa: F401 - they are imported for what they enter
    approvals,
    changes,
    check_in,
    corrections,
    delegations,
    join,
    leave,
    life,
    makeup,
    meetings,
    minutes,
    plan,
    silent,
    urging,
)
