"""The rehearsal stage: a strict local Telegram for demonstration and tests, never reachable from outside loopback."""
