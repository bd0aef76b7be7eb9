"""The team: names, roles one by one, reasons, and the log."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.messages import Command
from bot.storage import audit_log, organisers
from bot.storage.schema.enums import Role
from tests.harness.chat import ChatHarness, words_of
from tests.harness.office import (
    LEO,
    LIZ,
    OWEN,
    heard,
    is_listed,
    leaves,
    log,
    office,
)

NEW = "telegram:30"


@pytest.fixture
async def talk(tmp_path: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    async with office(tmp_path, conversation, words) as talk:
        yield talk


async def invites(talk: ChatHarness, role: str, name: str, who: str = NEW) -> str:
    """What the owner is told at the end; the person takes the invitation up."""
    await talk.sends(Command("team"), "1", f"invite {role}", who=OWEN)
    said = words_of((await talk.sends(name, who=OWEN))[-1])
    await talk.sends(Command("start", said.rpartition("/start ")[2]), who=who)
    return said


async def lines(talk: ChatHarness) -> list[str]:
    rows = await talk.rows("SELECT action || '|' || subject || '|' || reason FROM audit_log ORDER BY id")
    return [str(row[0]) for row in rows]


async def test_a_name_is_given_with_the_invitation_and_shown_beside_the_number(talk: ChatHarness) -> None:
    assert "This link makes Ann a viewer." in await invites(talk, "a viewer", "Ann")
    (team,) = await talk.sends(Command("team"), who=OWEN)
    assert is_listed(team)
    assert "Organiser 1, you: owner" in words_of(team)
    assert "Organiser 4 (Ann): viewer" in words_of(team)
    assert "organiser 4 (Ann): accepted (viewer)" in words_of((await talk.sends(Command("log"), who=OWEN))[0])
    assert "Ann" not in str(await lines(talk))
    assert await talk.rows("SELECT name FROM invitations") == [("",)], "it was taken over"


async def test_an_invitation_can_do_without_a_name(talk: ChatHarness) -> None:
    said = await invites(talk, "a viewer", "go on without a name")
    assert "makes one person a viewer" in said


@pytest.mark.parametrize(
    "name", ["Liz", "LIZ", "07700 900123", "123", "A very long name indeed it is", "me@x.org"]
)
async def test_a_name_is_short_one_of_its_own_and_no_detail(talk: ChatHarness, name: str) -> None:
    await talk.sends(Command("team"), "1", "invite a viewer", who=OWEN)
    await talk.sends(name, who=OWEN)
    assert await talk.rows("SELECT count(*) FROM invitations") == [(0,)]
    assert "This link makes Kim a viewer" in words_of((await talk.sends("Kim", who=OWEN))[0])


async def test_a_name_can_be_changed_and_the_log_says_only_that(talk: ChatHarness) -> None:
    await talk.sends(Command("team"), "change 3", "change the name", who=OWEN)
    assert "called Leo from now on" in words_of((await talk.sends("Leo", who=OWEN))[0])
    assert "changed a name|organiser 3|" in await lines(talk)


async def test_one_role_can_be_taken_and_the_others_stay(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        await organisers.grant(db, LIZ, Role.VIEWER, talk.clock())
    await talk.sends(Command("team"), who=OWEN)
    (member,) = await talk.presses("Change 2, Liz", who=OWEN)
    assert is_listed(member)
    await talk.presses("Take one role away", who=OWEN)
    (sure,) = await talk.presses("Take away: listener", who=OWEN)
    assert "Take the role listener from organiser 2 (Liz), at once?" in words_of(sure)
    (why,) = await talk.presses("Yes, take listener", who=OWEN)
    assert is_listed(why)
    (done,) = await talk.sends("moves to other work", who=OWEN)
    assert words_of(done) == "Organiser 2 (Liz) is still viewer."
    assert await talk.rows("SELECT role FROM roles WHERE organiser_id = 2") == [("viewer",)]
    assert (await lines(talk))[-1] == "took a role|organiser 2, listener|moves to other work"
    assert "talks" not in talk.menus(LIZ)[-1]


async def test_a_removal_needs_a_reason(talk: ChatHarness) -> None:
    await talk.sends(Command("team"), "change 3", "remove organiser 3", "1", who=OWEN)
    assert await talk.rows("SELECT count(*) FROM roles") == [(3,)]
    assert "Type the reason" in words_of((await talk.sends("?", who=OWEN))[0])
    await talk.sends("2", who=OWEN)
    assert await talk.rows("SELECT count(*) FROM roles") == [(2,)]
    assert (await lines(talk))[-1] == "removed|organiser 3|They left the team"
    await talk.sends("2", who=OWEN)
    assert await talk.rows("SELECT count(*) FROM roles") == [(2,)], "a number typed once more removes nobody"


async def test_details_are_struck_out_of_a_reason_and_names_are_asked_to_stay_out(talk: ChatHarness) -> None:
    await talk.sends(Command("team"), "change 3", "remove organiser 3", "1", who=OWEN)
    (refused,) = await talk.sends("wrote to Jane Smith on jane@example.org instead", who=OWEN)
    assert "names don't belong in the log" in words_of(refused)
    assert await talk.rows("SELECT count(*) FROM roles") == [(3,)]
    said = await talk.sends("wrote to people on jane@example.org instead", who=OWEN)
    assert "I struck out what looks like personal details" in words_of(said[0])
    assert (await lines(talk))[-1] == "removed|organiser 3|wrote to people on [email] instead"
    assert "jane@example.org" not in str(await lines(talk))


async def test_the_only_owner_stays(talk: ChatHarness) -> None:
    await talk.sends(Command("team"), "change 1", who=OWEN)
    assert "the only owner" in words_of((await talk.sends("remove organiser 1", who=OWEN))[0])
    async with talk.store.transaction() as db:
        await organisers.grant(db, OWEN, Role.VIEWER, talk.clock())
    await talk.sends(Command("team"), "change 1", "take one role away", who=OWEN)
    assert "the only owner" in words_of((await talk.sends("take away: owner", who=OWEN))[0])
    assert await talk.rows("SELECT count(*) FROM roles WHERE role = 'owner'") == [(1,)]


async def test_help_comes_before_a_reason_is_taken(talk: ChatHarness, words: Content) -> None:
    await talk.sends(Command("team"), "change 3", "remove organiser 3", "1", who=OWEN)
    said = await talk.sends("I want to kill myself tonight", who=OWEN)
    assert [words_of(one) for one in said] == ["\n".join(words.safety.crisis)]
    await talk.sends("and nobody listens", who=OWEN)
    assert await talk.rows("SELECT count(*) FROM roles") == [(3,)]
    assert "kill" not in str(await lines(talk)) + str(await talk.rows("SELECT state FROM conversations"))


async def test_the_log_goes_back_to_its_first_line(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        for number in range(45):
            await audit_log.write(db, 2, f"deed {number}", now=talk.clock())
    pages = [(await talk.sends(Command("log"), who=OWEN))[0]]
    while pages[-1].rows:
        assert is_listed(pages[-1])
        pages.append((await talk.sends("show older lines", who=OWEN))[0])
    told = "\n".join(map(words_of, pages))
    assert [told.count(f": deed {number}\n") + told.endswith(f": deed {number}") for number in range(45)] == [
        1
    ] * 45
    assert (await log(talk)).count("looked at the log") == 1
    assert "organiser 2 (Liz): deed 44" in told


async def test_looking_is_a_deed_too(talk: ChatHarness) -> None:
    await talk.sends(Command("questions"), Command("overdue"), Command("team"), Command("talks"), who=OWEN)
    assert await log(talk) == [
        "looked at the questions left",
        "looked at what is overdue",
        "looked at the team",
        "looked at the open messages",
    ]


async def test_every_list_of_the_team_is_listed_and_short(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        for number in range(40, 50):
            await organisers.grant(db, f"telegram:{number}", Role.EDITOR, talk.clock())
        await organisers.rename(db, 3, "Leonora of the North")
        await organisers.grant(db, LEO, Role.VIEWER, talk.clock())
    for said in ("change 3, Leonora of…", "take one role away", "take away: viewer", "1", "3"):
        if said.startswith("change"):
            await talk.sends(Command("team"), who=OWEN)
        await talk.sends(said, who=OWEN)
    await talk.sends(Command("team"), "show others", "invite somebody", "invite an owner", who=OWEN)
    await leaves(talk, "Could somebody ring me?")
    assert all(is_listed(one) for one in heard(talk, OWEN) if one.rows)
    assert "took a role|organiser 3, viewer|A worry about safety" in await lines(talk)


async def test_files_of_a_removed_exporter_are_deleted_at_once(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        await organisers.grant(db, LEO, Role.EXPORTER, talk.clock())
        await db.execute(
            "INSERT INTO message_deletions (person, message_id, due_at) VALUES (?, 5, '2026-12-01')", (LEO,)
        )
    await talk.sends(
        Command("team"), "change 3", "take one role away", "take away: listener", "1", "1", who=OWEN
    )
    assert await talk.rows("SELECT at_once FROM message_deletions") == [(0,)]
    await talk.sends(Command("team"), "change 3", "remove organiser 3", "1", "1", who=OWEN)
    assert await talk.rows("SELECT at_once FROM message_deletions") == [(1,)]
