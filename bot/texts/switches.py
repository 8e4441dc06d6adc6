"""What each switch of the rulebook governs, and what its values mean, in words."""

from collections.abc import Mapping

from storage.rules.compliance.switches import SwitchSpec

NOTHING = "—"

ABOUT: Mapping[str, str] = {
    "lecture.cadence": "党支部多久上一次党课：quarter 每季度，half-year 每半年，term 每学期，none 不作要求",
    "bc.vote_threshold": "支部委员会表决，赞成票超过谁的半数：all 全体委员，present 到会委员",
    "gm.nonvoting_quorum": "没有表决的党员大会要多少人到会：none 不要求，half 半数以上，也可以写 2/3 这样的分数",
    "gm.count_written_votes": "党员大会一般表决，书面意见算不算票（接收预备党员和转正一律计入）",
    "election.win_base": "选举当选，赞成票超过谁的半数：expected 应到会的，present 到会的",
    "election.quorum_inclusive": "选举到会人数正好五分之四算不算够：true 算，false 要超过",
    "exclusion_scope": "经两级同意可以不计算在内的六种情形用在哪里：elections 选举，admission 选举和接收、转正，all 再加一般表决",
    "olm.window": "某一年度的组织生活会在哪一段时间开，按当年的通知写",
    "drm.window": "某一年度的民主评议党员在哪一段时间开展，按当年的通知写",
    "dlm.window": "某一年度的民主生活会在哪一段时间开，按当年的通知写",
    "dlm.report_days": "民主生活会后多少天内上报",
    "dlm.day_type": "上报天数怎么数：calendar 自然日，working 工作日",
    "olm.report_days": "组织生活会后多少天内上报",
    "olm.rectify_list_days": "组织生活会后多少天内列出整改清单",
    "notice_days": "会前至少提前几天通知",
    "remind.days": "会前提前几天提醒，可以写几个数",
    "remind.quiet": "夜间不打扰的时段，none 不设",
    "remind.mention_silent": "会前一天，没有回复的人是否在群里点名提醒",
    "leave.lead_hours": "请假至少提前多少小时提出，晚于这个时间的注明“临近会议才提出”",
    "makeup.activities": "缺席哪些会要补课",
    "warn_days": "离期限还剩几天开始提示“临期”",
    "drm.cap_base": "“优秀”三分之一按谁算：full 正式党员，participants 参评党员",
    "drm.cap_rounding": "“优秀”名额不是整数时：floor 舍去，nearest 四舍五入，ceil 进一",
    "drm.cap_enforce": "“优秀”超过名额时：warn 只提醒，block 不让保存",
    "drm.leaders_rated": "领导干部是否参加评定等次",
    "drm.probationary_rated": "预备党员是否评定等次",
    "attendance.include_probationary": "预备党员是否计入应到",
    "attendance.exempt_in_base": "免于要求的党员是否计入应到",
    "attendance.online_counts": "线上参加是否算实到",
    "leave.approver": "请假由谁批：secretary 书记，group_leader 组长，committee 支部委员会",
    "leave.reasons": "请假可以选哪些类别：personal 事假，sick 病假，official 公出，training 学习培训，other 其他",
    "makeup.required": "缺席的是否要补课",
    "inactive_alert_months": "连续几个月没有参加组织生活时提示核查",
    "term.ends": "本届任期到哪一天为止，由本组织自己填写；届满前六个月起提示准备换届",
    "talk.pairs_rule": "谈心谈话要谈到什么程度：each_member 每人都谈到，each_pair 两两都谈到",
    "hours.target": "党员每年集中学习多少学时",
    "hours.target_secretary": "党支部书记每年集中学习多少学时",
    "colour.rules": "红黄绿评定的办法，off 不评定",
    "shift_rule": "主题党日遇到节假日往哪边挪：next 往后，previous 往前，都不出本月",
    "record.order_names": "记录里名字怎么排：rank_then_strokes 先职务后姓氏笔画，strokes 姓氏笔画，roster 名册顺序",
    "record.signatures": "会议记录由谁签字：chair 主持人，recorder 记录人",
    "retention": "会议记录保存多久：permanent 永久，30、10 为年数",
    "credits": "一次会议除了自己，还可以算哪些活动",
    "no_committee_equivalent": (
        "不设支部委员会的，每月用什么代替：none 不作要求，secretary_meeting 书记会，monthly_gm 党员大会"
    ),
}

_PARTS: Mapping[str, str] = {
    "GM": "党员大会",
    "BC": "支部委员会",
    "PG": "党小组会",
    "PL": "党课",
    "TPD": "主题党日",
    "OLM": "组织生活会",
    "DRM": "民主评议党员",
    "DLM": "民主生活会",
    "personal": "事假",
    "sick": "病假",
    "official": "公出",
    "training": "学习培训",
    "other": "其他",
    "month": "每月的",
    "quarter": "每季度的",
    "half_year": "每半年的",
    "term": "每学期的",
    "year": "每年的",
}


def about(spec: SwitchSpec) -> str:
    """Return what a switch governs, one of a family saying which; a dash for a switch without words."""
    family, _, part = spec.key.rpartition(".")
    if spec.key in ABOUT or family not in ABOUT:
        return ABOUT.get(spec.key, NOTHING)
    return f"{_PARTS.get(part, part)}：{ABOUT[family]}"
