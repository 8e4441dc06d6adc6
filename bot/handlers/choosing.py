"""Which of several organisations a command in private is about: asked, remembered, and the command carried on."""

from bot.actions.access import SeveralPlacesError
from bot.context import Context
from bot.handlers.meetings import seat
from bot.keyboards import layout
from bot.letters import Letter
from bot.texts import choosing as texts
from storage.repositories import dialogues, people, standpoints
from storage.repositories.dialogues import Talk
from storage.rules.confidentiality import ContentClass
from storage.rules.names import same

NAME = "choosing"


async def ask(context: Context, command: str, several: SeveralPlacesError) -> None:
    """Ask for which organisation the command was meant; what was typed behind it is kept."""
    draft = {"command": command, "words": context.words, "places": [list(place) for place in several.places]}
    async with context.begin() as session:
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "which", draft, context.now())
    await context.say(_question(talk, texts.ASK))


async def step(context: Context, talk: Talk) -> None:
    """Take the choice, tapped or typed, and leave the command that waited for it to the routing table."""
    places = talk.draft["places"]
    picked = talk.choice
    if picked is None:
        typed = context.words
        picked = next((number for number, (_, name) in enumerate(places) if same(name, typed)), -1)
    async with context.begin() as session:
        mine = await people.memberships(session, context.visitor.telegram_id, context.now().date())
        chosen = places[picked][0] if 0 <= picked < len(places) else None
        found = next((place for place in mine if place.organisation.id == chosen), None)
        if found is not None:
            await standpoints.choose(session, context.visitor.telegram_id, found.organisation.id, context.now())
            await dialogues.finish(session, talk, context.now())
    if found is None:
        await context.say(_question(talk, texts.NO_SUCH))
        return
    context.words, context.chosen = talk.draft["words"], True
    context.waiting_command = talk.draft["command"]


def _question(talk: Talk, words: str) -> Letter:
    names = [name for _, name in talk.draft["places"]]
    return Letter(words, layout.choices(talk, names, width=1), ContentClass.P1)
