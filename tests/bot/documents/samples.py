"""Invented meetings the document tests are made from."""

import hashlib
import json
from datetime import UTC, datetime

from bot.documents.values import (
    Absence,
    ActionItem,
    CriticismItem,
    Examination,
    Line,
    MinutesPaper,
    Resolution,
    Roll,
    Seal,
    Signature,
)
from storage.rules.terms import LineKind

HELD = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
CONTENT = json.dumps({"topics": ["讨论接收预备党员"], "title": "支部党员大会会议记录"}, ensure_ascii=False)


def seal(content: str = CONTENT, version: int = 2) -> Seal:
    """A frozen version of the content."""
    text = json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Seal(
        version=version,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        content=content,
        signed_at=datetime(2026, 12, 6, 1, 30, tzinfo=UTC),
        signatures=(
            Signature("主持人", "欧阳建国", "2026年12月6日09:20"),
            Signature("记录人", "赵镕堃", "2026年12月6日09:30"),
        ),
        anchors=("第1024条 3f9a0c11d2e4b5a6",),
        reason="更正列席人员" if version > 1 else "",
    )


def general_meeting(**changes: object) -> MinutesPaper:
    """A general meeting with a vote, in full."""
    values: dict[str, object] = {
        "organisation": "中共某某市精密仪器制造有限公司第二机加工车间支部委员会",
        "title": "支部党员大会会议记录",
        "number": "2026年第12次",
        "when_text": "2026年12月5日（星期六）15:00—16:30",
        "place": "二号楼三层党员活动室",
        "host_duty": "支部书记",
        "host": "欧阳建国",
        "recorder": "赵镕堃",
        "held_at": HELD,
        "roll": Roll(
            expected=12,
            present=10,
            full=9,
            probationary=1,
            attendees=("欧阳建国", "赵镕堃", "张三", "李四", "王五", "孙七", "周八", "吴九", "郑十", "冯一"),
            observers=("公司党委组织科 陈某（科长）", "入党积极分子 褚某"),
            absences=(Absence("钱二", "病假"), Absence("卫六", "公出")),
        ),
        "topics": ("听取支部四季度工作情况报告", "讨论接收褚某为预备党员"),
        "lines": (
            Line(LineKind.TOPIC, "欧阳建国", "通报四季度“三会一课”落实情况，说明存在的问题。"),
            Line(LineKind.SPEECH, "李四", "同意报告内容。\n建议明年把党课和技能竞赛结合起来，不另占生产时间。"),
            Line(LineKind.SPEECH, "王五", "对第三条有不同意见：夜班同志参加会议确有困难，应当提前三天通知。" * 6),
        ),
        "resolutions": (
            Resolution("同意支部四季度工作情况报告。", "举手表决", 11, 9, 9, 0, 0, "通过"),
            Resolution("决定自2027年1月起主题党日固定在每月第一个周五下午。", "举手表决", 11, 9, 8, 0, 1, "通过"),
        ),
        "actions": (ActionItem("制定2027年组织生活计划", "赵镕堃", "2026年12月20日"),),
        "closing_words": "请各党小组会后三日内把意见落实到人。",
        "closed_text": "16:30",
        "seal": seal(),
    }
    return MinutesPaper(**(values | changes))  # type: ignore[arg-type]


def life_meeting() -> MinutesPaper:
    """An organisational life meeting: self-criticism, criticism, response, rectification."""
    remark = CriticismItem(
        "李四", "主动谈心少，听取一线意见不够。", "接受批评，今后每月下班组一次。", "每月到班组谈心不少于一次"
    )
    return general_meeting(
        title="2026年度组织生活会会议记录",
        examinations=(
            Examination(
                "欧阳建国", "学习不够系统，抓落实有时一般化。", (remark, CriticismItem("王五", "处理问题有时急躁。"))
            ),
            Examination("赵镕堃", "", ()),
        ),
    )
