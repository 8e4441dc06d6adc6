"""What is said about codes, posters, spot checks, guests and the sign-in sheet."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.guests import NoSuchGuestError
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.check_in_codes import PosterLinkError, TooManyTriesError, WrongCodeError
from storage.rules.spot_checks import MINUTES, NobodyToCheckError, NotYourCheckError, SpotCheckOverError
from storage.rules.terms import GuestRole

TOOLS = "更多"
SHOW_CODE = "显示签到码"
POSTER = "签到海报"
NEW_POSTER = "换一张（旧的作废）"
SPOT_CHECK = "抽查在场"
ADD_GUEST = "登记列席"
SHEET = "签到表"
WANT_CODE = "开启签到码"
DROP_CODE = "关闭签到码"
I_AM_HERE = "我在会场"

GO_PRIVATE = "请到与我的私聊里输入签到码。"
OPEN_PRIVATE = "我还不能私聊您：请点我的头像，按“开始”，再点一次“签到”。"
ASK_CODE = "请看会场里显示的签到码，把 6 位数字打在这里。"
ON_SCREEN = "签到码马上发到这里，每分钟自动更换。"
CODE_OVER = "签到已经结束，签到码不再更换。"
ASK_GUEST = "请打列席同志的姓名，空一格再写身份，例如：\n张三 入党积极分子"
POSTER_NAME = "签到海报.png"
CODE_WANTED = "以后签到要输入会场里显示的 6 位签到码，或者扫海报上的二维码。"
CODE_DROPPED = "以后签到不用签到码，点“签到”就行。"
ROLE = {GuestRole.OBSERVER: "列席", GuestRole.GUEST_MEMBER: "外支部党员"}


def tools(title: str, *, code_wanted: bool, guests: Sequence[str], unconfirmed: Sequence[str]) -> str:
    """What the keeper of a roll has at hand."""
    return lines(
        f"考勤：{bold(title)}",
        "签到码：已开启" if code_wanted else "签到码：没有开启（点“签到”就行）",
        f"列席：{safe('、'.join(guests))}" if guests else "",
        f"抽查未确认：{safe('、'.join(unconfirmed))}（请当面核对）" if unconfirmed else "",
    )


def screen(title: str, code: str, until: datetime, zone: ZoneInfo, present: int, expected: int) -> str:
    """The code of the minute, for the host to show in the room."""
    return lines(
        f"签到码（{safe(title)}）",
        bold(" ".join(code)),
        f"这个码用到 {until.astimezone(zone):%H:%M}，到时自动更换。",
        f"已签到{present}/{expected}",
    )


def poster_caption(title: str, when: str) -> str:
    """The poster's facts as text."""
    return lines(
        f"签到海报：{bold(title)}",
        when,
        "请打印或者投到会场屏幕上，不要发到群里。",
        "同志们用手机扫码，点“开始”，就签到了。",
    )


def take_back(name: str) -> str:
    """Take a guest off the list."""
    return f"撤回：{name}"


def guest_shown(name: str, about: str) -> str:
    """One guest as a list names them."""
    return f"{name}（{about}）" if about else name


def guests(listed: Sequence[str]) -> str:
    """The guests of a meeting, after one was entered."""
    return lines("已登记。", f"列席 {len(listed)}：{safe('、'.join(listed))}")


def guest_list(listed: Sequence[str]) -> str:
    """The guests of a meeting as they stand."""
    return f"列席 {len(listed)}：{safe('、'.join(listed))}" if listed else "现在没有列席人员。"


def offer(body: str, role: GuestRole) -> str:
    """Offer a place among the guests to a member who is not expected."""
    why = (
        "您不在这次会议的应到名单里。可以登记为列席，不计入应到和实到。"
        if role is GuestRole.OBSERVER
        else "您不是这个党支部的党员。可以登记为外支部党员，参加情况记在您自己的记录里。"
    )
    return lines(body, GAP, why)


def join_label(role: GuestRole) -> str:
    """The button that takes the offered place."""
    return f"登记为{ROLE[role]}"


def seated(role: GuestRole, *, fresh: bool) -> str:
    """Confirm a guest's place."""
    return f"{'已登记' if fresh else '您已经登记过'}：{ROLE[role]}。"


def spot_check(title: str, until: datetime, zone: ZoneInfo) -> str:
    """Ask somebody to confirm that they are there."""
    return lines(
        f"抽查：{bold(title)}",
        f"请在 {until.astimezone(zone):%H:%M} 前点“{I_AM_HERE}”。",
        "这是随机抽查，不是对您有意见。",
    )


def spot_confirmed(at: datetime, zone: ZoneInfo) -> str:
    """Show that somebody has confirmed."""
    return f"已确认您在会场（{at.astimezone(zone):%H:%M}）。"


SPOT_OVER = "抽查时间已过。没有关系，请当面跟记录人说一声。"


def spot_asked(count: int) -> str:
    """Tell the keeper that a spot check has begun, without saying who was picked."""
    return f"已随机抽查 {count} 位已签到的同志，请他们在 {MINUTES} 分钟内确认。到时我把没有确认的名单私聊给记录人。"


def spot_report(title: str, confirmed: int, asked: int, names: Sequence[str]) -> str:
    """Tell the recorder what a spot check found."""
    return lines(
        f"抽查结果：{bold(title)}",
        f"抽查 {asked} 已确认 {confirmed} 未确认 {asked - confirmed}",
        f"未确认：{safe('、'.join(names))}" if names else "",
        "没有确认不等于不在，请当面核对后再改考勤。" if names else "",
    )


def sheet_facts(when: str, place: str, host: str, recorder: str) -> list[str]:
    """What stands above the sheet's table."""
    hands = "　　".join(part for part in (host and f"主持人：{host}", recorder and f"记录人：{recorder}") if part)
    return [part for part in (f"时间：{when}", place and f"地点：{place}", hands) if part]


def sheet_footer(printed: str, *, locked: bool) -> str:
    """What stands below every page."""
    return f"打印于{printed}　{'考勤已确认' if locked else '考勤还没有确认'}"


def sheet_name(month: int, day: int, title: str) -> str:
    """The file name of a sign-in sheet."""
    return f"签到表 {month}月{day}日 {title}.pdf"


def sheet_caption(title: str) -> str:
    """What accompanies the sheet."""
    return f"签到表：{bold(title)}\n可以打印，请到会的同志补签字。"


REFUSALS = {
    WrongCodeError: lambda refusal: f"签到码不对。请看会场里现在显示的数字，再打一次（还可以试 {refusal.left} 次）。",
    TooManyTriesError: lambda _: "输错太多次了。请过 10 分钟再试，或者请记录人代签。",
    PosterLinkError: lambda _: "这张海报已经作废。请扫会场里现在的二维码，或者在卡片上点“签到”。",
    NoSuchGuestError: lambda _: "列席名单里没有这一位了。请点“更多”看最新的名单。",
    NobodyToCheckError: lambda _: "现在没有可以抽查的同志：要已签到、绑定了账号、还没有被抽查过。",
    NotYourCheckError: lambda _: "这不是对您的抽查，您不用理会。",
    SpotCheckOverError: lambda _: SPOT_OVER,
}
