"""Buttons of /mydata, /stop and /forget."""

from bot.core.callbacks import Callback


class WithdrawConsent(Callback, code="sc"):
    """Withdraw a consent, and erase what was kept because of it."""

    consent: str


class WithdrawPledge(Callback, code="sp"):
    """Take a pledge back, named by its pledge type."""

    pledge: str


class ResumeUpdates(Callback, code="su"):
    """Undo a stop: agree to updates again."""


class ConfirmErasure(Callback, code="sy"):
    """Erase everything that is kept about this person."""


class KeepData(Callback, code="sn"):
    """Keep everything after all."""
