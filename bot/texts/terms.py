"""Chinese labels of the standard terms."""

from collections.abc import Iterable, Mapping

from storage.rules import terms
from storage.rules.terms import Activity, AttendanceStatus, Category, Duty, Form, LeaveKind, LineKind, MeetingState

ACTIVITY: Mapping[Activity, str] = {
    Activity.GENERAL_MEETING: "支部党员大会",
    Activity.COMMITTEE_MEETING: "支部委员会",
    Activity.GROUP_MEETING: "党小组会",
    Activity.PARTY_LECTURE: "党课",
    Activity.THEME_PARTY_DAY: "主题党日",
    Activity.ORG_LIFE_MEETING: "组织生活会",
    Activity.MEMBER_APPRAISAL: "民主评议党员",
    Activity.DEMOCRATIC_LIFE_MEETING: "民主生活会",
    Activity.HEART_TO_HEART_TALK: "谈心谈话",
}

FORM: Mapping[Form, str] = {
    Form.GENERAL: "支部党员大会",
    Form.COMMITTEE: "支部委员会",
    Form.GROUP: "党小组会",
    Form.LECTURE: "党课",
    Form.THEME_DAY: "主题党日",
    Form.DEMOCRATIC_LIFE: "民主生活会",
}

CATEGORY: Mapping[Category, str] = {
    Category.FULL: "正式党员",
    Category.PROBATIONARY: "预备党员",
    Category.ACTIVIST: "积极分子",
    Category.CANDIDATE: "发展对象",
    Category.APPLICANT: "入党申请人",
}

DUTY: Mapping[Duty, str] = {
    Duty.SECRETARY: "书记",
    Duty.DEPUTY_SECRETARY: "副书记",
    Duty.ORGANISATION_COMMISSIONER: "组织委员",
    Duty.PUBLICITY_COMMISSIONER: "宣传委员",
    Duty.DISCIPLINE_COMMISSIONER: "纪检委员",
    Duty.COMMITTEE_MEMBER: "委员",
    Duty.GROUP_LEADER: "组长",
    Duty.RECORDER: "记录人",
}

ORGANISATION_KIND: Mapping[terms.OrganisationKind, str] = {
    terms.OrganisationKind.COMMITTEE: "党委",
    terms.OrganisationKind.GENERAL_BRANCH: "党总支",
    terms.OrganisationKind.BRANCH: "党支部",
    terms.OrganisationKind.GROUP: "党小组",
}

MEETING_STATE: Mapping[MeetingState, str] = {
    MeetingState.DRAFT: "草稿",
    MeetingState.ANNOUNCED: "已发布",
    MeetingState.IN_PROGRESS: "进行中",
    MeetingState.HELD: "已召开",
    MeetingState.ARCHIVED: "已归档",
    MeetingState.CANCELLED: "已取消",
    MeetingState.POSTPONED: "已延期",
    MeetingState.VOID: "已作废",
}

LEAVE_KIND: Mapping[LeaveKind, str] = {
    LeaveKind.PERSONAL: "事假",
    LeaveKind.SICK: "病假",
    LeaveKind.OFFICIAL: "公出",
    LeaveKind.TRAINING: "学习培训",
    LeaveKind.OTHER: "其他",
}

LEAVE_STATE: Mapping[terms.LeaveState, str] = {
    terms.LeaveState.ASKED: "请假，等待批准",
    terms.LeaveState.APPROVED: "请假，已批准",
    terms.LeaveState.RETURNED: "请假未获批准，请重新回复",
    terms.LeaveState.WITHDRAWN: "请假已撤回",
}

ATTENDANCE: Mapping[AttendanceStatus, str] = {
    AttendanceStatus.PRESENT: "出席",
    AttendanceStatus.LATE: "迟到",
    AttendanceStatus.EARLY_LEAVE: "早退",
    AttendanceStatus.ONLINE: "线上",
    AttendanceStatus.ON_LEAVE: "请假",
    AttendanceStatus.ABSENT: "缺席",
    AttendanceStatus.MAKEUP: "补课",
    AttendanceStatus.EXEMPT: "免于要求",
    AttendanceStatus.OBSERVER: "列席",
}
UNKNOWN_ATTENDANCE = "未登记"

LINE_KIND: Mapping[LineKind, str] = {
    LineKind.TOPIC: "议题",
    LineKind.SPEECH: "发言",
    LineKind.RESOLUTION: "决议",
    LineKind.ACTION: "行动",
}

SOURCE: Mapping[terms.Source, str] = {
    terms.Source.BOT: "本系统",
    terms.Source.IMPORTED: "导入",
    terms.Source.BACKFILLED: "补录",
}

STATUS: Mapping[terms.ObligationStatus, str] = {
    terms.ObligationStatus.MET: "已落实",
    terms.ObligationStatus.SCHEDULED: "已安排",
    terms.ObligationStatus.DUE: "待落实",
    terms.ObligationStatus.AT_RISK: "临期",
    terms.ObligationStatus.MISSED: "逾期未落实",
    terms.ObligationStatus.DEFERRED: "已报备顺延",
    terms.ObligationStatus.NOT_APPLICABLE: "不适用",
    terms.ObligationStatus.NOT_ASSESSED: "不评定",
}


def activities(credited: Iterable[Activity]) -> str:
    """Return credited activities in their standard order, joined as people write them."""
    present = set(credited)
    return "、".join(label for activity, label in ACTIVITY.items() if activity in present)


def duties(held: Iterable[Duty]) -> str:
    """Return duties in order of rank, joined as people write them."""
    present = set(held)
    return "、".join(label for duty, label in DUTY.items() if duty in present)
