import pytest

from wagtail_civic.petitions import lifecycle
from wagtail_civic.petitions.lifecycle import MoveRefused, register_of, target

ALLOWED = {
    "draft": {"submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {
        "gather": "gathering", "take_up": "moderation", "publish": "open", "return": "returned",
        "flag": "flagged", "reject": "rejected", "hide": "hidden", "withdraw": "withdrawn",
        "stop": "stopped",
    },
    "gathering": {
        "take_up": "moderation", "lapse": "stopped", "publish": "open", "return": "returned",
        "reject": "rejected", "hide": "hidden", "withdraw": "withdrawn", "stop": "stopped",
    },
    "moderation": {
        "publish": "open", "return": "returned", "flag": "flagged", "reject": "rejected",
        "hide": "hidden", "withdraw": "withdrawn", "stop": "stopped",
    },
    "returned": {"submit": "submitted", "withdraw": "withdrawn", "stop": "stopped"},
    "flagged": {
        "publish": "open", "return": "returned", "reject": "rejected", "hide": "hidden",
        "withdraw": "withdrawn", "stop": "stopped",
    },
    "open": {
        "pause": "paused", "close": "closed", "withdraw": "withdrawn", "stop": "stopped",
        "take_down": "taken_down",
    },
    "paused": {
        "resume": "open", "close": "closed", "withdraw": "withdrawn", "stop": "stopped",
        "take_down": "taken_down",
    },
    "closed": {"review": "review", "decide": "decided", "take_down": "taken_down"},
    "review": {"decide": "decided", "take_down": "taken_down"},
    "decided": {"take_down": "taken_down"},
    "rejected": {"take_down": "taken_down", "restore": "moderation"},
    "hidden": {"restore": "moderation"},
    "withdrawn": {"restore": "moderation"},
    "stopped": {"restore": "moderation"},
    "taken_down": {"restore": "moderation"},
}  # fmt: skip


@pytest.mark.parametrize("state", lifecycle.STATES)
@pytest.mark.parametrize("move", lifecycle.MOVES)
def test_a_move_is_made_only_from_where_the_table_allows(state, move):
    expected = ALLOWED[state].get(move)
    if expected is None:
        with pytest.raises(MoveRefused):
            target(move, state)
    else:
        assert target(move, state) == expected


def test_restoring_a_take_down_leads_back_to_where_it_was():
    assert target("restore", "taken_down", earlier="review") == "review"


@pytest.mark.parametrize("state", lifecycle.STATES)
def test_moves_from_a_state_are_those_of_the_table(state):
    assert {move.name for move in lifecycle.moves_from(state)} == set(ALLOWED[state])


@pytest.mark.parametrize(
    ("state", "outcome", "opened", "register"),
    [
        ("draft", "", False, None),
        ("submitted", "", False, None),
        ("gathering", "", False, None),
        ("moderation", "", False, None),
        ("returned", "", False, None),
        ("flagged", "", False, None),
        ("hidden", "", False, None),
        ("open", "", True, "current"),
        ("paused", "", True, "current"),
        ("closed", "", True, "finished"),
        ("review", "", True, "finished"),
        ("decided", "fulfilled", True, "fulfilled"),
        ("decided", "partly", True, "fulfilled"),
        ("decided", "refused", True, "rejected"),
        ("decided", "answered", True, "finished"),
        ("rejected", "", False, "rejected"),
        ("withdrawn", "", False, None),
        ("withdrawn", "", True, "finished"),
        ("stopped", "", False, None),
        ("stopped", "", True, "finished"),
        ("taken_down", "", True, None),
    ],
)
def test_each_petition_stands_in_one_register_or_none(state, outcome, opened, register):
    assert register_of(state, outcome, opened) == register


@pytest.mark.parametrize("register", lifecycle.REGISTERS)
def test_the_states_of_a_register_are_those_that_lead_to_it(register):
    states = list(lifecycle.register_states(register))
    assert states
    assert all(register_of(*combination) == register for combination in states)
