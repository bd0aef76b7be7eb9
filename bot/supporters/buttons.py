"""What the buttons of somebody's own data carry."""

from bot.core.callbacks import Callback


class WithdrawConsent(Callback, code="sc"):
    consent: str


class WithdrawPledge(Callback, code="sp"):
    pledge: str


class ResumeUpdates(Callback, code="su"):
    """Undo a stop: agree to updates again."""


class ConfirmErasure(Callback, code="sy"):
    """Erase everything that is kept about this person."""


class KeepData(Callback, code="sn"):
    """Erase nothing after all."""
