"""The review: each remark where it belongs, and none where the words are well."""

from datetime import date
from typing import Any

import pytest

from faq.editorial.date_mentions import latest_date
from faq.editorial.readability import grade, without_names
from faq.editorial.review import Remark, review
from faq.editorial.similarity import near_duplicates
from faq.entry import Entry, Topic
from faq.matching.matcher import Matcher
from faq.matching.result import Candidate, MatchResult, Suggested
from faq.products import Products
from tests.conftest import real_words

PRODUCTS, SAFETY = real_words().products, real_words().safety.products
SAFETY_LINE = SAFETY["valproate"].line
TODAY = date(2026, 11, 23)
SOURCE = {"title": "GOV.UK", "url": "https://www.gov.uk/review", "date": "2020-07-08"}
WORDINGS = (
    "what does redress mean", "money for harmed families", "is it compensation", "tell me more of redress",
    "why say redress", "redress meaning", "help that puts things right", "who gets put right",
    "explain the word please", "what are you asking for", "is redress cash alone", "care and support too",
    "what would people receive", "define redress", "the r word", "whats redress when its at home",
)  # fmt: skip
HARD = (
    "Notwithstanding considerable parliamentary deliberation, administrative consideration of the "
    "independent recommendations regarding discretionary compensation arrangements remains demonstrably "
    "inconclusive."
)


def entry(**changed: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": "what_is_redress",
        "question": "What is redress?",
        "also_asked": WORDINGS,
        "answer": "Redress means putting things right for people who were harmed. It can be money or care.",
        "easy_read": "Redress means putting things right. It can be money. It can be care.",
        "sources": [SOURCE],
        "as_of": "2020-07-08",
        "reviewed": "2026-11-23",
        "review_by": "2027-02-23",
    }
    given = {name: value for name, value in (fields | changed).items() if value is not None}
    return Entry.model_validate(given)


def topic(*entries: Entry) -> list[Topic]:
    return [Topic(topic="Basics", about="The first things.", order=1, entries=entries)]


def remarks(**changed: Any) -> list[Remark]:
    return review(topic(entry(**changed)), TODAY, None, products=PRODUCTS, safety=SAFETY)


def only(found: list[Remark]) -> Remark:
    assert len(found) == 1, found
    return found[0]


def test_a_good_entry_has_no_remarks() -> None:
    assert remarks() == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"sources": (), "as_of": None}, "sources", "has no source"),
        ({"as_of": "2020-07-09"}, "as_of", "is 2020-07-09, later than the newest source (2020-07-08)"),
        ({"sources": [SOURCE | {"date": "undated"}]}, "as_of", "no source of this entry has a date"),
        ({"answer": "As of 26 February 2026 nothing is agreed."}, "answer", "names 26 February 2026, later"),
        ({"easy_read": "In 2021 nothing was agreed."}, "easy_read", "names 2021, later"),
        ({"review_by": "2026-11-22", "reviewed": "2026-08-22"}, "review_by", "was due on 2026-11-22"),
        ({"answer": HARD}, "answer", "is hard to read (reading age about"),
        ({"easy_read": HARD}, "easy_read", "is hard to read (reading age about"),
        ({"answer": "It is care. " * 50 + "Yes."}, "answer", "is 604 characters long; 600 is the most"),
        ({"easy_read": None}, "easy_read", "no easy-read version"),
        ({"also_asked": WORDINGS[:14]}, "also_asked", "is 14 long; 15 or more"),
        ({"sources": [SOURCE, SOURCE | {"url": "http://www.gov.uk/x"}]}, "sources", "/x is not an https"),
        ({"answer": "See http://www.gov.uk/x for it."}, "answer", "http://www.gov.uk/x is not an https://"),
        ({"answer": "It is for victims of harm."}, "answer", "'victims'"),
        ({"answer": "Unfortunately, it is not here yet, so we wait for it."}, "answer", "'unfortunately'"),
        ({"myth": "It is an alleged harm."}, "myth", "'alleged'"),
        ({"question": "What is redress!"}, "question", "'!'"),
        ({"answer": "Some people take Epilim in pregnancy."}, "answer", "speaks of using valproate"),
        ({"answer": "write the answer here"}, "answer", "still holds the words of a draft"),
        ({"also_asked": (*WORDINGS, "write another wording here")}, "also_asked", "words of a draft"),
    ],
)
def test_each_weakness_has_its_remark(changed: dict[str, Any], field: str, words: str) -> None:
    remark = only(remarks(**changed))
    assert remark.field == field
    assert words in remark.what
    assert remark.kind == "warning"
    assert remark.entry == "what_is_redress"


@pytest.mark.parametrize(
    "changed",
    [
        {"review_by": "2026-11-23", "reviewed": "2026-08-23"},
        {"also_asked": WORDINGS[:15]},
        {"answer": "It is care. " * 49 + "It is a sum."},
        {"answer": "The money was agreed up to March 2027. A report is due in May 2027."},
        {"answer": f"Some people take Epilim in pregnancy. {SAFETY_LINE}"},
        {"answer": "The report is on mesh and valproate. No scheme was set up."},
        {"answer": 'One paper wrote "victims" in its headline.'},
        {"also_asked": (*WORDINGS, "do victims get money!")},
    ],
)
def test_what_is_well_has_none(changed: dict[str, Any]) -> None:
    assert remarks(**changed) == []


def test_what_an_organiser_has_to_confirm_is_listed_apart() -> None:
    remark = only(remarks(confirm="Whether the clinic still runs."))
    assert remark == Remark("what_is_redress", "confirm", "Whether the clinic still runs.", "confirm")


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("Doctors may prescribe sodium valproate.", True),
        ("Epilim was taken by mothers.", True),
        ("Tablets of DEPAKOTE", True),
        ("The review looked at valproate. Mothers took Primodos.", False),
        ("Mothers took Primodos.", False),
    ],
)
def test_use_of_valproate_is_told_from_naming_it(text: str, uses: bool) -> None:
    lacking = [remark for remark in remarks(answer=text) if "without this line" in remark.what]
    assert bool(lacking) is uses


