"""A table of steps with the columns of Multimodal-Mind2Web, for what was made for that data set.

Source: https://huggingface.co/datasets/osunlp/Multimodal-Mind2Web
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from webgen.demos.exports._markup import REF, Found
from webgen.demos.exports._tables import IMAGE, write_table
from webgen.demos.exports.base import Exporter, Line, Options, Written, compact, mistaken
from webgen.snapshot import Node, parse
from webgen.trajectory import Row

COLUMNS: dict[str, Any] = {
    "action_uid": "string", "raw_html": "string", "cleaned_html": "string", "operation": "string",
    "pos_candidates": ["string"], "neg_candidates": ["string"], "website": "string", "domain": "string",
    "subdomain": "string", "annotation_id": "string", "confirmed_task": "string", "screenshot": IMAGE,
    "action_reprs": ["string"], "target_action_index": "string", "target_action_reprs": "string",
}  # fmt: skip
# tool: (operation, what Mind2Web calls the original operation); its operations are CLICK, TYPE and SELECT
OPERATIONS = {
    "browser_click": ("CLICK", "CLICK"),
    "browser_check": ("CLICK", "CLICK"),
    "browser_uncheck": ("CLICK", "CLICK"),
    "browser_hover": ("CLICK", "HOVER"),
    "browser_type": ("TYPE", "TYPE"),
    "browser_select_option": ("SELECT", "SELECT"),
}
ACTIVE = frozenset(
    ["button", "checkbox", "combobox", "link", "listbox", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "textbox", "treeitem"]
)


class Mind2Web(Exporter):
    """A row for every step that acts on one element by clicking, typing or choosing."""

    about = (
        "A row is one step: the page before it as HTML (from the browserless twin; frames and shadow trees stand inside "
        f"their elements), the element acted on, and all others one could act on. `{REF}` is the element's ref in the "
        "snapshot. `domain` is the trade, `subdomain` the workflow, `website` the host."
    )
    loads = 'load_dataset("parquet", data_files="{split}.parquet")["train"]'
    tasks = ("text-generation", "image-text-to-text")
    needs = frozenset({"text", "markup"})
    choices = frozenset({"images"})
    data = "{split}.parquet"

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT.parquet``."""
        others = [0]

        def rows() -> Iterator[Row]:
            for line in lines:
                told = list(_rows(line))
                others[0] += len(line.steps) - len(told)
                yield from told

        written = write_table(out / f"{split}.parquet", COLUMNS, rows())
        note = f"{others[0]} steps have no row, for they act on no element, or are mistakes; `action_reprs` names them."
        return Written(written, (note,) if others[0] else ())


def _rows(line: Line) -> Iterator[Row]:
    nodes = [{node.ref: node for node in parse(step["text"]) if node.ref} for step in line.steps]
    words = [_in_words(step, shown) for step, shown in zip(line.steps, nodes, strict=True)]
    for number, (step, shown) in enumerate(zip(line.steps, nodes, strict=True)):
        call = step["action"]
        if call is None or call["name"] not in OPERATIONS or mistaken(step):
            continue
        page, target = step["markup"], call["arguments"]["target"]
        operation, original = OPERATIONS[call["name"]]
        yield {
            "action_uid": f"{line.name}-{number:03d}",
            "raw_html": page.raw,
            "cleaned_html": page.cleaned,
            "operation": compact({"op": operation, "original_op": original, "value": _value(call)}),
            "pos_candidates": [_candidate(one, True) for one in page.found if one.ref == target],
            "neg_candidates": [_candidate(one, False) for one in page.found if one.ref != target and _active(shown.get(one.ref))],
            "website": (urlsplit(step["url"]).hostname or "").removesuffix(".test"),
            "domain": line.level.spec.task_site.domain,
            "subdomain": line.level.task.workflow,
            "annotation_id": line.name,
            "confirmed_task": line.level.task.goal,
            "screenshot": line.pictures.get(number),
            "action_reprs": words,
            "target_action_index": str(number),
            "target_action_reprs": words[number],
        }


def _active(node: Node | None) -> bool:
    return node is not None and (node.role in ACTIVE or node.has("cursor")) and not node.has("disabled")


def _candidate(one: Found, target: bool) -> str:
    marks = {"is_original_target": True, "is_top_level_target": True} if target else {}
    return compact({"tag": one.tag, **marks, REF: one.ref, "attributes": compact({REF: one.ref, **one.attributes})})


def _value(call: Row) -> str:
    arguments = call["arguments"]
    return str(arguments["text"]) if "text" in arguments else ", ".join(arguments.get("values", ()))


def _in_words(step: Row, shown: dict[str, Node]) -> str:
    """Return a step as Mind2Web writes it: ``[button]  Search -> CLICK``."""
    call = step["action"]
    if call is None:
        return "[page]  -> NOTHING"
    node = shown.get(call["arguments"].get("target", ""))
    what = f"[{node.role}]  {node.name or node.text}" if node is not None else "[page] "
    operation = OPERATIONS.get(call["name"], (call["name"].removeprefix("browser_").upper(),))[0]
    value = _value(call) if call["name"] in OPERATIONS else ", ".join(map(str, call["arguments"].values()))
    return f"{what} -> {operation}{': ' + value if value else ''}"
