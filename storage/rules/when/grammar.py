"""The closed grammar of spoken times: a table of forms, tried in order at every place of a text.

Reads Chinese. In a template a blank is an optional blank and ``<name>`` a part from ATOMS that is kept under that name.
No form repeats without a bound, so scanning costs a constant times the length of the text.
"""

from enum import StrEnum

from storage.rules.when.atoms import (
    BEHIND_CLOCK,
    DATE_FOLLOWS,
    DIALLED,
    FEASTS,
    LENGTHS,
    LONG_PARTS,
    NO_MORE_FIGURES,
    NOT_A_DAY,
    NOT_A_MINUTE,
    NOT_AN_HOUR,
    NUMBERED,
    PART_OF_YEAR,
    SUBJECT_FOLLOWS,
)
from storage.rules.when.numerals import NUMBER, NUMERALS, ONES


class Slot(StrEnum):
    """What a stretch of text is."""

    WORD = "word"  # no part of a date, whatever figures it holds
    RECURRING = "recurring"
    LUNAR = "lunar"
    UTC = "utc"
    OFFSET = "offset"
    FORMAT = "format"  # a way of writing dates that is not read
    LATER = "later"  # so much time from now
    LENGTH = "length"
    DATE = "date"
    WEEKDAY = "weekday"  # a weekday there is none of
    PART = "part"
    CLOCK = "clock"
    TO = "to"
    SUBJECT = "subject"  # a year, month or week that says what is spoken of: 明年工作
    LOOSE = "loose"  # belongs to a date unless the day is named beside it: 国庆节, 第四季度
    VAGUE = "vague"  # belongs to a date, but to none that can be used
    LEFT = "left"  # a figure that no word explains


