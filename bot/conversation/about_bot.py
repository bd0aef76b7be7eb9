"""What the bot says about itself: help, privacy, how to tell that it is real, simpler words."""

from dataclasses import replace

from bot.config.controller import Controller
from bot.conversation.answer_view import AnswerView
from bot.conversation.flow_runner import FlowRunner
from bot.core.callbacks import AboutEntry, Callback, CommandButton, EntryButton
from bot.core.context import Context
from bot.core.messages import Button
from bot.organisers.router import OrganiserRouter


class AboutBot:
    """Answers questions about the bot. In the middle of a flow the open question follows again."""

    def __init__(
        self,
        answers: AnswerView,
        flows: FlowRunner,
        organisers: OrganiserRouter,
        controller: Controller | None,
    ) -> None:
        self._answers = answers
        self._flows = flows
        self._organisers = organisers
        self._controller = controller

    async def help(self, context: Context) -> None:
        """Say what can be typed; to organisers their own commands too."""
        texts = context.texts.public
        context.say(texts.help)
        if commands := await self._organisers.commands_of(context):
            lines = [
                texts.help_line(command=name, about=f"{about[:1].lower()}{about[1:]}")
                for name, about in commands.items()
            ]
            context.say(texts.help_organisers(commands="\n\n".join(lines)))
        if context.state.position is not None:
            context.say(texts.flow_help)
        self._flows.repeat_question(context)

    def about(self, context: Context) -> None:
        """Say who and what the bot is."""
        self._say(context, context.texts.public.about)

    def thanks(self, context: Context) -> None:
        """Answer thanks."""
        self._say(context, context.texts.public.you_are_welcome)

    def urgent(self, context: Context) -> None:
        """Give phone numbers of help now."""
        context.say(*self._answers.content.safety.crisis)

    def privacy(self, context: Context) -> None:
        """Say what happens with data, who answers for it, and how to complain."""
        texts, controller = context.texts.public, self._controller
        if controller:
            context.say(texts.privacy(controller=controller.name, contact=controller.contact))
            complain = Button(context.texts.buttons.conversation.complain, CommandButton("complain").pack())
            notice = [texts.privacy_notice(url=controller.privacy_url)] if controller.privacy_url else []
            context.offer(texts.privacy_rights(contact=controller.contact), *notice, buttons=[complain])
        else:
            context.say(texts.privacy_no_controller)
        self._flows.repeat_question(context)

    def verify(self, context: Context) -> None:
        """Say how to tell that this is the real bot."""
        texts, controller = context.texts.public, self._controller
        real = texts.verify(controller=controller.name) if controller else texts.verify_no_controller
        self._say(context, real)

    def settings(self, context: Context) -> None:
        """Offer simpler words, or the usual ones."""
        texts, labels = context.texts.public, context.texts.buttons.conversation
        if context.state.simple:
            other = Button(labels.use_usual_words, CommandButton("plain").pack())
            context.offer(texts.settings_are_simple, buttons=[other])
        else:
            other = Button(labels.use_simpler_words, CommandButton("simple").pack())
            context.offer(texts.settings_are_usual, buttons=[other])

    def simple(self, context: Context) -> None:
        """Use simpler words from now on, for the answer on the screen too."""
        context.state = replace(context.state, simple=True)
        context.say(context.texts.public.settings_simple)
        if button := _can_be_simpler(context):
            self._answers.show(context, button.entry, button.others)
        self._flows.repeat_question(context)

    def plain(self, context: Context) -> None:
        """Use the usual words again."""
        context.state = replace(context.state, simple=False)
        self._say(context, context.texts.public.settings_plain)

    async def confused(self, context: Context) -> None:
        """Help somebody who could not follow: the answer on the screen in simpler words, or what to type."""
        if _can_be_simpler(context):
            self.simple(context)
        else:
            await self.help(context)

    def _say(self, context: Context, text: str) -> None:
        context.say(text)
        self._flows.repeat_question(context)


def _can_be_simpler(context: Context) -> EntryButton | None:
    """Return the button of the answer on the screen that has a simpler form."""
    for choice in context.state.menu.shown:
        button = Callback.unpack(choice.data)
        if isinstance(button, EntryButton) and button.about is AboutEntry.SIMPLER:
            return button
    return None
