"""/start, /join, and the way from a one-time link to an approved account."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import access, join
from bot.context import Context
from bot.handlers import basics, check_in
from bot.handlers.meetings import arrive, seat
from bot.keyboards import join as keyboards
from bot.letters import Letter
from bot.texts import join as texts
from storage.models import JoinLink
from storage.repositories import accounts, contacts, dialogues, organisations, people
from storage.repositories.dialogues import Talk
from storage.rules.check_in_codes import read_payload
from storage.rules.confidentiality import ContentClass
from storage.rules.powers import Power, StrangerError

NAME = "join"


async def start(context: Context) -> None:
    """/start: open the private chat; with a link's token choose the own name, with a poster's sign in."""
    if not context.place.private or not context.words:
        async with context.begin() as session:
            if context.place.private:
                await contacts.note(session, context.visitor.telegram_id, reachable=True, now=context.now())
        await basics.help_(context)
        await _offer_choice(context)
        return
    poster = read_payload(context.words)
    if poster is not None:
        await check_in.scanned(context, poster)
        return
    async with context.begin() as session:
        await contacts.note(session, context.visitor.telegram_id, reachable=True, now=context.now())
        link, _ = await join.open_link(session, context.words, context.now())
        await dialogues.begin(session, context.keyring, seat(context), NAME, "name", {"link": link.id}, context.now())
        letter = await asked(session, link)
    await context.say(letter)


async def asked(session: AsyncSession, link: JoinLink) -> Letter:
    """Ask for the own name: by a button each, or by typing where the list is long or a name stands twice."""
    organisation = await organisations.get(session, link.organisation_id)
    members = await accounts.unlinked(session, link.organisation_id)
    listed = len(members) <= join.NAMES_SHOWN and len({one.name for one in members}) == len(members)
    offered = keyboards.names(link.id, members) if listed else None
    return Letter(texts.pick(organisation.name, listed=listed), offered, ContentClass.P1)


async def ask(context: Context) -> None:
    """/join in a bound group: answer with a one-time private link."""
    if context.place.private:
        async with context.read() as session:
            known = await people.memberships(session, context.visitor.telegram_id, context.now().date())
        await context.say(Letter(texts.WELCOME_BACK if known else texts.IN_PRIVATE))
        return
    async with context.begin() as session:
        organisation = await organisations.bound_to(session, context.place.chat_id, context.place.thread_id)
        if organisation is None:
            raise access.UnboundChatError
        token = await join.ask_link(session, organisation, context.visitor.telegram_id, context.now())
    url = f"https://t.me/{context.bot.username}?start={token}"
    await context.say(Letter(texts.link(url, context.visitor.shown_name)))


async def step(context: Context, talk: Talk) -> None:
    """Take a typed name, and a phone tail where the name is shared."""
    words = context.words.strip()
    async with context.begin() as session:
        link = await accounts.link(session, talk.draft["link"], context.now())
        name = talk.draft.get("name", words)
        found = await join.named(session, link, name, words if talk.step == "tail" else "")
        if len(found) > 1:
            await dialogues.advance(session, context.keyring, talk, "tail", context.now(), name=name)
            letter = Letter(texts.ASK_TAIL)
        else:
            letter = await _claim(context, session, link.id, found[0].id)
    await context.say(letter)


async def claim(context: Context, button: buttons.ClaimName) -> None:
    """Choose the own name from the list."""
    async with context.begin() as session:
        letter = await _claim(context, session, button.link, button.member)
    await context.redraw(letter)


async def decide(context: Context, button: buttons.DecideJoin) -> None:
    """同意加入 or 拒绝."""
    async with context.begin() as session:
        member, fresh = await join.decide(
            session,
            button.account,
            context.visitor.telegram_id,
            context.settings.admins,
            context.now(),
            admit=button.admit == 1,
        )
    words = texts.decided(member.name, admitted=button.admit == 1) if fresh else texts.DECIDED_BEFORE
    await context.redraw(Letter(words, content=ContentClass.P1))


async def _claim(context: Context, session: AsyncSession, link_id: int, member_id: int) -> Letter:
    who = context.visitor.telegram_id
    claimed = await join.claim(session, link_id, member_id, who, context.settings.admins, context.now())
    await dialogues.set_aside(session, seat(context), context.now())
    return Letter(texts.APPROVED_AT_ONCE if claimed.approved else texts.WAITING)


async def _offer_choice(context: Context) -> None:
    """Offer the choice of how confidential text is entered to those who may take it."""
    if not context.place.private:
        return
    async with context.read() as session:
        try:
            here = await arrive(context, session)
        except StrangerError:
            return
    if here.may(Power.SET_UP) and context.place.private:
        await context.say(Letter(texts.ASK_ENTRY, keyboards.entry(here.organisation.id)))
