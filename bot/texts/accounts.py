"""What is said when a member has a new Telegram account."""

from bot.actions.accounts import NotLinkedError
from bot.texts.markup import bold, lines, safe

OPEN = "有人换了账号"
UNLINK = "解除绑定"


def pick(organisation: str, *, listed: bool) -> str:
    """Ask who has a new account."""
    if not listed:
        return f"{bold(organisation)}里还没有别的同志绑定账号。"
    return lines(f"{bold(organisation)}：谁换了 Telegram 账号？请点一个。", "只换手机、账号没有变的，不用解除。")


def ask(name: str) -> str:
    """Ask whether to unlink."""
    return lines(
        f"要解除{bold(name)}现在的账号吗？",
        "请先当面或打电话核对是本人要换。",
        "解除以后，原来的账号马上不能用。以前的记录都保留。",
    )


def done(name: str) -> str:
    """Confirm, and say what comes next."""
    return lines(f"已解除{bold(name)}的账号。", "请他用新账号在群里发 /join，您再点“同意加入”。")


def told(organisation: str) -> str:
    """Tell the former account."""
    return f"这个账号和{safe(organisation)}的绑定已经解除。如果不是您本人换了账号，请马上联系书记。"


REFUSALS = {
    NotLinkedError: lambda _: "这位同志现在没有绑定账号，不用解除；自己的账号请别的负责同志来解除。",
}
