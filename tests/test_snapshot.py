from __future__ import annotations

from webgen.snapshot import Snapshot, normalise_refs, parse

TEXT = """\
- banner [ref=e2]:
  - link "Shop: \\"home\\"" [ref=e3] [cursor=pointer]:
    - /url: /
  - 'button "it''s: here" [expanded] [ref=e4]'
- main [ref=e5]:
  - heading "Orders" [level=1] [ref=e6]
  - text: "a: b"
  - textbox "Name" [active] [ref=e7]:
    - /placeholder: Type to search
    - text: blue
  - combobox "Size" [ref=e8]:
    - option "S" [selected]
    - option "M"
  - paragraph [ref=e9]: "- plain"
"""


def test_every_line_becomes_a_node_with_name_text_states_and_parent() -> None:
    nodes = parse(TEXT)
    link, button, box = nodes[1], nodes[2], nodes[6]
    assert (link.role, link.name, link.url, link.parent) == ("link", 'Shop: "home"', "/", 0)
    assert button.name == "it's: here"
    assert button.has("expanded")
    assert (nodes[5].role, nodes[5].text, nodes[5].ref) == ("text", "a: b", None)
    assert (box.placeholder, box.has("active"), box.depth) == ("Type to search", True, 1)
    assert nodes[4].states["level"] == "1"
    assert nodes[-1].text == "- plain"


def test_nodes_of_a_snapshot_are_found_by_ref_and_by_place() -> None:
    snapshot = Snapshot(TEXT, "http://shop.test/", "Shop")
    select = snapshot.by_ref["e8"]
    assert [node.name for node in snapshot.children(select)] == ["S", "M"]
    assert snapshot.inside(select) == snapshot.children(select)
    assert snapshot.value(snapshot.by_ref["e7"]) == "blue"
    assert snapshot.content(snapshot.by_ref["e7"]) == "Name blue"


def test_frame_prefixes_are_dropped_and_numbers_stay() -> None:
    assert normalise_refs("- link [ref=f12e3]\n- text: f1e2") == "- link [ref=e3]\n- text: f1e2"
