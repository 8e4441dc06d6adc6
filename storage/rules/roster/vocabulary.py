"""The words of roster files: column titles, categories and duties in their usual spellings (input vocabulary).

Reads Chinese: input vocabulary.
"""

import re
import unicodedata

from storage.rules.characters import simplified
from storage.rules.sheet import Vocabulary
from storage.rules.terms import Category, Duty

COLUMNS = Vocabulary(
    titles={
        "name": ("姓名", "党员姓名", "成员姓名", "人员姓名", "名字"),
        "category": ("党员类别", "党员类型", "类别", "人员类别", "成员类别", "人员类型", "政治面貌", "身份", "类型"),
        "group": ("党小组", "所在党小组", "所属党小组", "党小组名称", "小组", "所在小组", "所属小组"),
        "duties": ("党内职务", "支部职务", "党内任职", "支部任职", "党组织职务", "职务", "担任职务"),
        "tail": (
            "手机尾号", "手机号尾号", "手机号码尾号", "尾号", "手机后四位", "手机号后四位", "手机号码后四位",
            "手机后4位", "手机号后4位", "手机号码后4位", "手机末四位", "手机尾号后四位", "手机尾号后4位",
            "手机尾号四位", "手机尾号4位", "手机尾数", "电话尾号", "电话后四位", "联系电话后四位", "联系电话尾号",
        ),
        "joined_on": (
            "入党日期", "入党时间", "入党年月日", "入党",
            "加入党组织日期", "加入党组织时间", "加入中国共产党日期", "何时入党",
        ),
        "confirmed_on": ("转正日期", "转正时间", "转正年月日", "转正", "转为正式党员日期", "转为正式党员时间"),
        "left_on": ("转出日期", "转出时间", "离开日期", "离开时间", "调出日期", "调出时间"),
        "note": ("备注", "说明", "备注说明", "附注"),
    },
    required=("name",),
    forbidden=re.compile(
        r"身份证|证件号|公民身份|身份号码|(?:手机|电话|联系方式|联系号码|移动号码)(?!.*(?:尾号|尾数|[后末][四4４]位))"
    ),
)  # fmt: skip

CATEGORIES = {
    "正式党员": Category.FULL,
    "正式": Category.FULL,
    "党员": Category.FULL,
    "党员(正式)": Category.FULL,
    "预备党员": Category.PROBATIONARY,
    "预备": Category.PROBATIONARY,
    "党员(预备)": Category.PROBATIONARY,
    "积极分子": Category.ACTIVIST,
    "入党积极分子": Category.ACTIVIST,
    "发展对象": Category.CANDIDATE,
    "申请人": Category.APPLICANT,
    "入党申请人": Category.APPLICANT,
}
_DUTIES = {
    "书记": Duty.SECRETARY,
    "支书": Duty.SECRETARY,
    "副书记": Duty.DEPUTY_SECRETARY,
    "副支书": Duty.DEPUTY_SECRETARY,
    "组织委员": Duty.ORGANISATION_COMMISSIONER,
    "宣传委员": Duty.PUBLICITY_COMMISSIONER,
    "纪检委员": Duty.DISCIPLINE_COMMISSIONER,
    "纪律检查委员": Duty.DISCIPLINE_COMMISSIONER,
    "委员": Duty.COMMITTEE_MEMBER,
    "支委": Duty.COMMITTEE_MEMBER,
    "支委委员": Duty.COMMITTEE_MEMBER,
    "组长": Duty.GROUP_LEADER,
    "党小组长": Duty.GROUP_LEADER,
    "党小组组长": Duty.GROUP_LEADER,
    "小组长": Duty.GROUP_LEADER,
    "记录人": Duty.RECORDER,
    "记录员": Duty.RECORDER,
}
_OF_THE_BRANCH = re.compile(r"^(?:中共)?(?:党支部委员会|支部委员会|党支部|支部)")
_PARTY = re.compile("^(?:中国共产党|中共)")
_GROUP_LEADER = re.compile(r".{0,10}党小组组?长|第?[\d一二三四五六七八九十]{1,3}(?:小组|组)?组?长")
_BETWEEN = re.compile(r"[、,;/|+()\[\]\s]+|兼任|兼")


def category_of(text: str) -> Category | None:
    """Return the category a word names, or None for a word that names none."""
    bare = simplified("".join(unicodedata.normalize("NFKC", text).split())).replace("份子", "分子")
    return CATEGORIES.get(_PARTY.sub("", bare))


def duties_of(text: str) -> tuple[frozenset[Duty], tuple[str, ...]]:
    """Return the duties named in a cell, and the words that give no duty in the branch (posts, titles)."""
    words = [word for word in _BETWEEN.split(simplified(unicodedata.normalize("NFKC", text))) if word]
    known = {word: _duty(word) for word in words}
    if any(word.endswith("委员") for word in words):  # 组织、宣传委员 are two
        known = {word: duty or _DUTIES.get(f"{word}委员") for word, duty in known.items()}
    duties = frozenset(duty for duty in known.values() if duty is not None)
    return duties, tuple(word[:20] for word, duty in known.items() if duty is None)


def _duty(word: str) -> Duty | None:
    bare = _OF_THE_BRANCH.sub("", word)
    # 青年委员, 统战委员 and the like sit on the committee without a term of their own in the glossary.
    other = Duty.COMMITTEE_MEMBER if re.fullmatch(r"\w{2,6}委员", bare) else None
    return _DUTIES.get(bare) or other or (Duty.GROUP_LEADER if _GROUP_LEADER.fullmatch(bare) else None)
