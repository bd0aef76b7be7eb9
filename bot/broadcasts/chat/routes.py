"""Everything organisers can do about broadcasts, by name."""

from collections.abc import Awaitable, Callable

from bot.broadcasts.chat.actions import BroadcastActions
from bot.broadcasts.chat.audience_wizard import AudienceWizard
from bot.broadcasts.chat.compose_wizard import ComposeWizard
from bot.broadcasts.chat.corrections import Corrections
from bot.broadcasts.policy import BroadcastPolicy
from bot.core.context import Context
from bot.core.messages import Incoming
from bot.organisers.router import CrisisPolicy, InputRoute, Route
from bot.storage.enums import Role
from bot.storage.organisers import Organiser
from flows.phrases import SpokenPhrases

Run = Callable[[Context, Organiser, str], Awaitable[None]]
Take = Callable[[Context, Organiser, Incoming, str], Awaitable[None]]


def duties(policy: BroadcastPolicy, phrases: SpokenPhrases) -> tuple[dict[str, Route], dict[str, InputRoute]]:
    """Duties and what is awaited."""
    composing = ComposeWizard(policy, phrases)
    choosing, correcting, steering = (
        AudienceWizard(composing),
        Corrections(composing),
        BroadcastActions(policy, composing),
    )
    runs = _runs(composing, choosing, steering)
    runs |= {"o_bentries": correcting.entries, "o_bentry": correcting.entry}
    known = {name: Route(Role.SENDER, run) for name, run in runs.items()}
    known["broadcast"] = Route(Role.SENDER, composing.begin, "Write an update to supporters")
    known["o_bstop"] = Route(None, steering.stop)
    takes: dict[str, Take] = {
        "bmessage": composing.take_message,
        "bentry": correcting.take_entry,
        "blink": composing.take_link,
        "bconfirm": composing.take_confirm,
        "bplace": choosing.take_place,
        "blanguage": choosing.take_language,
        "bsource": choosing.take_source,
        "btime": choosing.take_time,
        "bedit": steering.take_edit,
    }
    return known, {name: InputRoute(Role.SENDER, take, _heed(name)) for name, take in takes.items()}


def _heed(name: str) -> CrisisPolicy:
    """The words of an update are for many people and go through a preview and an approval."""
    return CrisisPolicy.IGNORE if name in ("bmessage", "bedit") else CrisisPolicy.REPLACE


def _runs(composing: ComposeWizard, choosing: AudienceWizard, steering: BroadcastActions) -> dict[str, Run]:
    return {
        "o_bolder": composing.older,
        "o_bchange": composing.ask_change,
        "o_bcheck": composing.check,
        "o_btest": composing.test,
        "o_bthrow": composing.throw_away,
        "o_bask": composing.ask,
        "o_baudience": choosing.show,
        "o_ball": choosing.everybody,
        "o_bnarrow": choosing.narrow,
        "o_bpledge": choosing.by_pledge,
        "o_bplace": choosing.by_place,
        "o_blanguage": choosing.by_language,
        "o_bsource": choosing.by_source,
        "o_brest": choosing.rest,
        "o_bwhen": choosing.when,
        "o_bsee": steering.see,
        "o_byes": steering.approve,
        "o_burgent": steering.approve_urgent,
        "o_bback": steering.send_back,
        "o_bpause": steering.pause,
        "o_bgo": steering.go_on,
        "o_bresults": steering.results,
        "o_brecall": steering.ask_recall,
        "o_brecallyes": steering.recall,
        "o_bedit": steering.ask_edit,
        "o_bagain": steering.ask_again,
        "o_bagainyes": steering.again,
    }
