"""Measurements that people run by hand; none is part of the tests' time."""

import faq  # noqa: F401  (holds numpy to one thread, as in the bot)
