"""Values and services that every part of the conversation shares: messages, buttons, state, menus."""
