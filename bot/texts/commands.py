"""Names of the commands: Latin for Telegram, Chinese for people, and the line the menu shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto


class Menu(Flag):
    """In which of Telegram's menus a command is offered; a menu is never an authorisation."""

    PRIVATE = auto()
    GROUP = auto()
    NOWHERE = 0


@dataclass(frozen=True, slots=True)
class CommandName:
    """A command's Chinese word, its line in the menu and where it is offered."""

    word: str
    line: str
    menu: Menu


_BOTH = Menu.PRIVATE | Menu.GROUP

NAMES: Mapping[str, CommandName] = {
    "start": CommandName("开始", "从这里开始", Menu.NOWHERE),
    "help": CommandName("帮助", "我能为您做什么", _BOTH),
    "meetings": CommandName("会议", "近期会议", _BOTH),
    "todo": CommandName("待办", "等我处理的事", Menu.PRIVATE),
    "mine": CommandName("我的", "我的出勤、请假，有误可更正", Menu.PRIVATE),
    "schedule": CommandName("开会", "安排一次会议", _BOTH),
    "roll": CommandName("考勤", "应到、实到、请假、缺席", _BOTH),
    "minutes": CommandName("记录", "会议记录：起草、签字、导出", _BOTH),
    "life": CommandName("组织生活", "组织生活会、批评和自我批评", Menu.PRIVATE),
    "compliance": CommandName("落实", "三会一课落实情况和依据", _BOTH),
    "summary": CommandName("周报", "预览和发布周报", Menu.PRIVATE),
    "roster": CommandName("名册", "党员名册：查看、导入", Menu.PRIVATE),
    "plan": CommandName("计划", "拟定年度计划，看进度", Menu.PRIVATE),
    "holidays": CommandName("放假", "放假安排，管理员导入通知", Menu.PRIVATE),
    "join": CommandName("加入", "绑定我的账号", Menu.GROUP),
    "bind": CommandName("绑定群", "把本群绑定到党组织", Menu.NOWHERE),
    "status": CommandName("状态", "运行情况、未送达名单", Menu.PRIVATE),
    "who": CommandName("谁能做", "哪些事由谁来做", Menu.PRIVATE),
    "cancel": CommandName("取消", "离开当前填写，草稿保留", _BOTH),
}

LATIN: Mapping[str, str] = {name.word: latin for latin, name in NAMES.items()}
