"""An invitation and a removal from first word to last, against the real bot in a process of its own."""

from pathlib import Path
from subprocess import run
from sys import executable

from bot.conversation.commands import PUBLIC
from bot.storage.store import Store
from tests.harness.process import ROOT, BotProcess
from tests.harness.service import rows
from tests.telegram_double import Person, TelegramDouble

SUPPORTER, OWNER, LISTENER, STRANGER = 1, 11, 12, 13


def menu_of(double: TelegramDouble, who: int) -> list[str]:
    return double.commands({"type": "chat", "chat_id": who})


async def _tells(person: Person, text: str, count: int = 1) -> str:
    """What somebody is answered."""
    person.sends(text)
    return "\n".join(await person.hears(count))


async def _presses(person: Person, label: str, count: int = 1) -> str:
    person.presses(label)
    return "\n".join(await person.hears(count))


async def test_an_invitation_and_a_removal_from_first_word_to_last(tmp_path: Path) -> None:
    database = tmp_path / "bot.sqlite3"
    await (await Store.open(database)).close()
    async with TelegramDouble() as double:
        owner, listener, stranger = (double.person(who) for who in (OWNER, LISTENER, STRANGER))
        supporter = double.person(SUPPORTER)
        async with BotProcess(double.url, double.token, database):
            link = _invited_from_the_command_line(database)
            assert "You are an organiser now: owner" in await _tells(owner, f"/start {link}")
            await double.wait_until(lambda: "team" in menu_of(double, OWNER), 5, "the owner's menu")

            assert "Organiser 1 (Olive), you: owner" in await _tells(owner, "/team")
            assert "6. Invite a listener" in await _presses(owner, "Invite somebody")
            assert "What do you call them?" in await _tells(owner, "6")
            invitation = await _tells(owner, "Liz")
            assert "This link makes Liz a listener. It works once, for 48 hours." in invitation
            code = invitation.rpartition("?start=")[2]

            assert "You are an organiser now: listener" in await _tells(listener, f"/start {code}")
            await double.wait_until(lambda: "talks" in menu_of(double, LISTENER), 5, "the listener's menu")
            assert "team" not in menu_of(double, LISTENER)
            assert "organiser" not in await _tells(stranger, f"/start {code}"), "it works once"
            assert "I don't know that command" in await _tells(stranger, "/team")

            await _tells(supporter, "/talk")
            assert "is with the organisers" in await _tells(supporter, "Could somebody ring my group?")
            (shown,) = await listener.hears()
            assert "They wrote: Could somebody ring my group?" in shown
            assert "1. Answer message 1" in shown
            assert "Answer message 1" in (await owner.hears())[0], "owners may do everything"
            assert "Type your answer to message 1." in await _tells(listener, "1")
            assert "Nothing has been sent yet." in await _tells(listener, "Yes, on Friday.")
            await _presses(listener, "Send it")
            assert "Yes, on Friday." in (await supporter.hears())[0]
            assert "Message 1 was answered by organiser 2 (Liz)." in (await owner.hears())[0]

            assert "Organiser 2 (Liz): listener" in await _tells(owner, "/team")
            assert "answers people who ask" in await _presses(owner, "Change 2, Liz")
            assert "Take every role from organiser 2 (Liz), at once?" in await _tells(
                owner, "Remove organiser 2"
            )
            assert "Why?" in await _presses(owner, "Yes, remove 2")
            assert "Organiser 2 (Liz) no longer has any roles." in await _tells(owner, "has moved away")

            assert "closed" not in await _presses(listener, "Close message 1", 2)
            assert rows(database, "SELECT closed_at FROM threads") == [(None,)]
            assert "I don't know that command" in await _tells(listener, "/talks")
            await double.wait_until(
                lambda: menu_of(double, LISTENER) == list(PUBLIC), 5, "the menu that everybody has"
            )
            told = await _tells(owner, "/log")
            assert "organiser 1 (Olive): removed (organiser 2 (Liz)), because: has moved away" in told
    deeds = rows(database, "SELECT organiser_id, action, subject, reason FROM audit_log ORDER BY id")
    assert deeds == [
        (None, "invited", "owner", ""),
        (1, "accepted", "owner", ""),
        (1, "looked at the team", "", ""),
        (1, "invited", "listener", ""),
        (2, "accepted", "listener", ""),
        (2, "answered", "message 1", ""),
        (1, "looked at the team", "", ""),
        (1, "removed", "organiser 2", "has moved away"),
        (1, "looked at the log", "", ""),
    ]
    assert not {"Liz", "Olive"} & {word for deed in deeds for word in str(deed).split()}


def _invited_from_the_command_line(database: Path) -> str:
    """The code of the first owner's link, which names the bot by the name it has on Telegram."""
    options = ["--role", "owner", "--name", "Olive", "--database", str(database)]
    made = run(
        [executable, "main.py", "invite", *options], cwd=ROOT, capture_output=True, text=True, check=True
    )
    link = made.stdout.rpartition("https://t.me/")[2].strip()
    assert not link.startswith("YOUR_BOT")
    return link.partition("?start=")[2]
