"""Questions to a person: bound to a call, valid once, and in words of ours."""

from __future__ import annotations

import pytest

from dynaclient import Api, Headers, Request
from dynaclient.agents.asking import MAX_SHOWN, Questions, Reply, question_text, refusal_of
from dynaclient.agents.kept import LIFE, Tickets
from tests.support.agent_backend import described

DELETE = Api(described("https://api.example.com")).action("things.delete")


class Clock:
    """A clock that tests move on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("call", "action", "seconds", "refusal"),
    [
        ("a", "accept", 0.0, ""),
        ("a", "accept", LIFE - 1, ""),
        ("a", "accept", LIFE, "the reply belongs to no question that is open: it has been used, or it came too late"),
        ("a", "decline", 0.0, "the person who was asked said no"),
        ("a", "cancel", 0.0, "the person who was asked said nothing"),
        ("a", "Accept", 0.0, "the person who was asked said nothing"),
        ("b", "accept", 0.0, "the reply belongs to another call, or to other arguments"),
    ],
)
def test_an_answer_allows_the_call_that_was_asked_about(call: str, action: str, seconds: float, refusal: str) -> None:
    clock = Clock()
    questions = Questions(Tickets(clock))
    question = questions.ask("Send?", "a")
    clock.now = seconds
    reply = Reply(question.state, action)
    assert question.text == "Send?"
    assert questions.refusal(reply, call) == refusal
    assert questions.refusal(reply, "a").startswith("the reply belongs to no question")  # whatever came of it


def test_each_question_has_a_name_that_cannot_be_guessed() -> None:
    questions = Questions()
    names = {questions.ask("Send?", "a").state for _ in range(100)}
    assert len(names) == 100
    assert min(map(len, names)) >= 22
    assert questions.refusal(Reply("made-up", "accept"), "a") != ""


@pytest.mark.parametrize("answer", [None, True, "", "yes", ["accept"]])
def test_what_is_no_yes_allows_nothing(answer: object) -> None:
    assert refusal_of(answer) == "the person who was asked said nothing"


def test_a_large_request_is_cut_and_that_is_written() -> None:
    request = Request("POST", "https://api.example.com/things", body=("x" * MAX_SHOWN).encode())
    text = question_text("Backend", DELETE, request)
    assert text.startswith("Send this request? things.delete of Backend may remove or overwrite something.\n\nPOST ")
    assert text.endswith("…\n(37 more characters are not shown)")


def test_nothing_in_it_can_control_a_terminal_or_hide() -> None:
    request = Request(
        "DELETE", "https://api.example.com/a\u202eb", Headers([("X-A", "\x1b[31m")]), body=b"c\xe2\x80\xaed"
    )
    text = question_text("Title\x1b[0m", DELETE, request)
    assert not set("\x1b\u202e") & set(text)
