"""The order in which the bot listens, and what a press does."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.conversation.safety import CARE_AGAIN_AFTER
from bot.core.callbacks import CommandButton
from bot.core.messages import (
    Blocked,
    ButtonPress,
    Command,
    Edited,
    Incoming,
    Message,
    MessageRef,
    Unblocked,
    Unreadable,
)
from bot.storage import broadcasts, organisers
from bot.storage.schema.enums import BroadcastKind, Role
from bot.supporters.buttons import WithdrawConsent
from faq.matching.matcher import Matcher
from faq.matching.result import MatchResult
from tests.harness.chat import ChatHarness, words_of

JOIN = ["Yes", "Yes", "Yes, I agree", "Cymraeg (Welsh)", "No", "England", "Yes, join"]


@pytest.fixture
async def talk(tmp_path: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    talk = await ChatHarness.begin(tmp_path, conversation, words.texts)
    yield talk
    await talk.store.close()


async def join(talk: ChatHarness, who: str = "telegram:1", times: int = 1) -> None:
    await talk.sends(Command("join"), who=who)
    for number, label in enumerate(JOIN):
        await talk.presses(label, f"q{number}", times, who)


async def test_five_presses_in_a_row_join_once(talk: ChatHarness) -> None:
    await join(talk, times=5)
    assert await talk.rows("SELECT count(*) FROM supporters") == [(1,)]
    assert await talk.rows("SELECT count(*) FROM consents") == [(1,)]
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'joined'") == [(1,)]


async def test_five_presses_are_answered_once(talk: ChatHarness) -> None:
    await talk.sends(Command("join"))
    assert len(await talk.presses("Yes", times=5)) == 1
    assert talk.marks() == ["You chose: Yes"]


async def test_a_press_that_comes_again_much_later_does_nothing_new(talk: ChatHarness) -> None:
    await join(talk)
    data = talk.button("Yes, join")
    talk.clock.time = talk.clock.time.replace(hour=20)
    said = await talk.sends(ButtonPress(data, MessageRef("q5", "body")))
    assert "over" in words_of(said[0])
    assert await talk.rows("SELECT count(*) FROM consents") == [(1,)]


async def test_the_same_update_twice_is_one(talk: ChatHarness) -> None:
    await talk.sends(Command("pledge"))
    first = next(talk.updates)
    talk.updates = iter([first, first])
    assert (
        len(await talk.sends("is there a scheme yet", "is there a scheme yet")) == 2
    )  # answer and open question


@pytest.mark.parametrize("said", ["stop", "STOP", "Unsubscribe", "stop updates", "Stop."])
async def test_stop_words_stop_updates(talk: ChatHarness, said: str) -> None:
    await join(talk)
    answer = await talk.sends(said)
    assert "Updates have stopped" in words_of(answer[0])
    assert await talk.rows("SELECT count(*) FROM consents WHERE withdrawn_at IS NULL") == [(0,)]


async def kept_language(talk: ChatHarness) -> str | None:
    ((kept,),) = await talk.rows("SELECT language FROM supporters")
    return str(kept) if kept else None


async def test_the_language_for_updates_is_kept_and_shown(talk: ChatHarness) -> None:
    await join(talk)
    assert await kept_language(talk) == "cy"
    assert "Language for updates: Cymraeg (Welsh)" in words_of((await talk.sends(Command("mydata")))[0])


@pytest.mark.parametrize(
    "said",
    [
        "stop",
        Command("stop"),
        Blocked(),
        ButtonPress(WithdrawConsent("updates").pack(), MessageRef("m", "b")),
    ],
)
async def test_the_language_goes_with_the_consent_to_updates(talk: ChatHarness, said: Incoming | str) -> None:
    await join(talk)
    await talk.sends(said)
    assert await kept_language(talk) is None
    assert "Language for updates" not in words_of((await talk.sends(Command("mydata")))[0])


async def test_no_to_updates_takes_the_language_away(talk: ChatHarness) -> None:
    await join(talk)
    await talk.sends(Command("join"), "yes", "yes")
    await talk.sends("no")
    assert await kept_language(talk) is None


async def test_the_language_can_be_changed_by_joining_again_and_skipping_leaves_it(talk: ChatHarness) -> None:
    await join(talk)
    await talk.sends(Command("join"), "yes", "yes", "yes", "skip", "no", "skip", "yes")
    assert await kept_language(talk) == "cy"
    await talk.sends(Command("join"), "yes", "yes", "yes", "english", "no", "skip", "yes")
    assert await kept_language(talk) == "en"


async def test_nothing_is_left_of_the_language_when_everything_is_erased(talk: ChatHarness) -> None:
    await join(talk)
    await talk.sends(Command("forget"))
    await talk.presses("Yes, erase it")
    assert await talk.rows("SELECT * FROM supporters") == []


@pytest.mark.parametrize(
    "said",
    ["how do we stop this scandal", "we have got to STOP this", "stop the cover up", "can you stop mesh"],
)
async def test_stop_inside_a_message_stops_nothing(talk: ChatHarness, said: str) -> None:
    await join(talk)
    await talk.sends(said)
    assert await talk.rows("SELECT count(*) FROM consents WHERE withdrawn_at IS NULL") == [(1,)]


async def test_blocking_ends_updates_and_unblocking_does_not_restart_them(talk: ChatHarness) -> None:
    await join(talk)
    assert await talk.sends(Blocked()) == []
    assert await talk.sends(Unblocked()) == []
    assert await talk.rows("SELECT count(*) FROM consents WHERE withdrawn_at IS NULL") == [(0,)]


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "poll", "something new"])
async def test_what_can_not_be_read_is_met_with_what_can(talk: ChatHarness, kind: str) -> None:
    said = await talk.sends(Unreadable(kind))
    assert "I can read words" in words_of(said[0])


async def test_an_edited_message_is_asked_for_again(talk: ChatHarness) -> None:
    said = await talk.sends(Edited())
    assert "send it again" in words_of(said[0])


@pytest.mark.parametrize(
    "data",
    ["", "junk", "1:z:1", "1:c:help:", "2:c:no_command:", "2:a:run:x:yes", "2:t:no_topic:0", "2:e:s:gone"],
)
async def test_buttons_of_other_times_are_met_kindly(talk: ChatHarness, data: str) -> None:
    said = await talk.sends(ButtonPress(data, MessageRef("m9", "body")))
    assert said
    assert said[-1].rows, "a way on is offered"


async def test_stop_under_an_update_of_an_earlier_form_still_stops(talk: ChatHarness) -> None:
    await join(talk)
    said = await talk.sends(ButtonPress("1:c:stop:", MessageRef("m9", "body")))
    assert said[0].rows[0][0].label == "Undo"
    assert await talk.rows(
        "SELECT count(*) FROM consents c JOIN consent_wordings w ON w.id = c.wording_id"
        " WHERE w.name = 'updates' AND c.withdrawn_at IS NULL"
    ) == [(0,)]


async def test_a_button_of_an_earlier_question_changes_nothing(talk: ChatHarness) -> None:
    await talk.sends(Command("join"))
    no = talk.button("No")
    await talk.presses("Yes")
    said = await talk.sends(ButtonPress(no, MessageRef("m1", "body")))
    assert "earlier question" in words_of(said[0])
    assert "18 or over" in words_of(said[1])


async def test_ticks_are_redrawn_in_their_place(talk: ChatHarness) -> None:
    await talk.sends(Command("join"))
    for label in ("Yes", "Yes", "Yes, I agree", "English", "Yes, I agree"):
        await talk.presses(label, label + str(talk.clock.time))
    assert await talk.presses("☐ Pelvic mesh") == []
    talk.button("☑ Pelvic mesh")


async def test_a_crisis_comes_first_and_the_flow_waits(talk: ChatHarness, words: Content) -> None:
    await talk.sends(Command("join"))
    said = await talk.sends("I want to kill myself")
    assert words_of(said[0]) == "\n".join(words.safety.crisis)
    assert said[0].rows == ()
    assert "18 or over" not in words_of((await talk.sends("is there a scheme yet"))[-1])
    assert "joining" in words_of((await talk.sends("carry on"))[0])
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'crisis'") == [(1,)]
    kept = await talk.rows("SELECT state FROM conversations")
    assert "kill" not in str(kept)


async def test_a_source_is_counted_and_kept_only_on_joining(talk: ChatHarness) -> None:
    await talk.sends(Command("start", "src_leaflet1"))
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'source:leaflet1'") == [(1,)]
    await join(talk)
    assert await talk.rows("SELECT source FROM supporters") == [("leaflet1",)]


async def test_questions_leave_nothing_but_counts(talk: ChatHarness) -> None:
    await talk.sends("is there a scheme yet", "my mesh is my own story")
    text = str(await talk.rows("SELECT state FROM conversations"))
    assert "story" not in text


async def test_an_error_undoes_one_update_alone(talk: ChatHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    match = Matcher.match

    def fails(self: Matcher, text: str) -> MatchResult:
        if "boom" in text:
            raise RuntimeError(text)
        return match(self, text)

    monkeypatch.setattr(Matcher, "match", fails)
    said = await talk.sends("boom goes the secret", "is there a scheme yet")
    assert "something went wrong" in words_of(said[0])
    assert "no redress scheme" in words_of(said[1])


async def test_strangers_and_removed_organisers_have_no_commands(talk: ChatHarness) -> None:
    from bot.organisers import invitations
    from bot.storage.schema.enums import Role

    async with talk.store.transaction() as db:
        owner = await invitations.make(db, Role.OWNER, None, talk.clock())
        sender = await invitations.make(db, Role.LISTENER, None, talk.clock())
    await talk.sends(Command("start", owner), who="telegram:7")
    await talk.sends(Command("start", sender), who="telegram:8")
    assert "talks" in talk.menus("telegram:8")[-1]
    assert "team" not in talk.menus("telegram:8")[-1]
    unknown = words_of((await talk.sends(Command("nonsense"), who="telegram:9"))[0])
    assert words_of((await talk.sends(Command("team"), who="telegram:9"))[0]) == unknown
    assert words_of((await talk.sends(Command("team"), who="telegram:8"))[0]) == unknown
    await talk.sends(Command("team"), who="telegram:7")
    await talk.presses("Change 2", who="telegram:7")
    await talk.presses("Remove organiser 2", who="telegram:7")
    await talk.presses("Yes, remove 2", who="telegram:7")
    await talk.presses("They left the team", who="telegram:7")
    assert words_of((await talk.sends(Command("talks"), who="telegram:8"))[0]) == unknown
    assert "talks" not in talk.menus("telegram:8")[-1]


async def test_a_talk_with_a_person_goes_both_ways_without_accounts(talk: ChatHarness) -> None:
    from bot.organisers import invitations
    from bot.storage.schema.enums import Role

    async with talk.store.transaction() as db:
        code = await invitations.make(db, Role.LISTENER, None, talk.clock())
    await talk.sends(Command("start", code), who="telegram:8")
    await talk.sends(Command("talk"))
    said = await talk.sends("Could somebody ring my sister's group?")
    assert "with the organisers" in words_of(said[0])
    await talk.presses("Answer message 1", who="telegram:8")
    await talk.sends("Yes, we will write to the group.", who="telegram:8")
    await talk.presses("Send it", who="telegram:8")
    heard = talk.screen.said["telegram:1"][-1]
    assert "Yes, we will write to the group." in str(heard)
    assert "telegram:" not in str(talk.screen.said["telegram:8"])
    await talk.presses("Write back")
    await talk.sends("Thank you so much, that helps")
    assert "that helps" in str(talk.screen.said["telegram:8"][-1])
    assert await talk.rows("SELECT count(*) FROM threads") == [(1,)]


async def test_captions_and_edits_are_read_for_danger(talk: ChatHarness, words: Content) -> None:
    crisis = "\n".join(words.safety.crisis)
    photo = await talk.sends(Unreadable("photo", caption="I want to kill myself"))
    assert words_of(photo[0]) == crisis
    edited = await talk.sends(Edited("I want to kill myself"))
    assert words_of(edited[0]) == crisis


@pytest.mark.parametrize("said", ["7", "no", "Nope", "yes please", "😀", "???", "ok", "I don't know", "back"])
async def test_what_holds_no_question_is_not_left_for_the_organisers(talk: ChatHarness, said: str) -> None:
    answer = (await talk.sends(said))[-1]
    assert "could not find a question" in words_of(answer)
    assert not [row for row in answer.rows if row[0].label == "Leave my question"]
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'unmatched'") == []


async def test_a_number_that_is_not_on_the_list_shows_the_list_again(talk: ChatHarness) -> None:
    topics = (await talk.sends("topics"))[0]
    again = (await talk.sends("9"))[0]
    assert "not on the list" in words_of(again)
    assert again.rows == topics.rows
    assert "Myths" in words_of((await talk.sends("2"))[0])


@pytest.mark.parametrize("said", ["say it simpler please", "simpler", "too long", "I don't understand."])
async def test_an_answer_is_said_in_simpler_words_when_asked(
    talk: ChatHarness, words: Content, said: str
) -> None:
    entry = next(entry for entry in words.entries if entry.id == "is_mesh_banned")
    await talk.sends("is mesh banned")
    answers = await talk.sends(said)
    assert entry.easy_read is not None
    assert entry.easy_read in words_of(answers[-1])


async def test_somebody_who_cannot_follow_is_told_what_can_be_typed(
    talk: ChatHarness, words: Content
) -> None:
    assert words_of((await talk.sends("I don't understand"))[0]) == words.texts.public.help


@pytest.mark.parametrize("said", ["is this a real person", "who are you?", "Are you a bot"])
async def test_it_says_that_it_is_a_computer(talk: ChatHarness, said: str) -> None:
    assert "I am a computer program" in words_of((await talk.sends(said))[0])


async def make_organiser(talk: ChatHarness, role: str, who: str) -> None:
    from bot.organisers import invitations
    from bot.storage.schema.enums import Role

    async with talk.store.transaction() as db:
        code = await invitations.make(db, Role(role), None, talk.clock())
    await talk.sends(Command("start", code), who=who)


async def test_a_message_that_was_let_go_of_reaches_nobody(talk: ChatHarness) -> None:
    await make_organiser(talk, "listener", "telegram:8")
    await talk.sends(Command("talk"))
    assert "Nothing was sent" in words_of((await talk.sends("cancel"))[0])
    await talk.sends(Command("talk"), Command("topics"))
    await talk.sends("is mesh banned")
    await talk.sends(Command("talk"), "I want to kill myself")
    await talk.sends("thank you, this is between us")
    assert await talk.rows("SELECT count(*) FROM threads") == [(0,)]


async def test_reading_about_privacy_first_keeps_the_message_waiting(talk: ChatHarness) -> None:
    await make_organiser(talk, "listener", "telegram:8")
    await talk.sends(Command("talk"), Command("privacy"))
    assert "with the organisers" in words_of((await talk.sends("Could somebody ring me about the lobby?"))[0])


async def test_what_is_sent_to_a_person_is_shown(talk: ChatHarness) -> None:
    await make_organiser(talk, "listener", "telegram:8")
    await talk.sends("where does the bus to the lobby leave from")
    said = await talk.presses("Send it to a person")
    assert "where does the bus to the lobby leave from" in words_of(said[0])


async def test_help_lists_the_commands_of_organisers_to_them_alone(talk: ChatHarness) -> None:
    await make_organiser(talk, "listener", "telegram:8")
    assert "/talks" in words_of((await talk.sends(Command("help"), who="telegram:8"))[-1])
    assert "/talks" not in str(await talk.sends(Command("help"), who="telegram:9"))


async def test_a_number_after_an_invitation_makes_no_other(talk: ChatHarness) -> None:
    await make_organiser(talk, "owner", "telegram:8")
    await talk.sends(Command("team"), who="telegram:8")
    await talk.presses("Invite somebody", who="telegram:8")
    assert "What do you call them" in words_of((await talk.sends("1", who="telegram:8"))[0])
    assert "makes one person an owner" in words_of((await talk.sends("1", who="telegram:8"))[0])
    before = await talk.rows("SELECT count(*) FROM invitations")
    await talk.sends("1", who="telegram:8")
    assert await talk.rows("SELECT count(*) FROM invitations") == before


async def test_a_large_team_is_shown_with_six_buttons_at_most(talk: ChatHarness) -> None:
    await make_organiser(talk, "owner", "telegram:8")
    for number in range(20, 27):
        await make_organiser(talk, "viewer", f"telegram:{number}")
    seen: set[str] = set()
    team = (await talk.sends(Command("team"), who="telegram:8"))[0]
    for page in range(3):
        assert len(team.rows) <= 6
        seen |= {row[0].label for row in team.rows if row[0].label.startswith("Change ")}
        team = (await talk.presses("Show others", f"page{page}", who="telegram:8"))[0]
    assert len(seen) == 8


async def test_thanks_in_a_flow_brings_the_question_again(talk: ChatHarness) -> None:
    await talk.sends(Command("pledge"))
    assert len(await talk.sends("thank you so much")) == 2


async def test_choices_told_to_an_organiser_are_typed_without_counting_as_heard_from(
    talk: ChatHarness,
) -> None:
    await join(talk, "telegram:8")
    await make_organiser(talk, "listener", "telegram:8")
    await talk.rows("UPDATE supporters SET last_heard_on = '2026-01-01'")
    await talk.sends(Command("talk"))
    await talk.sends("Could somebody ring my sister's group?")
    assert "Choices" in str(talk.screen.said["telegram:8"][-1])
    assert await talk.rows("SELECT last_heard_on FROM supporters") == [("2026-01-01",)]
    assert "Type your answer to message 1" in words_of((await talk.sends("1", who="telegram:8"))[0])


UNSURE = "Government"
"""Offered as a choice, not answered outright."""


async def had_update(talk: ChatHarness, days: int, kind: BroadcastKind = BroadcastKind.UPDATE) -> None:
    """Ann had an update so many days ago."""
    at = (talk.clock.time - timedelta(days=days)).isoformat()
    async with talk.store.transaction() as db:
        number = await broadcasts.add(db, kind=kind, message="", audience="", author=1, now=talk.clock.time)
        await db.execute(
            "INSERT INTO deliveries (broadcast_id, person, state, recorded_at)"
            " VALUES (?, 'telegram:1', 'sent', ?)",
            (number, at),
        )


@pytest.mark.parametrize("said", ["👍", "ok", "thanks for this", "really helpful", "lovely", "Cheers", "ta"])
async def test_thanks_for_an_update_get_a_short_answer(talk: ChatHarness, words: Content, said: str) -> None:
    await had_update(talk, 1)
    (answer,) = await talk.sends(said)
    assert words_of(answer) == words.texts.public.you_are_welcome


async def test_a_reply_to_an_update_can_be_passed_on(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        await organisers.grant(db, "telegram:9", Role.LISTENER, talk.clock.time)
    await had_update(talk, 2)
    (answer,) = await talk.sends("my nan zebra trombone fandango")
    assert "No one reads this chat" in words_of(answer)
    await talk.presses("Send to the organisers")
    assert await talk.rows("SELECT text FROM thread_messages") == [("my nan zebra trombone fandango",)]
    (answer,) = await talk.sends("maybe")
    assert "No one reads this chat" in words_of(answer)


async def test_a_choice_offered_after_an_update_has_the_way_to_organisers_too(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        await organisers.grant(db, "telegram:9", Role.LISTENER, talk.clock.time)
    await had_update(talk, 1)
    (answer,) = await talk.sends(UNSURE)
    assert "Is your question one of these?" in words_of(answer)
    assert "No one reads this chat" in words_of(answer)
    assert len(answer.rows) <= 6
    await talk.presses("Send to the organisers")
    assert await talk.rows("SELECT text FROM thread_messages") == [(UNSURE,)]


@pytest.mark.parametrize("had", [None, 4])
async def test_without_an_update_lately_nothing_is_taken_for_a_reply(
    talk: ChatHarness, had: int | None
) -> None:
    if had:
        await had_update(talk, had)
    else:
        await had_update(talk, 1, BroadcastKind.EDIT)
    for said in ("my nan zebra trombone fandango", UNSURE, "maybe", "ok"):
        answers = await talk.sends(said)
        assert 'organisers" passes it on' not in "".join(map(words_of, answers))
        with pytest.raises(LookupError):
            talk.button("Send to the organisers")


async def test_danger_comes_before_replies(talk: ChatHarness, words: Content) -> None:
    await had_update(talk, 1)
    said = await talk.sends("thanks but i want to die")
    assert "999" in words_of(said[0])


async def test_thanks_in_a_flow_in_other_words_brings_the_question_again(talk: ChatHarness) -> None:
    await talk.sends(Command("join"))
    for said in ("thanks love", "thank you, that cleared up a lot for my sister"):
        answer = await talk.sends(said)
        assert "You are welcome" in words_of(answer[0])
        assert "joining for yourself" in words_of(answer[1])


def labels(message: Message) -> list[str]:
    return [button.label for row in message.rows for button in row]


async def left_questions(talk: ChatHarness) -> list[str]:
    return [str(text) for (text,) in await talk.rows("SELECT text FROM unanswered_questions")]


@pytest.mark.parametrize(
    ("said", "first"), [("primodos", "None of these"), ("is there a scheme yet", "No, something else")]
)
async def test_a_question_can_be_left_after_any_outcome(talk: ChatHarness, said: str, first: str) -> None:
    await talk.sends(said)
    await talk.presses(first)
    if first != "None of these":
        await talk.presses("None of these", "m2")
    kept = await talk.presses("Leave my question", "m3")
    assert "is kept for the organisers" in words_of(kept[0])
    assert await left_questions(talk) == [said]


async def test_none_of_these_inside_a_flow_brings_the_question_again(talk: ChatHarness) -> None:
    await talk.sends(Command("pledge"))
    await talk.presses("Share a fact from here")
    await talk.sends("what about the wider question of mesh?")
    said = await talk.presses("None of these", "m2")
    assert "I don't have an answer" in words_of(said[0])
    assert "18 or over" in words_of(said[-1])
    kept = await talk.sends("leave my question")
    assert "is kept for the organisers" in words_of(kept[0])
    gone = await talk.sends("leave my question")
    assert "gone already" in words_of(gone[0])
    assert "18 or over" in words_of(gone[-1])


async def test_a_person_is_offered_only_where_somebody_listens(talk: ChatHarness) -> None:
    nobody = (await talk.sends("where does the bus to the lobby leave from"))[0]
    assert "Send it to a person" not in labels(nobody)
    assert "Send it to a person" not in words_of(nobody)
    await make_organiser(talk, "listener", "telegram:8")
    somebody = (await talk.sends("where does the bus to the lobby leave from"))[0]
    assert "Send it to a person" in labels(somebody)
    assert "Send it to a person" in words_of(somebody)


async def test_what_could_not_be_sent_to_a_person_can_still_be_left(talk: ChatHarness) -> None:
    await talk.sends("where does the bus to the lobby leave from")
    said = await talk.sends(ButtonPress(CommandButton("send_on").pack(), MessageRef("old", "body")))
    assert "nobody can take messages" in words_of(said[0])
    assert labels(said[1]) == ["Leave my question"]
    await talk.presses("Leave my question")
    assert await left_questions(talk) == ["where does the bus to the lobby leave from"]


@pytest.mark.parametrize("said", ["SW1A 1AA", "my nhs number is 943 476 5919", "ring me on 07700 900123"])
async def test_details_alone_are_no_question(talk: ChatHarness, words: Content, said: str) -> None:
    assert [words_of(one) for one in await talk.sends(said)] == [words.texts.public.personal_details]
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'unmatched'") == []


async def test_a_question_beside_details_is_answered_as_if_they_were_not_there(talk: ChatHarness) -> None:
    said = await talk.sends("is there a scheme yet ring 07700 900123")
    assert "personal details" in words_of(said[0])
    assert "no redress scheme" in words_of(said[1])


@pytest.mark.parametrize("said", ["jane.doe@example.org", "my nhs number is 943 476 5919", "LS1 4AP"])
async def test_details_that_a_flow_did_not_ask_for_are_named_and_it_asks_again(
    talk: ChatHarness, words: Content, said: str
) -> None:
    await talk.sends(Command("join"))
    answer = await talk.sends(said)
    assert words_of(answer[0]) == words.texts.public.personal_details
    assert len(answer) == 2
    assert "joining for yourself" in words_of(answer[1])


@pytest.mark.parametrize("said", ["stop it", "please stop", "Stop please.", "I want you to stop"])
async def test_stop_it_asks_what_should_stop(talk: ChatHarness, said: str) -> None:
    await join(talk)
    asked = (await talk.sends(said))[0]
    assert labels(asked) == ["Stop updates", "Ask something else"]
    assert await talk.rows("SELECT count(*) FROM consents WHERE withdrawn_at IS NULL") == [(1,)]
    assert "Ask me anything" in words_of((await talk.sends("2"))[0])
    await talk.sends(said)
    assert "Updates have stopped" in words_of((await talk.sends("1"))[0])


async def test_stop_it_in_a_flow_may_mean_the_questions(talk: ChatHarness) -> None:
    await talk.sends(Command("join"))
    assert labels((await talk.sends("stop it"))[0]) == ["Stop updates", "Leave these questions", "Carry on"]
    assert "joining for yourself" in words_of((await talk.sends("carry on"))[-1])
    await talk.sends("stop it")
    assert "Cancelled" in words_of((await talk.sends("leave these questions"))[0])


@pytest.mark.parametrize("said", ["this wait is breaking my heart", "im in agony", "no one cares"])
async def test_hardship_is_met_with_care_first(talk: ChatHarness, words: Content, said: str) -> None:
    answer = await talk.sends(said)
    assert words_of(answer[0]) == words.safety.care
    assert "I am not sure what you mean" not in words_of(answer[-1])
    assert "I am finding this hard. Who can I talk to?" in labels(answer[-1])


async def test_care_is_not_said_again_within_a_few_messages(talk: ChatHarness, words: Content) -> None:
    await talk.sends("im in agony")
    again = [words_of(one) for one in await talk.sends("no one cares")]
    assert words.safety.care not in again
    assert words.texts.public.hardship_again in again[0]
    assert words.texts.public.unsure_in_hardship not in again[0]
    for _ in range(CARE_AGAIN_AFTER):
        await talk.sends("topics")
    assert words_of((await talk.sends("no one cares"))[0]) == words.safety.care


async def test_care_is_never_said_in_place_of_an_answer(talk: ChatHarness, words: Content) -> None:
    answer = await talk.sends("i can not sleep for worrying")
    assert words.safety.care not in [words_of(one) for one in answer]
    assert "116 123" in words_of(answer[0])


async def test_hardship_in_a_flow_is_met_with_care_and_the_question_comes_again(
    talk: ChatHarness, words: Content
) -> None:
    await talk.sends(Command("join"))
    answer = await talk.sends("im in agony")
    assert words_of(answer[0]) == words.safety.care
    assert "joining for yourself" in words_of(answer[1])


async def test_ordinary_messages_get_no_care(talk: ChatHarness, words: Content) -> None:
    for said in ("where does the bus to the lobby leave from", "primodos", "is mesh banned"):
        assert words.safety.care not in [words_of(one) for one in await talk.sends(said)]


@pytest.mark.parametrize("said", ["talk to a person", "Erase me", "send it to a person", "cancel"])
async def test_the_bots_own_words_are_never_taken_for_danger(talk: ChatHarness, said: str) -> None:
    await talk.sends(said)
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'crisis'") == []


async def test_words_that_may_be_said_in_danger_are_heard_by_the_guards_first(talk: ChatHarness) -> None:
    await talk.sends("make it stop, I can't take any more, I want to die")
    assert await talk.rows("SELECT number FROM daily_counts WHERE name = 'crisis'") == [(1,)]


async def test_a_short_question_at_a_yes_or_no_is_looked_up_and_the_question_comes_again(
    talk: ChatHarness,
) -> None:
    await talk.sends(Command("join"))
    said = await talk.sends("is mesh safe")
    assert "Is your question one of these?" in words_of(said[0])


async def test_danger_and_a_medicine_get_the_numbers_and_one_line_on_the_medicine(
    talk: ChatHarness, words: Content
) -> None:
    said = [words_of(one) for one in await talk.sends("I stopped taking my Epilim and I want to kill myself")]
    assert "999" in said[0]
    assert words.safety.medicine[0] in said[-1]
    assert words.safety.medicine[1] not in "".join(said)