FORMS: tuple[tuple[Slot, str], ...] = (
    # words that would read as dates
    (Slot.WORD, r"https?://\S+|《[^《》]{1,60}》|“[^“”\d月日号点周天]{1,12}”"),
    (Slot.WORD, rf"(?:(?:会议|房间|入会) (?:号码?|id)|密码|口令|电话|手机号?) :? {DIALLED}"),
    (Slot.WORD, rf"腾讯会议 :? (?=\d{{3}}[-\s]?\d{{3}}){DIALLED}"),
    (Slot.WORD, "光明日报|今日头条|十分(?=[重必关紧感])|<N> 分之 <N>|早一?点(?=[到来])"),
    (Slot.WORD, r"[线网楼地][上下]\s|(?:线[上下]|网上|马上)(?! 个?<W>)"),
    (Slot.WORD, "<N> 点 (?=意见|要求|建议|说明|体会|希望|内容)"),
    (Slot.WORD, "(?:提前|提早|会前) (?:<N>|半) (?:天|分钟?|刻钟|个? 小时)"),
    (Slot.WORD, rf"(?:\d{{2,4}}|[〇零{ONES}]{{2,4}}) 年[度级]"),
    (Slot.SUBJECT, f"(?:<year> 年|<short> 年(?! [代后])|<years>) (?:的? (?:{PART_OF_YEAR})|{SUBJECT_FOLLOWS})"),
    (Slot.SUBJECT, "(?:<months> 个? 月|<month> 月 份?|<week> 个? <W>) (?=的? (?:工作|任务|计划|重点|主题|党课))"),
    (Slot.WORD, rf"(?:\d{{1,3}}|[{NUMERALS}]+) (?:周年|年 (?=规划|计划|行动|党|来|期))"),
    (Slot.WORD, f"[a-z]?<N> 号 (?={NUMBERED})"),
    (Slot.WORD, f"(?:{LONG_PARTS}|[早晚]) [好安](?!排)"),
    (Slot.WORD, "第 <N> (?! (?:个 <W>|季|周|天|日|个工))"),
    # what is refused by name
    (Slot.RECURRING, "每 (?!位|人|名|次|组|项|个 (?:人|党|支|小组|同))"),
    (
        Slot.RECURRING,
        "隔 [周天日月一两]|逢 (?:<W>|<N>)|天天|周周|月月|按[周月]|双 [周月日]|单双|(?<![简名清账菜订传])单 [周月日]",
    ),
    (Slot.LUNAR, rf"农历|阴历|旧历|腊[月八]|正月|冬月|闰 <N> 月|除夕|大年|(?<!最)初[{ONES}十]"),
    (Slot.LUNAR, rf"[廿卅][{ONES}]?(?! [日号{ONES}])"),
    (Slot.OFFSET, r"(?:utc|gmt) [+-] \d{1,2}(?: :? \d{2})?|(?<=\d) \+ \d{1,2}(?::?\d{2})?(?!\d)|[东西] <N> 区"),
    (Slot.OFFSET, "(?:当地|东京|纽约|伦敦|巴黎|莫斯科|首尔|新加坡)时间"),
    (Slot.OFFSET, "(?<![a-z])(?:est|edt|pst|pdt|jst|cet|cst)(?![a-z])"),
    (Slot.UTC, r"(?<=\d) z(?![a-z\d])|(?<![a-z])(?:utc|gmt)(?![a-z])|世界时|格林尼治(?:标准)?时间"),
    (Slot.FORMAT, r"\d{4}-?w\d{1,2}(?:-\d)?"),
    # lengths, and moments so far from now
    *((Slot.LATER, f"{length} [以之]? 后") for length in LENGTHS),
    *((Slot.LENGTH, length) for length in LENGTHS),
    (Slot.DATE, r"(?:再? 过 )?(?<!月)(?<!月\s)(?<!\d)<days> [天日] [以之]? 后|过 <days2> 天"),
    (Slot.DATE, r"(?:再? 过 )?(?<!\d)<weeks> (?:周|个? (?:星期|礼拜)) [以之]? 后"),
    # a point between hour and minutes, right behind a part of the day: 下午2.30
    (Slot.CLOCK, r"(?:(?<=[午早晚晨夜])|(?<=[早晚]上)) <hour> \. <minute2>(?![.\d])"),
    # whole dates in figures
    (Slot.DATE, "<year> [-/.] <month> [-/.] <day> [日号]?"),
    (Slot.DATE, "<year2><month2><day2>"),
    (Slot.DATE, f"<unsure> [-/.] <month> [-/.] <day>{NO_MORE_FIGURES}"),
    # a clock said before its 点: 3-5点, 9到11点半
    (Slot.CLOCK, f"<hour>(?= (?:-|~|到|至) (?:{LONG_PARTS}|[早晚])? {NUMBER} (?:[点时:](?!间)|[ap]\\.?m))"),
    (Slot.CLOCK, r"(?<!\d:)<hour> [:;] <minute2>(?: : <second>)?"),
    (Slot.DATE, rf"(?<![\d.:/-])<month> [./] <day>{NO_MORE_FIGURES} [日号]?"),
    (Slot.DATE, rf"(?<![\d.:/-])<month>-<day>{NO_MORE_FIGURES}(?! [日号])"),
    # years, months, days
    (Slot.DATE, "<year> 年"),
    (Slot.DATE, "<short> 年(?! [代后])"),
    (Slot.DATE, "<years>"),
    (Slot.DATE, f"<month> 月 <day3>{NOT_A_DAY}"),
    (Slot.DATE, "<month> 月 份?"),
    (Slot.DATE, "<months> 个? 月 份?"),
    (Slot.DATE, "(?<=[月份]) <last>"),
    (Slot.DATE, "<month_end>|(?<=[月份]) 的? (?:<last2>|<first>)"),
    (Slot.DATE, "<day> [日号](?!楼)"),
    (Slot.VAGUE, "[今昨前明][明后] 两? 天|[今明]后天"),
    (Slot.DATE, "<relative>"),
    (Slot.DATE, f"<relative2>(?= (?:{LONG_PARTS}|[早晚晨夜午]))"),
    # weekdays
    (Slot.DATE, "<week> 个? <weekend>|<weekend2>"),
    (Slot.DATE, "第 <nth> 个 <W> <weekday>|<nth2> 个 <W> <weekday2>"),
    (Slot.DATE, "<back> 个? <W> <weekday>"),
    (Slot.VAGUE, "[线网楼地][上下](?= 个?<W>)"),
    (Slot.DATE, f"<week> 个? <W> 的? <W>? <weekday>(?!程){NOT_AN_HOUR}"),
    (Slot.VAGUE, "<W>[一二三四五六]{3,6}(?![点时十])"),
    (Slot.DATE, f"<W> <weekday>(?!程){NOT_AN_HOUR}"),
    (Slot.DATE, r"(?<=[日号\d]) \( <weekday> \)"),
    (Slot.WEEKDAY, r"(?:<week> 个? )?<W> (?!<N> [点时月日号:])(?:[七八九十〇零百]|[089](?![\d:.]))"),
    (Slot.DATE, "<week> 个? <W>(?!期)"),
    # times of day
    (Slot.PART, "(?<![a-z])<part>(?![a-z])"),
    (Slot.PART, rf"<part2>(?= (?:{NUMBER}) [点时:])|(?<=[今明昨])<part3>"),
    (Slot.CLOCK, "<hour> [点时] <minute> 分"),
    (Slot.CLOCK, "<hour> [点时] <half>"),
    (Slot.CLOCK, "<hour> [点时] <quarters> 刻"),
    (Slot.CLOCK, f"<hour> [点时] <minute3>{NOT_A_MINUTE}"),
    (Slot.CLOCK, "<hour> [点时] (?:整|正|钟)?(?![代间])"),
    (Slot.CLOCK, "<hour>(?= [ap]\\.?m)"),
    # 签到 and 到场 are no ranges: what joins two clocks stands right between them
    (Slot.TO, f"(?:-{{1,2}}|~|{BEHIND_CLOCK}(?:开始|开|起)? [到至])(?= (?:{LONG_PARTS}|[早晚])? {NUMBER})"),
    # parts of dates that fit nowhere
    (Slot.VAGUE, "[上中下]旬|(?:(?<=[年月份])|年|月)[底末初中](?![心央共国秋])|<N> 个半? 月|半个? 月|半天"),
    (Slot.VAGUE, "第 <N> (?:周|天|个工作日)|最后 一 天|首日|工作日|次日|翌日|差 <N> [分刻]|半年[以之]?后"),
    (Slot.VAGUE, r"最[早迟晚](?!的)|不[早晚迟]于|截[至止]|不行|没空|除了|不[是要](?= [今明后本这周\d])"),
    (Slot.LOOSE, f"{PART_OF_YEAR}|{FEASTS}"),
    # other figures: words if a word follows, else what is left of a date
    (Slot.WORD, r"(?<![a-z\d])(?!t\d)[a-z]{1,4}-?\d{1,5}(?![\d:点时年月日号.])"),
    (Slot.LEFT, r"(?<![a-z\d])(?!t\d)[a-z]{1,4}\d{1,2} [年月日号点]"),
    (Slot.WORD, rf"(?:\d+|[{NUMERALS}]+)(?=[\u4e00-\u9fff])(?![{NUMERALS}]|{DATE_FOLLOWS})"),
    (Slot.LEFT, rf"(?:\d+|[{NUMERALS}]+) (?:[年月日号点时分刻秒周天季]|星期)?"),
)
