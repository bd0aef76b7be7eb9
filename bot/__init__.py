"""The bot itself: settings, conversation, storage, outbox, and the channels by which people reach it."""

import faq  # noqa: F401  (holds numpy to one thread, so it comes before anything that loads numpy)
