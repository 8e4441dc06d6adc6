"""Every fault of keys, backups and audit chains has its sentence."""

from datetime import UTC, datetime

from bot.texts import backups, keys
from storage.audit import FindingKind
from storage.backup import BackupFault
from storage.keyring import KeyringFault, KeyState


def test_every_fault_has_its_words():
    assert set(keys.FAULTS) == {fault.value for fault in KeyringFault}
    assert set(keys.STATES) == {state.value for state in KeyState}
    assert set(backups.FAULTS) == {fault.value for fault in BackupFault}
    assert set(backups.FINDINGS) == {kind.value for kind in FindingKind}


def test_sentences_carry_their_facts():
    assert keys.fault("key_in_use", "keys.json", "1a2b3c4d", 3) == (
        "还有 3 条内容需要密钥 1a2b3c4d，请先完成轮换再停用"
    )
    assert backups.finding("altered", 3, 7) == "审计链 3 第 7 条与校验值不符"
    assert (keys.wrong_group(2), keys.wrong_group(0)) == (
        "第 2 组有误，请核对",
        "应为 13 组，每组 5 个字符，请核对",
    )
    assert keys.sheet("1a2b3c4d", datetime(2026, 11, 22, tzinfo=UTC), "current", ["ABCDE", "FGHJK"]) == (
        "密钥 1a2b3c4d  使用中  生成于 2026-11-22\nABCDE FGHJK"
    )
