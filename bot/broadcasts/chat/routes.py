"""Everything that organisers can do about broadcasts."""

from collections.abc import Callable

from bot.broadcasts.chat.audience_wizard import AudienceWizard
from bot.broadcasts.chat.compose_wizard import ComposeWizard
from bot.broadcasts.chat.control import Control
from bot.broadcasts.chat.corrections import Corrections
from bot.broadcasts.chat.follow_up import FollowUp
from bot.broadcasts.chat.review import Review
from bot.broadcasts.chat.schedule_wizard import ScheduleWizard
from bot.broadcasts.policy import BroadcastPolicy
from bot.organisers.routes import Routes
from flows.phrases import SpokenPhrases


def broadcast_routes(policy: BroadcastPolicy, phrases: SpokenPhrases) -> Callable[[Routes], None]:
    """Return what adds the routes of broadcasts to a table."""

    def register(routes: Routes) -> None:
        composing, review = ComposeWizard(policy, phrases), Review(policy)
        composing.register(routes)
        Corrections(composing).register(routes)
        AudienceWizard(policy).register(routes)
        ScheduleWizard(composing).register(routes)
        review.register(routes)
        Control(policy, review).register(routes)
        FollowUp(policy, composing).register(routes)

    return register
