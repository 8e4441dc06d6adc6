"""What is said about files, names, figures and switches that were not taken, and about single rows of a file."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from bot.actions.roster import FileNotFetchedError, NoSuchIntakeError
from bot.actions.roster_import import RosterOfGroupError
from bot.documents.refusals import (
    CellTooLong,
    FileFault,
    FileRefused,
    IllegalCharacter,
    OddSeparator,
    UnbalancedQuotes,
)
from bot.texts import terms
from bot.texts.markup import safe
from storage.repositories.addresses import AmbiguousNameError
from storage.repositories.organisations import NameTakenError, NoSuchOrganisationError
from storage.rules import ledger
from storage.rules.compliance.switches import (
    SwitchFormatError,
    SwitchNotYoursError,
    SwitchValueError,
    UnknownSwitchError,
)
from storage.rules.figures import FigureFault, FigureRefused
from storage.rules.names import MAX_NAME, NameFault, NameRefused
from storage.rules.organisation_tree import MisplacedError
from storage.rules.roster import vocabulary
from storage.rules.rows import Reason, Refused
from storage.rules.sheet import HeaderMissing, NoRows, TooManyRows
from storage.rules.terms import OrganisationKind
from storage.rules.typed_dates import DayFault, DayRefused
from storage.rules.wording import WordingFault, WordingRefused

COLUMNS: Mapping[str, str] = {
    field: titles[0] for columns in (ledger.COLUMNS, vocabulary.COLUMNS) for field, titles in columns.titles.items()
} | {"activities": "类别", "category": "类别", "duties": "职务"}

FILES: Mapping[FileFault, str] = {
    FileFault.NOT_A_WORKBOOK: "文件内容不是Excel工作簿。请发 xlsx、xls 或 csv 文件。",
    FileFault.TOO_LARGE: "文件太大，或解压后过大。请只保留名册那一张表再发。",
    FileFault.TOO_MANY_PARTS: "文件结构异常（条目过多）。请用 Excel 另存为 xlsx 再发。",
    FileFault.NESTED_ARCHIVE: "文件结构异常（里面还有压缩包）。请用 Excel 另存为 xlsx 再发。",
    FileFault.UNSAFE_CONTENT: "文件含不安全内容，没有读取。请用 Excel 另存为 xlsx 再发。",
    FileFault.MACROS: "不接受带宏的文件。请另存为不带宏的 xlsx 再发。",
    FileFault.ENCRYPTED: "文件设了密码，打不开。请去掉密码再发。",
    FileFault.DAMAGED: "文件损坏，打不开。请用 Excel 打开后另存为 xlsx 再发。",
    FileFault.SCATTERED: "表里的内容散得太开，读不了。请把名册放在连续的行列里再发。",
    FileFault.EMPTY: "文件是空的，没有数据行。请填好再发。",
    FileFault.UNREADABLE_ENCODING: "文件的编码认不出来。请用 Excel 另存为 xlsx，或存成 UTF-8 的 csv 再发。",
}
_SEPARATORS = {";": "分号", "；": "分号", "，": "中文逗号", "|": "竖线", "\t": "制表符"}
_NAMES: Mapping[NameFault, str] = {
    NameFault.EMPTY: "名称不能为空，请写上名称。",
    NameFault.TOO_LONG: f"名称太长，最多 {MAX_NAME} 个字，请缩短。",
    NameFault.NEWLINE: "名称里不能换行，请写成一行。",
    NameFault.BIDI: "名称里有改变文字方向的隐藏字符，请重新打字。",
    NameFault.CONTROL: "名称里有看不见的控制字符，请重新打字。",
    NameFault.ZERO_WIDTH: "名称里有看不见的字符，请重新打字。",
    NameFault.FILLER: "名称里有空白的占位字符，请重新打字。",
    NameFault.UNREADABLE: "名称里有无法显示的字符，请重新打字。",
    NameFault.SYMBOL: "名称里有不能用的符号，请只写文字。",
    NameFault.MIXED_SCRIPT: "名称里混用了外形相近的不同字母，请重新打字。",
    NameFault.NO_PERSON: "不像一个人的姓名；若是合计、落款，不用管。",
}
_WORDING: Mapping[WordingFault, str] = {
    WordingFault.EMPTY: "没有写内容，请重新打字。",
    WordingFault.TOO_LONG: "文字太长，最多 {limit} 个字，请缩短或分几次发。",
    WordingFault.ID_NUMBER: "内容里疑似有身份证号，没有保存。请删掉证件号再发。",
    WordingFault.SECRECY_MARK: "内容带有密级标志，不能在这里填写，没有保存。请按保密规定在涉密设备上处理。",
}
_FIGURES: Mapping[FigureFault, str] = {
    FigureFault.EMPTY: "没有写数字。请打一个数字。",
    FigureFault.NOT_DIGITS: "这不是数字。请只打数字，例如：12。",
    FigureFault.NEGATIVE: "不能是负数。请打 {low} 到 {high} 之间的数字。",
    FigureFault.TOO_SMALL: "数字太小，应在 {low} 到 {high} 之间。",
    FigureFault.TOO_LARGE: "数字太大，应在 {low} 到 {high} 之间。",
}
_DAYS: Mapping[DayFault, str] = {
    DayFault.IMPOSSIBLE: "没有“{text}”这一天，请核对日期。",
    DayFault.INCOMPLETE: "“{text}”没有写全，请写到年月日。",
    DayFault.FUTURE: "“{text}”还没有到，请核对日期。",
}
_ROWS: Mapping[Reason, str] = {
    Reason.MISSING_NAME: "没有写姓名",
    Reason.BAD_NAME: "{column}不能用（{detail}）",
    Reason.FORMULA: "{column}是公式，请改为文字",
    Reason.UNKNOWN_CATEGORY: "类别“{detail}”不在：正式党员/预备党员/积极分子/发展对象/入党申请人",
    Reason.BAD_TAIL: "手机尾号应为最后四位数字",
    Reason.MISSING_DATE: "没有写日期",
    Reason.IMPOSSIBLE_DATE: "{column}不存在：{detail}",
    Reason.INCOMPLETE_DATE: "{column}没有写到日：{detail}",
    Reason.FUTURE_DATE: "{column}还没有到：{detail}",
    Reason.DATES_REVERSED: "转正日期早于入党日期：{detail}",
    Reason.MISSING_TYPE: "没有写类别",
    Reason.UNKNOWN_TYPE: "没有“{detail}”这种会议，请写支部党员大会、支委会、党小组会、党课、主题党日等",
    Reason.NEGATIVE: "{column}是负数：{detail}",
    Reason.NOT_INTEGER: "{column}不是整数：{detail}",
    Reason.TOO_LARGE: "{column}太大：{detail}",
    Reason.MORE_THAN_EXPECTED: "实到 {detail} 多于应到",
    Reason.ID_NUMBER: "{column}疑似身份证号，请删除",
    Reason.SECRECY_MARK: "{column}带有密级标志，不能导入",
    Reason.TEXT_TOO_LONG: "{column}太长，请缩短",
    Reason.DUPLICATE_ROW: "与第{detail}行完全相同",
    Reason.SAME_PERSON: "与第{detail}行是同一人（姓名、手机尾号相同），请合并成一行",
    Reason.TAIL_NEEDED: "有同名的人，请补上手机尾号以便区分",
}
_KINDS = terms.ORGANISATION_KIND
NAME_FAULTS: Mapping[str, str] = {fault: said.rstrip("。").removeprefix("名称里") for fault, said in _NAMES.items()}


def row(refused: Refused) -> str:
    """Say why one row of a file was not taken, such as 第5行（张三）：类别…; safe HTML."""
    detail = refused.detail or ""
    if refused.reason is Reason.BAD_NAME:
        detail = NAME_FAULTS.get(detail, detail)
    column = COLUMNS.get(refused.column or "", "")
    said = _ROWS[refused.reason].format(column=column, detail=safe(detail))
    return f"第{refused.row}行{_whom(refused)}：{said}"


def _whom(refused: Refused) -> str:
    return f"（{safe(refused.name)}）" if refused.name else ""


def kinds(allowed: Iterable[OrganisationKind]) -> str:
    """Name kinds of organisations."""
    return "、".join(_KINDS[kind] for kind in allowed)


def odd_separator(separator: str) -> str:
    """Ask whether to read a file whose columns seem to be parted by something else than a comma."""
    name = _SEPARATORS.get(separator, separator)
    return f"分隔符似为{name}，是否按{name}读取？"


def _name(refusal: NameRefused) -> str:
    offered = f"可以写：{safe(refusal.suggestion)}" if refusal.suggestion else ""
    return _NAMES[refusal.kind] + offered


def _unknown_switch(refusal: UnknownSwitchError) -> str:
    near = get_close_matches(refusal.key[:40], refusal.known) or refusal.known
    return f"没有“{safe(refusal.key[:40])}”这个开关，可以设的有：{safe('、'.join(near))}。"


def _switch_value(refusal: SwitchValueError) -> str:
    return f"{safe(refusal.key)} 不能设为“{safe(refusal.value[:40])}”，可以写：{safe(' / '.join(refusal.allowed))}。"


REFUSALS: Mapping[type[Exception], Callable[..., str]] = {
    HeaderMissing: lambda refusal: (
        f"没有找到表头：表里要有一行写着“{'”“'.join(COLUMNS[field] for field in refusal.columns)}”。请补上表头再导入。"
    ),
    NoRows: lambda _: "文件里没有数据行，没有改动。请在表头下面填写后再导入。",
    TooManyRows: lambda refusal: f"超过单次上限{refusal.limit}行，请分批导入。",
    FileRefused: lambda refusal: FILES[refusal.kind],
    IllegalCharacter: lambda refusal: f"第{refusal.row}行含非法字符，整个文件没有导入。请改正后再导入。",
    UnbalancedQuotes: lambda refusal: f"第{refusal.row}行起引号不配对，整个文件没有导入。请改正后再导入。",
    CellTooLong: lambda refusal: f"第{refusal.row}行有一格文字太长，整个文件没有导入。请改正后再导入。",
    OddSeparator: lambda refusal: odd_separator(refusal.separator) + "请另存为逗号分隔的 csv 或 xlsx 再导入。",
    NameRefused: _name,
    WordingRefused: lambda refusal: _WORDING[refusal.kind].format(limit=refusal.limit),
    FigureRefused: lambda refusal: _FIGURES[refusal.kind].format(low=refusal.low, high=refusal.high),
    DayRefused: lambda refusal: _DAYS[refusal.kind].format(text=safe(refusal.text)),
    UnknownSwitchError: _unknown_switch,
    SwitchValueError: _switch_value,
    SwitchFormatError: lambda _: "请写成 KEY=VALUE，例如：lecture.cadence=quarter。",
    SwitchNotYoursError: lambda refusal: (
        f"{safe(refusal.key)} 不能由{_KINDS[refusal.kind]}决定，应由{kinds(refusal.decided_by)}决定。"
    ),
    NameTakenError: lambda refusal: f"已有名为“{safe(refusal.name)}”的组织，请换一个名称。",
    NoSuchOrganisationError: lambda refusal: f"没有名为“{safe(refusal.name[:64])}”的组织，请核对名称。",
    AmbiguousNameError: lambda refusal: (
        f"有 {len(refusal.names)} 个组织叫“{safe(refusal.name)}”，请写全名：{safe('、'.join(refusal.names))}。"
    ),
    MisplacedError: lambda refusal: (
        f"{_KINDS[refusal.kind]}应设在{kinds(refusal.below)}之下，请核对 --kind 和 --parent。"
    ),
    RosterOfGroupError: lambda _: "党小组没有单独的名册，请导入所在党支部的名册（在“党小组”一列写组名）。",
    FileNotFetchedError: lambda _: "文件没有取到，请稍后再发一次。文件不能超过 20 MB。",
    NoSuchIntakeError: lambda _: "没有这份待导入的文件。请把名册文件再发一次。",
}