def test_near_duplicates_within_an_entry() -> None:
    remark = only(remarks(also_asked=(*WORDINGS, "What does redress MEAN??")))
    assert (remark.field, remark.place) == ("also_asked", 16)
    assert remark.what == "'What does redress MEAN??' is nearly 'what does redress mean', keep one"


def test_near_duplicates_across_entries_stand_at_the_later_one() -> None:
    other = entry(id="money", question="cash? is redress alone", also_asked=ODD_WORDS)
    found = review(topic(entry(), other), TODAY, None, products=PRODUCTS, safety=SAFETY)
    remark = only([one for one in found if "nearly" in one.what])
    assert (remark.entry, remark.field, remark.place) == ("money", "question", None)
    assert "which what_is_redress has" in remark.what


ODD_WORDS = (
    "amber", "birch", "copper", "dahlia", "elbow", "fjord", "gravel", "hinge", "ivory", "jungle", "kettle",
    "lemon", "mango", "nylon", "otter",
)  # fmt: skip


def test_likeness_bound_of_near_duplicates() -> None:
    texts = ["is there a scheme in wales", "in wales is there a scheme", "is there a scheme in france"]
    assert list(near_duplicates(texts, 92.0)) == [(0, 1)]
    assert list(near_duplicates([], 92.0)) == []


class Elsewhere:
    """A matcher that gives one wording to another entry."""

    def match(self, text: str) -> MatchResult:
        best = "money" if text == WORDINGS[2] else "what_is_redress"
        return Suggested((Candidate(best, 0.5, "is it compensation money"),), 0.5)


def test_a_wording_that_the_matcher_gives_elsewhere() -> None:
    remark = only(review(topic(entry()), TODAY, Elsewhere(), products=PRODUCTS, safety=SAFETY))
    assert (remark.field, remark.place) == ("also_asked", 2)
    assert remark.what == "the matcher gives 'is it compensation' to money, for 'is it compensation money'"


def test_with_the_real_matcher_a_wording_in_the_wrong_entry_is_found() -> None:
    mesh = (
        "can mesh be taken out", "mesh removal", "where do i get mesh removed", "who takes mesh out",
        "mesh removal surgery", "surgery for mesh removal", "mesh surgery removal", "removal of the mesh",
    )  # fmt: skip
    letter = (
        "write to my mp", "how do i write to an mp", "email my mp", "letter to my member of parliament",
        "contact an mp", "writing to mps", "mesh removal surgery",
    )  # fmt: skip
    entries = (
        entry(id="mesh_removal", question="Can mesh be removed?", also_asked=mesh),
        entry(id="write_to_mp", question="How do I write to my MP?", also_asked=letter),
    )
    found = review(
        topic(*entries), TODAY, Matcher([one.wordings for one in entries]), products=PRODUCTS, safety=SAFETY
    )
    given_elsewhere = [(one.entry, one.place) for one in found if "the matcher gives" in one.what]
    assert given_elsewhere == [("write_to_mp", 6)]


def test_remarks_stand_in_the_order_of_the_entries() -> None:
    entries = [entry(id=f"entry_{number}", confirm="x", easy_read=None) for number in range(3)]
    found = [one.entry for one in review(topic(*entries), TODAY, None, products=PRODUCTS, safety=SAFETY)]
    assert found == sorted(found)
    assert set(found) == {"entry_0", "entry_1", "entry_2"}


@pytest.mark.parametrize(
    ("text", "words", "first_day"),
    [
        ("On 8 July 2020 and in 2019", "8 July 2020", date(2020, 7, 8)),
        ("in February 2026, after 2025", "February 2026", date(2026, 2, 1)),
        ("in 2026, after December 2025", "2026", date(2026, 1, 1)),
        ("31 June 2024", "31 June 2024", date(2024, 6, 1)),
        ("in 2019, with money until 2030", "2019", date(2019, 1, 1)),
    ],
)
def test_dates_named_in_words(text: str, words: str, first_day: date) -> None:
    named = latest_date(text)
    assert named is not None
    assert (named.words, named.first_day) == (words, first_day)


@pytest.mark.parametrize("text", ["no date at all", "call 020 7219 3000", "20000 people", "by March 2027"])
def test_no_dates(text: str) -> None:
    assert latest_date(text) is None


def test_names_numbers_and_addresses_do_not_make_a_text_hard() -> None:
    named = (
        "We wrote to Baroness Cumberlege and Professor Hughes on 8 July 2020, see https://www.gov.uk/a/b/c."
    )
    assert without_names(named) == "We wrote to Ann on ten Ann ten, see it"
    assert without_names("It was in 2020. Then 5,000 came.") == "It was in ten. Then ten came."
    of_products = "She took Epilim. Sodium valproate came."
    assert without_names(of_products, PRODUCTS.any_name) == "She took it. it came."
    assert without_names("Mothers took valproate.", Products().any_name) == "Mothers took valproate."


def test_grade_of_simple_and_hard_text() -> None:
    assert grade("The cat sat on the mat. The dog ran to the cat.") < 2
    assert grade(HARD) > 15
    assert grade("") == grade("👍") == 0


def test_the_grade_is_flesch_and_kincaids() -> None:
    """Eight words, two sentences, twelve syllables; "Yes." is no sentence."""
    text = "Yes. The government did nothing. Women were harmed."
    assert grade(text) == pytest.approx(0.39 * 8 / 2 + 11.8 * 12 / 8 - 15.59)
