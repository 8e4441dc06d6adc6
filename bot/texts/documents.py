"""Why a Word form, a signed file or a count could not be used."""

from bot.documents.refusals import FormRefusedError, PackageRefusedError, SealBrokenError, SealMissingError
from bot.texts.markup import safe
from storage.rules.votes import UnknownMatterError, VoteCountError

REFUSALS = {
    PackageRefusedError: lambda _: "这不是可以使用的 Word 文件（.docx），请另存为 .docx 后再发。",
    FormRefusedError: lambda refusal: (
        f"Word 模板{f'第 {refusal.place} 处' if refusal.place else ''}有不能使用的内容，请改正后再发；在此之前仍用内置格式。"
    ),
    SealBrokenError: lambda _: "校验码和内容对不上，这份记录不能使用。请把编号告诉管理员。",
    SealMissingError: lambda _: "这个文件里没有校验码，不是本系统导出的已签字记录。请发 /minutes 重新导出。",
    UnknownMatterError: lambda refusal: (
        f"没有“{safe(refusal.matter)}”这种表决事项。可以写：{'、'.join(refusal.known)}。"
    ),
    VoteCountError: lambda _: "票数和人数应为 0 以上的整数，请核对后再填。",
}
