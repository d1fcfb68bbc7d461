"""The masked discrete action space of classic RL: what could sensibly be done on a page, as a list.

Everything comes from what the agent sees: elements of the snapshot, and texts of the goal (under a closed set of
transforms) or of the page. Nothing here reads a level, so a candidate list gives no answer away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from webgen.actions import Action, Back, Check, Click, Done, Fill, GiveUp, Navigate, Press, Select, Type, Upload, Wait
from webgen.domains.display import in_goal
from webgen.domains.model import FILE_NAME
from webgen.engines.base import resolve
from webgen.locales import Locale, locales
from webgen.snapshot import Node, Snapshot

LIMIT = 512
KINDS = ("click", "fill", "type", "select", "check", "uncheck", "press", "navigate", "back", "wait", "answer", "done",
         "give_up", "upload")  # fmt: skip
SPAN_KINDS = ("quoted", "email", "password", "money", "date", "time", "number", "phrase")
TRANSFORMS = ("identity", "currency", "date", "number")
KEYS = ("Enter", "Escape", "Tab", "Space", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "Backspace",
        "ControlOrMeta+A", "Shift+Tab", "PageUp", "PageDown")  # fmt: skip
FEW_KEYS = KEYS[:2]
WAIT_MS = 1000
STOPS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """One action that could be taken now.

    Attributes:
        action: what an engine takes.
        kind: one of :data:`KINDS`.
        node: index in ``snapshot.nodes`` of what it acts on, or whose text it answers with; -1 for none.
        span: characters ``[start, end)`` of the goal whose text, after a transform, is :attr:`value`; None otherwise.
        value: the text put in, option chosen, answer, key or address; empty for none.
    """

    action: Action
    kind: str
    node: int
    span: tuple[int, int] | None
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the goal that could be a value, with what the transforms make of it: (transform, text) pairs."""

    start: int
    end: int
    kind: str  # one of SPAN_KINDS
    text: str
    values: tuple[tuple[str, str], ...]


# ---- values in the goal -----------------------------------------------------------------------------------------

_MONTH = "|".join(month for name in locales()["en"].formats.months for month in (name, name[:3]))
_DATES = rf"\d{{1,2}} (?:{_MONTH})\.?,? \d{{4}}|(?:{_MONTH})\.? \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d"


