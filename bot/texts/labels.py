"""Words on buttons; scripts and people rely on them to the letter."""

CANCEL = "取消"
BACK = "返回"
PUBLISH = "发布"
CHANGE = "修改"
GIVE_UP = "放弃"
ATTEND = "参加"
ASK_LEAVE = "请假"
CHECK_IN = "签到"
ROLL = "考勤"
MINUTES = "记录"
REOPEN_ROLL = "重新打开"
OPEN_CHECK_IN = "开放签到"
CONFIRM_ROLL = "确认考勤"
ADMIT = "同意加入"
REFUSE = "拒绝"
PRIVATE_CHAT = "私聊"
OWN_PAGE = "内网页面"
APPROVE = "批准"
RETURN = "退回"
OPEN = "打开"
WRITE_SELF_CRITICISM = "写自我批评"
CHANGE_SELF_CRITICISM = "改自我批评"
WRITE_CRITICISM = "写批评意见"
RECORD_CRITICISM = "记批评意见"
CRITICISE = "我来提意见"
SEE_MINE = "看我的内容"
PREVIOUS_PAGE = "上一页"
NEXT_PAGE = "下一页"
SUBMIT = "送审"
SIGN = "签字"
RETURN_MINUTES = "退回修改"
SEE_WHOLE = "看全文"
EXPORT_WORD = "导出Word"
CORRECT = "更正"
OTHER_MEETINGS = "其他会议"
WRONG = "有误？"
CHANGE_LINE = "改这一行"
LINE_IS_RIGHT = "登记无误"
OWN_GROUP = "本组情况"
LOOK_AGAIN = "刷新"


def group_year(name: str) -> str:
    """A group's attendance of this year."""
    return f"{name}今年出勤"


def with_tail(name: str, tail: str | None) -> str:
    """A name told apart by its phone tail."""
    return f"{name}（尾号{tail}）"


def respond(place: int) -> str:
    """Respond to the n-th criticism one received."""
    return f"表态（第{place}条意见）"


def respond_to(critic: str, *, answered: bool) -> str:
    """Respond to somebody's criticism, or change the response."""
    return f"{'改表态' if answered else '表态'}：{critic}的意见"


def next_person(name: str) -> str:
    """Go on to the next person of the walk."""
    return f"下一位：{name}"


def add_line(kind: str) -> str:
    """Add a line of this kind."""
    return f"补一条{kind}"


def remove_line(number: int) -> str:
    """Take the n-th line out."""
    return f"删第{number}条"


def meeting_on(title: str, month: int, day: int) -> str:
    """A meeting on a button: what and when."""
    return f"{title} {month}月{day}日"
