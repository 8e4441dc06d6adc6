"""What can be checked in a database without anybody's word: audit chains, seals, checksums of signed minutes."""

from bot.cli.office import Office
from bot.texts import backups as fault_texts
from bot.texts import command_line as texts
from storage.repositories import audit_entries, seals
from storage.sealing import SealBroken


async def chains(desk: Office) -> list[str]:
    """Return what is wrong with the audit chains, one sentence each."""
    async with desk.sessions.read() as session:
        return [
            fault_texts.finding(finding.kind.value, finding.chain, finding.seq)
            for chain in await audit_entries.chains(session)
            for finding in await audit_entries.verify(session, chain)
        ]


async def sealed(desk: Office) -> list[str]:
    """Return what is wrong with sealed values and signed minutes, one sentence each; raises KeyringError."""
    from bot.actions import minutes  # late: needed here alone

    async with desk.sessions.read() as session:
        if not await seals.has_proof(session):
            return []
    ring = await desk.ring()
    async with desk.sessions.read() as session:
        try:
            broken = await minutes.broken(session, ring)
        except SealBroken:
            return [fault_texts.fault("seals_broken")]
    return [texts.minutes_altered(row.meeting_id, row.version) for row in broken]