def _nameless(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _amounts(language: Locale) -> str:
    """Return the regular expression of an amount of money in a locale, signs included."""
    before, after = (re.escape(in_goal(part).strip()) for part in language.formats.money.split("{amount}"))
    return rf"-?{before} ?{_nameless(language.amount_pattern)} ?{after}" if after else rf"-?{before} ?{_nameless(language.amount_pattern)}"


_OTHERS = [language for language in locales().values() if language.name != "en"]
_DATES = "|".join([_DATES, *(_nameless(language.date_patterns[0]) for language in _OTHERS)])
_SUMS = "|".join([r"-?\$\d[\d,]*(?:\.\d+)?", *map(_amounts, _OTHERS)])
_FINDERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quoted", re.compile(r'(?<![^\s(])"(.+?)"(?=$|[\s.,;:?!)])|“(.+?)”', re.DOTALL)),
    ("email", re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    ("password", re.compile(r"\bpassword (?:is )?([^\s\"]+?)(?=[.,;]?(?:\s|$))")),
    ("money", re.compile(rf"(?<![\w.,$-])({_SUMS})(?!\w)")),
    ("date", re.compile(rf"\b({_DATES})\b")),
    ("time", re.compile(r"\b((?:[01]\d|2[0-3]):[0-5]\d)\b")),
    ("number", re.compile(r"(?<![\w.$,@-])(-?\d+(?:,\d{3})*(?:\.\d+)?)(?![\w@-]|[.,]\d)")),
)
_STARTS = re.compile(r"\b(?:to|is|as|password|equals|becomes) (?=[^\s\"“])")
_ENDS = re.compile(r", | and | from now on\b| for the | in the | with the |[;:?!]|\.(?=\s|$)")
_STOPS = re.compile(r"[\"“]|\b(?:to|is) (?=[^\s])|[;?!]|\.(?=\s|$)")
_MONEY = re.compile(r"(-?)\$(\d[\d,]*(?:\.\d+)?)")
_AMOUNT = re.compile(r"(-?\d+(?:,\d{3})*(?:\.\d+)?)(?: (?:[^\W\d_]+\.?|%))?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ADDRESS = re.compile(r"http://[a-z0-9.-]+/")
_MAX_ENDS = 3
_FIRM = frozenset(("quoted", "email", "password", "time"))


def spans(goal: str) -> list[Span]:
    """Return the pieces of a goal that could be values, in order of where they start and end."""
    return list(_spans(goal))


@lru_cache(maxsize=1024)
def _spans(goal: str) -> tuple[Span, ...]:
    found: dict[tuple[int, int], str] = {}
    covered: list[tuple[int, int]] = []  # a number within a date, or a date within quotes, is no value of its own
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(goal):
            place = match.span(match.lastindex or 0)
            if not any(start <= place[0] and place[1] <= end for start, end in covered):
                found[place] = kind
                covered.append(place)
    for place in _phrases(goal):
        within = any(start <= place[0] < end for start, end in covered)
        if not within or _AMOUNT.fullmatch(goal[slice(*place)]):
            found.setdefault(place, "phrase")
    return tuple(_span(goal, place, kind) for place, kind in sorted(found.items()))


def _phrases(goal: str) -> Iterator[tuple[int, int]]:
    """Yield plain phrases after " is ", " to "…: up to each delimiter before the next value begins."""
    for begin in _STARTS.finditer(goal):
        start = begin.end()
        stop = _STOPS.search(goal, start)
        last = stop.start() if stop else len(goal)
        ends = [match.start() for match in _ENDS.finditer(goal, start, last)][:_MAX_ENDS]
        if stop is None or stop[0] in ".;?!":
            ends.append(last)
        for end in ends:
            text = goal[start:end].rstrip()
            if text:
                yield start, start + len(text)


def _span(goal: str, place: tuple[int, int], kind: str) -> Span:
    text = goal[place[0] : place[1]]
    values = [("identity", text)]
    if match := _MONEY.fullmatch(text):
        values.append(("currency", (match[1] + match[2]).replace(",", "")))
    elif match := _AMOUNT.fullmatch(text):
        values.append(("number", match[1].replace(",", "")))
    else:
        values += _foreign(text)
    return Span(place[0], place[1], kind, text, tuple(values[:1] + [pair for pair in values[1:] if pair[1] != text]))


def _foreign(text: str) -> list[tuple[str, str]]:
    """Return what a text is in the form values travel in, by the first locale that writes dates or amounts like it."""
    for language in locales().values():
        if (day := language.read_date(text)) is not None:
            return [("date", day)]
    for language in _OTHERS:
        if re.fullmatch(_amounts(language), text) and (cents := language.read_money(text)) is not None:
            return [("currency", f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}")]
    return []


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a goal by the kind of field they fit: (value, span, sure) triples without repeats."""

    texts: tuple[tuple[str, tuple[int, int], bool], ...]
    words: tuple[tuple[str, tuple[int, int], bool], ...]
    numbers: tuple[tuple[str, tuple[int, int], bool], ...]
    places: dict[str, tuple[int, int]]
    secrets: frozenset[str]
    pieces: frozenset[str]
    digits: tuple[str, ...]
    addresses: tuple[tuple[str, tuple[int, int]], ...]  # that the goal names


@lru_cache(maxsize=1024)
def _values(goal: str) -> _Values:
    texts: dict[str, tuple[tuple[int, int], bool]] = {}
    words: dict[str, tuple[tuple[int, int], bool]] = {}
    numbers: dict[str, tuple[tuple[int, int], bool]] = {}
    places: dict[str, tuple[int, int]] = {}
    for span in _spans(goal):
        place = (span.start, span.end)
        for transform, value in span.values:
            places.setdefault(value, place)
            if _NUMBER.fullmatch(value):
                numbers.setdefault(value, (place, True))
            if transform == "identity":
                texts.setdefault(value, (place, span.kind in _FIRM))
                words.setdefault(value, (place, span.kind in _FIRM or span.kind == "phrase"))
            else:
                texts.setdefault(value, (place, True))
            for piece in _pieces(transform, value):
                texts.setdefault(piece, (place, False))
                words.setdefault(piece, (place, False))
            if transform == "date":  # a control may ask for year, month and day one by one
                for piece in value.split("-"):
                    numbers.setdefault(str(int(piece)), (place, False))
    secrets = frozenset(span.text for span in _spans(goal) if span.kind in ("email", "password"))
    digits = tuple(sorted({sign for value in (*numbers, *texts) if re.fullmatch(r"[\d.]{2,9}", value) for sign in value}))
    addresses = tuple((match[0], match.span()) for match in _ADDRESS.finditer(goal))
    return _Values(_triples(texts), _triples(words), _triples(numbers), places, secrets, frozenset(words), digits, addresses)


def _pieces(transform: str, value: str) -> list[str]:
    """Return what a value is made of where a control may ask for it piece by piece: a list, an amount, a mail address."""
    if transform == "currency":
        return value.split(".")
    if transform != "identity" or "\n" in value:
        return []
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", value):
        return [value.partition("@")[0]]
    if re.fullmatch(r"\d{2,8}", value):
        return sorted(set(value))
    return [part for part in re.split(r", | and ", value) if part not in ("", value)] if len(value) < 120 else []


def _triples(
    values: dict[str, tuple[tuple[int, int], bool]],
) -> tuple[tuple[str, tuple[int, int], bool], ...]:
    return tuple((value, place, sure) for value, (place, sure) in values.items())


# ---- what can be done -------------------------------------------------------------------------------------------

CLICKABLE = frozenset(("link", "button", "tab", "option", "menuitem", "menuitemcheckbox", "menuitemradio", "treeitem"))
CHECKABLE = frozenset(("checkbox", "radio", "switch"))
TEXTLIKE = frozenset(("textbox", "searchbox", "spinbutton"))
_CONTROLS = CLICKABLE | CHECKABLE | TEXTLIKE | {"combobox", "listbox"}
_ANSWER_RANK = {"definition": 0, "cell": 0, "gridcell": 0, "heading": 1, "link": 1, "rowheader": 1}
_NO_ANSWER = CHECKABLE | TEXTLIKE | {"combobox", "listbox", "option", "button", "tab", "navigation", "banner", "region",
                                     "dialog", "columnheader", "contentinfo", "term", "img", "tabpanel", "tablist",
                                     "radiogroup", "group", "form"}  # fmt: skip
# what goes first when the limit cuts: 0 stays
_ALWAYS, _ACT, _FILL, _READ, _KEY, _MAYBE, _RARE = range(7)


def candidates(snapshot: Snapshot, goal: str, *, limit: int = LIMIT, rich: bool = True) -> list[Candidate]:
    """Return what could be done, in a fixed order: endings, waiting and keys, then by place on the page.

    Args:
        snapshot: the page.
        goal: the goal sentence; values are spans of it.
        limit: at most this many; the least promising kinds go first.
        rich: with typing key by key, more keys, addresses and other ways to the same end. Without: the mouse style.
    """
    found = _Enumeration(snapshot, _values(goal), rich).all()
    if len(found) <= limit:
        return [candidate for _, candidate in found]
    order = sorted(range(len(found)), key=lambda index: found[index][0])
    return [found[index][1] for index in sorted(order[:limit])]


@lru_cache(maxsize=8192)
def _resolved(page: str, url: str, hosts: tuple[str, ...]) -> str | None:
    return resolve(page, url, [urlsplit(page).hostname or "", *hosts])


class _Enumeration:
    """One pass over a page."""

    def __init__(self, snapshot: Snapshot, values: _Values, rich: bool) -> None:
        self.snapshot, self.nodes, self.values, self.rich = snapshot, snapshot.nodes, values, rich
        self.files = [triple for triple in values.texts if triple[2] and FILE_NAME.fullmatch(triple[0])]
        self.found: list[tuple[int, Candidate]] = []
        self.hosts = tuple(urlsplit(address).hostname or "" for address, _ in values.addresses)

    def add(self, tier: int, action: Action, kind: str, node: int, value: str = "",
            span: tuple[int, int] | None = None) -> None:  # fmt: skip
        self.found.append((tier, Candidate(action, kind, node, span, value)))

    def all(self) -> list[tuple[int, Candidate]]:
        """Enumerate."""
        self._anywhere()
        answers = self._answers()
        addresses: set[str] = set()
        for node in self.nodes:
            if node.ref is not None and "disabled" not in node.states:
                self._on(node, node.ref)
            if node.index in answers:
                text, rank = answers[node.index]
                self.add(_READ + rank, Done(text), "answer", node.index, text, self.values.places.get(text))
            if self.rich and node.url is not None:
                self._address(node, addresses)
        return self.found

    def _anywhere(self) -> None:
        self.add(_ALWAYS, Done(), "done", -1)
        self.add(_ALWAYS, GiveUp(), "give_up", -1)
        self.add(_ALWAYS, Back(), "back", -1)
        self.add(_ALWAYS, Wait(WAIT_MS), "wait", -1)
        active = next((node.index for node in self.nodes if "active" in node.states), -1)
        for key in KEYS if self.rich else FEW_KEYS:
            self.add(_KEY, Press(key), "press", active, key)
        for key in self.values.digits if self.rich and active >= 0 else ():  # boxes and keys take digits one by one
            self.add(_RARE, Press(key), "press", active, key)
        for address, place in self.values.addresses if self.rich else ():
            if not self.snapshot.url.startswith(address):
                self.add(_ACT, Navigate(address), "navigate", -1, address, place)

    def _on(self, node: Node, ref: str) -> None:
        role = node.role
        if role in CLICKABLE:
            self.add(_ACT, Click(ref), "click", node.index)
            for name, span, _ in self.files if role == "button" else ():
                self.add(_MAYBE, Upload(ref, (name,)), "upload", node.index, name, span)
        elif role in CHECKABLE:
            self._check(node, ref)
        elif role in TEXTLIKE:
            self._text(node, ref)
        elif role in ("combobox", "listbox"):
            self._list(node, ref)
        elif role == "slider":
            for stop in range(STOPS):  # of a slider over choices
                if not any(value == str(stop) for value, _, _ in self.values.numbers):
                    self.add(_MAYBE, Fill(ref, str(stop)), "fill", node.index, str(stop))
            for value, span, sure in self.values.numbers:
                self.add(_FILL if sure else _MAYBE, Fill(ref, value), "fill", node.index, value, span)
        elif node.states.get("cursor") == "pointer" and self._plain(node):
            self.add(_MAYBE, Click(ref), "click", node.index)

    def _check(self, node: Node, ref: str) -> None:
        checked = node.states.get("checked", "") == "true"
        if not checked:
            self.add(_ACT, Check(ref, True), "check", node.index)
        elif node.role != "radio":
            self.add(_ACT, Check(ref, False), "uncheck", node.index)
        if self.rich:
            self.add(_MAYBE, Click(ref), "click", node.index)

    def _plain(self, node: Node) -> bool:
        """Tell whether something that looks clickable holds no control that would be clicked instead."""
        return not any(other.role in _CONTROLS for other in self.snapshot.inside(node))

    def _list(self, node: Node, ref: str) -> None:
        """A native list takes select; a custom one a click; one to type in takes text."""
        options = []
        for other in self.nodes[node.index + 1 :]:
            if other.depth <= node.depth:
                break
            if other.role == "option" and other.states.get("cursor") != "pointer":  # a list of ours has a pointer
                options.append(other)
        for option in options:
            if "disabled" not in option.states:
                place = self.values.places.get(option.name)
                tier = _READ if place is None and len(options) > 12 else _ACT
                self.add(tier, Select(ref, (option.name,)), "select", node.index, option.name, place)
        if node.role == "listbox" and len(options) > 1:
            self._select_several(ref, node, [option.name for option in options])
        if options or node.role == "listbox":
            return
        if node.states.get("cursor") == "pointer" or node.states.get("disabled"):
            self.add(_ACT, Click(ref), "click", node.index)
        else:
            self._text(node, ref)

    def _select_several(self, ref: str, node: Node, names: list[str]) -> None:
        """In a list of several: what the goal names, and what it does not name."""
        named = tuple(name for name in names if name in self.values.places or name in self.values.pieces)
        for chosen in (named, tuple(name for name in names if name not in named)):
            if len(chosen) > 1:
                self.add(_ACT, Select(ref, chosen), "select", node.index, ", ".join(chosen))

    def _text(self, node: Node, ref: str) -> None:
        values = self.values
        fitting = values.numbers if node.role == "spinbutton" else values.texts
        if node.role == "combobox":
            fitting = values.words
        for value, span, sure in fitting:
            self.add(_FILL if sure else _MAYBE, Fill(ref, value), "fill", node.index, value, span)
            if self.rich:
                self.add(_KEY if sure else _RARE, Type(ref, value), "type", node.index, value, span)
            if node.role == "searchbox" or (self.rich and value in values.secrets):
                self.add(_FILL if sure else _RARE, Fill(ref, value, True), "fill", node.index, value, span)
        if node.text:
            self.add(_MAYBE, Fill(ref, ""), "fill", node.index)
        if node.role == "searchbox":
            self._search_for_shown(node, ref)
        if self.rich:
            self.add(_KEY, Click(ref), "click", node.index)

    def _search_for_shown(self, node: Node, ref: str) -> None:
        """A search for something the list shows."""
        for name in dict.fromkeys(self._shown()):
            if name not in self.values.places:
                self.add(_RARE, Fill(ref, name), "fill", node.index, name)
                self.add(_RARE, Fill(ref, name, True), "fill", node.index, name)

    def _shown(self) -> Iterator[str]:
        """Yield the names of links to single records: their addresses end in a number."""
        for node in self.nodes:
            if node.role == "link" and node.url and node.url.rpartition("/")[2].isdigit():
                yield node.name

    def _answers(self) -> dict[int, tuple[str, int]]:
        """Return the texts that could be an answer, once each, by node: the best place to read it, and its rank."""
        best: dict[str, tuple[int, int]] = {}
        above: list[int] = []  # ranks of the open nodes
        for node in self.nodes:
            del above[node.depth :]
            rank = min(_ANSWER_RANK.get(node.role, 2), above[-1] if above else 2)
            above.append(0 if rank == 0 else 2)
            if node.role in _NO_ANSWER:
                continue
            text = node.text or node.name
            if text and (text not in best or best[text][0] > rank):
                best[text] = (rank, node.index)
        return {index: (text, rank) for text, (rank, index) in best.items()}

    def _address(self, node: Node, seen: set[str]) -> None:
        url = node.url or ""
        if url.startswith("#"):
            return
        address = _resolved(self.snapshot.url, url, self.hosts)
        if address is not None and address not in seen:
            seen.add(address)
            self.add(_RARE, Navigate(address), "navigate", node.index, address)


# ---- which one was meant ----------------------------------------------------------------------------------------


def _same(action: Action) -> Action:
    """Bring actions that mean the same to one form."""
    if isinstance(action, GiveUp):
        return GiveUp()
    if isinstance(action, Done) and action.answer is not None:
        cleaned = " ".join(action.answer.split()).strip("\"'“”").strip()
        return Done(cleaned.rstrip(".").casefold())
    return action


def index_of(action: Action, among: Iterable[Candidate] | Sequence[Candidate]) -> int | None:
    """Return the place of an action among candidates, or None; answers compare as the judge reads them."""
    wanted = _same(action)
    return next((index for index, candidate in enumerate(among) if _same(candidate.action) == wanted), None)
