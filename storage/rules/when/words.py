"""The vocabulary of spoken dates: each word with what it counts.

Reads Chinese.
"""

from enum import StrEnum


class Part(StrEnum):
    """A part of the day as people name it."""

    DAWN = "dawn"
    MORNING = "morning"
    FORENOON = "forenoon"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


# Years counted from this one.
YEARS = {"大后年": 3, "后年": 2, "明年": 1, "来年": 1, "今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2}
# Days counted from today.
DAYS = {"大大后": 4, "大后": 3, "后": 2, "明": 1, "今": 0, "昨": -1, "前": -2, "大前": -3}
# Monday is 0, as in datetime.
WEEKDAYS = dict(zip("一二三四五六日天1234567", (0, 1, 2, 3, 4, 5, 6, 6, 0, 1, 2, 3, 4, 5, 6), strict=True))
PARTS = {
    Part.DAWN: ("凌晨", "am", "a.m."),
    Part.MORNING: ("清晨", "清早", "早晨", "早上", "一早", "早", "晨"),
    Part.FORENOON: ("上午",),
    Part.NOON: ("中午", "正午", "午间", "午"),
    Part.AFTERNOON: ("下午", "午后", "傍晚", "黄昏", "pm", "p.m."),
    Part.EVENING: ("晚上", "晚间", "夜晚", "夜里", "夜间", "深夜", "半夜", "午夜", "子夜", "晚", "夜"),
}
PART_OF = {word: part for part, words in PARTS.items() for word in words}
# Hours said after a part of the day, and by how many hours each may be shifted from the day's own midnight.
# Two shifts are two meanings; an hour that stands in no row cannot be said that way.
HOURS: dict[Part | None, tuple[tuple[range, tuple[int, ...]], ...]] = {
    None: ((range(1, 7), (0, 12)), (range(24), (0,))),
    Part.DAWN: ((range(12), (0,)), (range(12, 13), (-12,))),
    Part.MORNING: ((range(12), (0,)),),
    Part.FORENOON: ((range(13), (0,)),),
    Part.NOON: ((range(10, 15), (0,)), (range(1, 3), (12,))),
    Part.AFTERNOON: ((range(1, 12), (12,)), (range(12, 24), (0,))),
    Part.EVENING: (
        (range(5, 12), (12,)),
        (range(17, 24), (0,)),
        (range(12, 13), (-12, 12)),  # the midnight the day begins or ends with
        (range(5), (0, 24)),  # the small hours of the day, or of the night that follows it
    ),
}
# Usual times to offer when none was said, in minutes from midnight.
USUAL: dict[Part | None, tuple[int, ...]] = {
    None: (9 * 60, 14 * 60 + 30, 15 * 60, 19 * 60),
    Part.DAWN: (6 * 60,),
    Part.MORNING: (8 * 60, 8 * 60 + 30),
    Part.FORENOON: (9 * 60, 9 * 60 + 30, 10 * 60),
    Part.NOON: (12 * 60, 12 * 60 + 30),
    Part.AFTERNOON: (14 * 60, 14 * 60 + 30, 15 * 60, 16 * 60),
    Part.EVENING: (19 * 60, 19 * 60 + 30, 20 * 60),
}
