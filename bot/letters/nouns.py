"""Every noun whose letters are composed by the clock: importing this module enters its composers into the tables."""

from bot.letters import (  # noqa: F401 - they are imported for what they enter
    amendments,
    check_in,
    corrections,
    delegations,
    join,
    leave,
    makeups,
    meetings,
    plan,
    silent,
    urging,
)
