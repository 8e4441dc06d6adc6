"""The full circle over real HTTP, as the demonstration's guide tells it: from binding a group to the weekly summary."""

from collections.abc import Iterator

import pytest

from tests.web.playing import Playing, demonstration, labels

FIRST, SECOND, ABOVE = "第一党支部工作群", "第二党支部工作群", "社区党委工作群"
SECRETARY, RECORDER, DEPUTY, ABSENT = "周启明", "陈知行", "林若兰", "许安宁"
LEADER, MEMBER = "唐秋实", "罗明川"


@pytest.fixture(name="play", scope="module")
def run_demonstration() -> Iterator[Playing]:
    with demonstration() as playing:
        yield playing


def test_second_branch_binds_its_group_and_its_people(play: Playing) -> None:
    bind = next(step["type"] for step in play.get("guide") if step["type"].startswith("/bind "))
    play.say("梁志远", bind, SECOND)
    play.hears("梁志远", "本群已绑定到松林社区第二党支部", SECOND)
    play.join("梁志远", SECOND)
    play.tap("梁志远", "梁志远")
    play.hears("梁志远", "账号已经生效")
    sent = play.wait("梁志远", lambda each: each["document"] is not None, SECOND)
    play.upload("梁志远", sent["document"]["name"], play.file(sent))
    play.tap("梁志远", "确认导入")
    play.tap("梁志远", "私聊")
    play.join("孙小满", SECOND)
    play.tap("孙小满", "孙小满")
    play.tap("梁志远", "同意加入")
    play.hears("孙小满", "绑定成功（松林社区第二党支部，职务：组织委员）")


def test_one_meeting_from_the_line_to_the_summary(play: Playing) -> None:
    plan = next(step["type"] for step in play.get("guide") if step["type"].startswith("/schedule "))
    play.say(SECRETARY, plan)
    preview = play.hears(SECRETARY, "请核对，确认后点“发布”")
    assert "2026年11月20日（星期五）10:30" in preview["text"]
    play.tap(SECRETARY, "发布")
    play.hears(RECORDER, "应到5 参加0 请假0 未回应4 未绑定1", FIRST)
    play.tap(RECORDER, "参加", FIRST)
    play.tap(SECRETARY, "参加", FIRST)
    play.tap(ABSENT, "请假", FIRST)
    play.tap(ABSENT, "公出")
    play.tap(ABSENT, "不写理由")
    play.tap(SECRETARY, "批准")
    play.hears(SECRETARY, "应到5 参加2 请假1 未回应1 未绑定1", FIRST)
    play.hears(ABSENT, "您的请假已批准")

    play.move_to("2026-11-19 10:31")
    play.hears(DEPUTY, "提醒：会议还有1天")
    play.tap(DEPUTY, "参加")
    play.hears(SECRETARY, "应到5 参加3 请假1 未回应0 未绑定1", FIRST)

    play.move_to("2026-11-20 08:30")
    for name in (SECRETARY, DEPUTY, RECORDER):
        play.hears(name, "提醒：会议还有约2小时")
    play.move_to("2026-11-20 10:00")
    for name in (SECRETARY, DEPUTY, RECORDER):
        play.tap(name, "签到", FIRST)
    play.hears(SECRETARY, "签到进行中：已签到3/5", FIRST)

    play.move_to("2026-11-20 11:00")
    for line in ("#议题 研究冬季走访困难群众", "#决议 同意走访方案"):
        number = play.say(RECORDER, line, FIRST)
        play.wait(RECORDER, lambda each, number=number: each["id"] == number and bool(each["reactions"]), FIRST)
    play.say(RECORDER, "/roll")
    play.hears(RECORDER, "应到 5 实到 3 请假 1 缺席 0 未登记 1")
    play.tap(RECORDER, "确认考勤")
    play.hears(RECORDER, "请清点会场人数")
    play.say(RECORDER, "3")
    play.hears(RECORDER, "应到 5 实到 3 请假 1 缺席 1 未登记 0")

    play.say(RECORDER, "/minutes")
    play.hears(RECORDER, "同意走访方案")
    play.tap(RECORDER, "送审")
    play.tap(RECORDER, "签字")
    play.tap(SECRETARY, "签字")
    word = play.wait(SECRETARY, lambda each: each["document"] is not None)
    assert play.file(word)[:2] == b"PK"

    play.say(MEMBER, "/compliance")
    shown = play.hears(MEMBER, "逾期未落实")
    assert "支部委员会" in shown["text"]

    play.say(SECRETARY, "/status")
    play.tap(SECRETARY, "提醒设置")
    play.tap(SECRETARY, "免打扰时间")
    play.tap(SECRETARY, "20:00–08:30")
    play.hears(SECRETARY, "免打扰：20:00–08:30")

    play.move_to("2026-11-23 08:30")
    week = "2026年11月16日至2026年11月22日"
    summary = play.hears(SECRETARY, f"周报（松林社区第一党支部，{week}）", FIRST)
    assert "支部委员会“研究冬季走访困难群众” 应到 5 实到 3" in summary["text"]
    assert [name for name in play.ids if name in summary["text"]] == []
    assert "松林社区第一党支部　逾期未落实 4" in play.hears("方文清", f"周报（松林社区党委，{week}）", ABOVE)["text"]


def test_a_group_meeting_with_a_code_and_a_lesson_made_up(play: Playing) -> None:
    told = {step["title"]: step["type"] for step in play.get("guide")}
    play.say(LEADER, told["小组会"])
    assert "党小组会（第一党小组）" in play.hears(LEADER, "请核对，确认后点“发布”")["text"]
    play.tap(LEADER, "发布")
    play.hears(MEMBER, "学习冬季安全知识")

    play.move_to("2026-11-24 08:30")
    play.say(RECORDER, told["开签到码"])
    play.hears(RECORDER, "应到 5 实到 0")
    play.tap(RECORDER, "更多")
    play.tap(RECORDER, "开启签到码")
    play.tap(RECORDER, told["看签到码"])
    for name in (LEADER, RECORDER):
        play.wait(name, lambda each: "学习冬季安全知识" in each["text"] and "签到" in labels(each))
        play.tap(name, told["组长签到"])
        play.hears(name, "请看会场里显示的签到码")
        screen = play.hears(RECORDER, "这个码用到")["text"]
        play.say(name, screen.splitlines()[1].replace(" ", ""))
        play.hears(name, "签到成功 08:3")

    play.move_to("2026-11-24 09:30")
    play.say(RECORDER, told["小组考勤"])
    play.hears(RECORDER, "应到 5 实到 2 请假 0 缺席 0 未登记 3")
    play.tap(RECORDER, "确认考勤")
    play.hears(RECORDER, "请清点会场人数")
    play.say(RECORDER, "2")
    play.tap(MEMBER, told["补课"])
    play.tap(MEMBER, "不写体会")
    play.hears(RECORDER, f"{MEMBER}交了补课")
    play.tap(RECORDER, told["审补课"])
    assert "学习冬季安全知识" in play.hears(MEMBER, "您的补课已通过，考勤上已记为“补课”")["text"]


def test_stranger_is_told_nothing(play: Playing) -> None:
    play.say("钱多福", "/compliance")
    answer = play.wait("钱多福", lambda each: each["from"]["bot"])
    assert "松林社区第一党支部" not in answer["text"]
