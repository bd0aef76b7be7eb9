"""The lists that volunteers read and lengthen."""

import pytest

from faq.word_lists import SHORT_FORMS, read_lines, read_short_forms


def test_each_reader_has_the_shared_short_forms_and_its_own() -> None:
    matching, guards = read_short_forms("matching"), read_short_forms("guards")
    assert matching["cant"] == guards["cant"] == "can not"
    assert (matching["pls"], guards["pls"]) == ("please", "-")
    assert "2nite" not in matching
    assert guards["2nite"] == "tonight"


@pytest.mark.parametrize("section", ["matching", "guards"])
def test_no_short_form_is_listed_twice_for_one_reader(section: str) -> None:
    other = {"matching": "guards", "guards": "matching"}[section]
    text = "\n".join(read_lines(SHORT_FORMS))
    own = text.split(f"[{section}]")[1].split(f"[{other}]")[0]
    shared = text.split("[shared]")[1].split("[matching]")[0]
    short = [line.partition("=")[0].strip() for line in (shared + own).split("\n") if "=" in line]
    assert len(short) == len(set(short)) == len(read_short_forms(section))
