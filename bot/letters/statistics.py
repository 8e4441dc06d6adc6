"""Lines of the table 落实情况统计表: the audit's verdicts and the records as the columns want them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.actions.statistics import Line
from bot.documents.values import Share, StatisticsRow
from bot.texts import tables as texts
from storage.rules.statistics import Turnout, lacking, turnout, yearly
from storage.rules.summaries import Span
from storage.rules.terms import Activity


def row(one: Line, span: Span, filled_on: date) -> StatisticsRow:
    """Return one organisation's line; what nobody recorded stays open, what the form asks by hand stays empty."""

    def share(activity: Activity) -> Share | None:
        return _share(turnout(one.verdicts, activity, span.start, span.end))

    def meeting(activity: Activity) -> str:
        return texts.yearly(yearly(one.verdicts, activity, span.start, span.end))

    figures, held = one.figures, one.figures.held
    return StatisticsRow(
        branch=one.organisation.name,
        secretary=figures.secretary if one.own else "",
        full=figures.full,
        probationary=figures.probationary,
        committee_size=figures.committee,
        groups=figures.groups,
        general_meeting=share(Activity.GENERAL_MEETING),
        committee_meeting=share(Activity.COMMITTEE_MEETING),
        group_meeting=share(Activity.GROUP_MEETING),
        party_lecture=share(Activity.PARTY_LECTURE),
        theme_party_day=share(Activity.THEME_PARTY_DAY),
        org_life_meeting=meeting(Activity.ORG_LIFE_MEETING),
        member_appraisal=meeting(Activity.MEMBER_APPRAISAL),
        talks=None,
        expected=held.expected,
        present=held.present,
        missing=held.expected - held.present,
        unexcused=figures.unexcused,
        hours_met=None,
        archived=Share(figures.signed, figures.kept),
        unfinished=texts.unfinished(lacking(one.verdicts, span.start, span.end), one.organisation.name, held),
        filled_on=filled_on,
    )


def _share(found: Turnout | None) -> Share | None:
    return None if found is None else Share(found.held, found.owed)


def total(rows: Sequence[StatisticsRow]) -> StatisticsRow:
    """Return the line that adds up all others; a figure unknown in one of them is unknown in all."""

    def count(figure: Callable[[StatisticsRow], int | None]) -> int | None:
        figures = [figure(each) for each in rows]
        return None if None in figures else sum(each for each in figures if each is not None)

    def share(figure: Callable[[StatisticsRow], Share | None]) -> Share | None:
        return _sum(figure(each) for each in rows)

    return StatisticsRow(
        branch=texts.TOTAL,
        secretary="",
        full=count(lambda each: each.full),
        probationary=count(lambda each: each.probationary),
        committee_size=count(lambda each: each.committee_size),
        groups=count(lambda each: each.groups),
        general_meeting=share(lambda each: each.general_meeting),
        committee_meeting=share(lambda each: each.committee_meeting),
        group_meeting=share(lambda each: each.group_meeting),
        party_lecture=share(lambda each: each.party_lecture),
        theme_party_day=share(lambda each: each.theme_party_day),
        org_life_meeting="",
        member_appraisal="",
        talks=None,
        expected=count(lambda each: each.expected),
        present=count(lambda each: each.present),
        missing=count(lambda each: each.missing),
        unexcused=count(lambda each: each.unexcused),
        hours_met=None,
        archived=_sum(each.archived for each in rows) or Share(0, 0),
        is_total=True,
    )


def _sum(shares: Iterable[Share | None]) -> Share | None:
    """Add up the shares of those to whom the activity applies."""
    known = [each for each in shares if each is not None]
    if not known:
        return None
    return Share(sum(each.part or 0 for each in known), sum(each.whole or 0 for each in known))
