from __future__ import annotations

import json
from typing import Any

import pytest

from webgen import actions
from webgen.actions import Action
from webgen.errors import BadAction

EVERY: list[Action] = [
    actions.Click("e1"),
    actions.Click("e1", "right", ("Shift", "Control"), True),
    actions.Fill("e2", "text", True),
    actions.Type("e2", "text"),
    actions.Select("e3", ("a", "b")),
    actions.Check("e4"),
    actions.Check("e4", False),
    actions.Press("Enter"),
    actions.Hover("e5"),
    actions.Drag("e1", "e2"),
    actions.Upload("e6", ("a.txt",)),
    actions.Scroll(0, -5),
    actions.Navigate("/x"),
    actions.Back(),
    actions.Forward(),
    actions.Tab("new", None, "/y"),
    actions.Tab("select", 1),
    actions.Wait(1500),
    actions.Done(),
    actions.Done("42"),
    actions.GiveUp("no such record"),
]


@pytest.mark.parametrize("action", EVERY, ids=repr)
def test_wire_form_round_trips(action: Action) -> None:
    assert actions.from_json(json.loads(json.dumps(actions.to_json(action)))) == action


def test_every_kind_is_covered_by_the_round_trip() -> None:
    assert {type(action) for action in EVERY} == set(Action.__args__)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (7, "an action is an object"),
        ({}, "an action looks like"),
        ({"name": "browser_clik", "arguments": {}}, "Did you mean 'browser_click'"),
        ({"name": "browser_click"}, "target is missing"),
        ({"name": "browser_click", "arguments": {"target": 3}}, "must be a JSON string"),
        ({"name": "browser_click", "arguments": {"target": "e1", "buton": "left"}}, "Did you mean 'button'"),
        ({"name": "browser_click", "arguments": {"target": "e1", "button": "up"}}, "one of left, right, middle"),
        ({"name": "browser_click", "arguments": {"target": "e1", "doubleClick": 1}}, "must be a JSON boolean"),
        ({"name": "browser_select_option", "arguments": {"target": "e1", "values": [1]}}, "each of values"),
        ({"name": "browser_wait_for", "arguments": {"time": -1}}, "0 to 60 seconds"),
        ({"name": "browser_wait_for", "arguments": {"time": True}}, "must be a JSON number"),
        ({"name": "browser_type", "arguments": {"target": "e1", "text": "x" * 10_001}}, "10000 at most"),
        ({"name": "done", "arguments": [], "extra": 1}, "an action looks like"),
        ({"name": "done", "arguments": []}, "arguments must be an object"),
    ],
)
def test_what_is_not_an_action_gets_one_sentence(call: object, match: str) -> None:
    with pytest.raises(BadAction, match=match) as caught:
        actions.from_json(call)
    assert "\n" not in str(caught.value)


def test_schemas_are_valid_json_schema_and_name_every_tool() -> None:
    tools: list[dict[str, Any]] = actions.tool_schemas()
    names = {tool["function"]["name"] for tool in tools}
    assert {actions.to_json(action)["name"] for action in EVERY} == names
    for tool in tools:
        parameters = tool["function"]["parameters"]
        assert set(parameters["required"]) <= set(parameters["properties"])
        json.dumps(tool)


def test_the_human_readable_element_argument_is_taken_and_ignored() -> None:
    call = {"name": "browser_click", "arguments": {"element": "Save button", "target": "e9"}}
    assert actions.from_json(call) == actions.Click("e9")
