"""The hypermedia client: the twin of the hx-* part of ``webgen/site/client.js``, rule by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from webgen.engines.twin import address, focus, forms
from webgen.engines.twin.attributes import (
    FIELDS,
    UNESCAPED,
    Entries,
    Trigger,
    cancels,
    default_kind,
    encode,
    extra_values,
    form_around,
    holder_of,
    inherited,
    override,
    parse_triggers,
    triggers_of,
)
from webgen.engines.twin.behaviours import base as behaviours
from webgen.engines.twin.dom import Element, Text, parse, parse_fragment

if TYPE_CHECKING:
    from webgen.engines.twin.page import Answer, Event, Page, Question

_PAGE = re.compile(r"(<!doctype[^>]*>\s*)?<(html|body|head)[\s>]", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BUTTONS = frozenset(("button", "submit", "image", "reset", "file"))


@dataclass(frozen=True, slots=True)
class Call:
    """What an element asks for."""

    verb: str
    path: str
    boosted: bool = False
    anchor: str = ""
    asked: str = ""


@dataclass(eq=False, slots=True)
class State:
    """What is remembered about an element that asks."""

    timer: int = 0
    last: dict[Trigger, str] = field(default_factory=dict)
    busy: bool = False
    queued: tuple[Call, Element | None] | None = None


class Hypermedia:
    """The client of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.states: dict[Element, State] = {}

    def forget_removed(self) -> None:
        """Drop the state of elements that have left the document and wait for nothing."""
        self.states = {one: state for one, state in self.states.items() if state.busy or one.connected}

    # ---- what an element asks for

    def _state(self, node: Element) -> State:
        state = self.states.get(node)
        if state is None:
            state = self.states[node] = State()
        return state

    def call_of(self, node: Element) -> Call | None:
        """Return what an element asks for, by its own attributes or by boost."""
        attrs = node.attrs
        for verb in ("get", "post"):
            path = attrs.get(f"hx-{verb}")
            if path is not None:
                return Call(verb, path or self.page.document.url)
        if node.tag == "a" or node.tag == "form":
            return self._boosted(node)
        return None

    def _boosted(self, node: Element) -> Call | None:
        if inherited(node, "hx-boost") != "true":
            return None
        here = self.page.document.url
        if node.tag == "a":
            href = node.get("href")
            if not href or href.startswith("#") or node.get("target", "") not in ("", "_self"):
                return None
            if address.host(address.join(here, href)) != address.host(here):
                return None
            return Call("get", href, boosted=True)
        method = node.get("method", "get").lower()
        if method == "dialog":
            return None
        path = node.get("action") or here
        return Call(method, re.sub(r"\?[^#]*", "", path, count=1) if method == "get" else path, boosted=True)

    def _select(self, node: Element, name: str) -> list[Element] | None:
        """Return what an inherited selector attribute means for ``node``; None where there is no such attribute."""
        holder = holder_of(node, name)
        if holder is None:
            return None
        text = holder.attrs[name]
        if text == "this":
            return [holder]
        if text.startswith("closest "):
            found = node.closest(text[8:].strip())
            return [found] if found is not None else []
        everywhere = self.page.document.find_all(text)
        scope = node.scope
        own = [one for one in everywhere if one.scope is scope]
        return own if own or scope is None else [one for one in everywhere if one.scope is None]

    def _target(self, node: Element, boosted: bool) -> Element | None:
        found = self._select(node, "hx-target")
        if found is None:
            return self.page.document.body if boosted else node
        return found[0] if found else None

    # ---- the values a request carries

    def own_entry(self, node: Element) -> Entries:
        """Return what a control contributes by itself."""
        name = node.get("name", "")
        if not name or node.tag not in FIELDS or node.type in _BUTTONS or focus.disabled(node):
            return []
        if node.type in ("checkbox", "radio") and not node.checked:
            return []
        if node.tag == "select" and node.has("multiple"):
            return [(name, option.value) for option in node.selected_options]
        return [(name, node.value)]

    def _values(self, node: Element, verb: str, submitter: Element | None) -> Entries:
        seen: set[Element] = set()
        plain: Entries = []
        strong: Entries = []  # values of the form win over the others

        def take(into: Entries, element: Element | None) -> None:
            if element is None or element in seen:
                return
            seen.add(element)
            if element.tag != "form":
                into.extend(self.own_entry(element))
                return
            for control in forms.controls(element):
                if control in seen:  # the form brings it again
                    for entry in self.own_entry(control):
                        if entry in into:
                            into.remove(entry)
                seen.add(control)
            into.extend(forms.entries(element, None, empty_files=False))

        if verb != "get":
            take(strong, node if node.tag == "form" else form_around(node))
        take(plain, node)
        button = submitter
        if button is None and (node.tag == "button" or (node.tag == "input" and node.get("type") == "submit")):
            button = node
        if button is not None and button.get("name"):
            strong.append((button.get("name", ""), button.value))
        for element in self._select(node, "hx-include") or ():
            take(plain, element)
            if element.tag != "form":
                for inner in element.iter():
                    if inner is not element and inner.tag in FIELDS:
                        take(plain, inner)
        return override(override(plain, strong), extra_values(node))

    # ---- sending and taking in

    def _headers(self, node: Element, target: Element, boosted: bool) -> dict[str, str]:
        headers = {"hx-request": "true", "hx-current-url": self.page.document.url}
        named = (("hx-trigger", node.get("id")), ("hx-trigger-name", node.get("name")), ("hx-target", target.get("id")))
        headers |= {name: quote(value, safe=UNESCAPED + ";/?:@&=+$,#") for name, value in named if value is not None}
        if boosted:
            headers["hx-boosted"] = "true"
        return headers

    def send(self, node: Element, call: Call, submitter: Element | None) -> None:
        """Send a request, or keep it waiting behind the one in flight."""
        target = self._target(node, call.boosted)
        if target is None or not node.connected:
            return
        state = self._state(node)
        if state.busy:
            state.queued = (call, submitter)
            return
        state.busy = True
        own_verb = submitter.get("formmethod") if submitter is not None else None
        verb = own_verb.lower() if own_verb is not None else call.verb
        own_path = submitter.get("formaction") if submitter is not None else None
        path, _, anchor = (call.path if own_path is None else own_path).partition("#")
        values = encode(self._values(node, verb, submitter))
        asked = path + ("&" if "?" in path else "?") + values if verb == "get" and values else path
        headers = self._headers(node, target, call.boosted)
        marked = self._select(node, "hx-indicator")
        indicators = [node] if marked is None else marked
        for element in indicators:
            element.add_class("htmx-request")
        page = self.page
        url = address.join(page.document.url, asked)
        answer = page.host.fetch(page, verb.upper(), url, headers, None if verb == "get" else values)
        latency = answer.response.latency if answer is not None else 0
        call = replace(call, asked=asked, anchor=anchor.partition("#")[0])
        page.clock.later(latency, _arrive, self, node, target, call, tuple(indicators), answer)

    def _take_in(self, node: Element, target: Element, call: Call, answer: Answer | None) -> None:
        page = self.page
        if answer is None or (answer.response.status >= 400 and answer.response.status != 422):
            page.show_failure()
            return
        response = answer.response
        headers = {name.lower(): value for name, value in response.headers.items()}
        if "hx-redirect" in headers:
            forms.follow(page, address.join(page.document.url, headers["hx-redirect"]))
            return
        if response.status == 204 or not target.connected:
            return
        pushed = self._pushed(node, call, answer, headers.get("hx-push-url"))
        if pushed is not None:
            page.host.push(page, address.join(page.document.url, pushed))
        style = (inherited(node, "hx-swap") or "innerHTML").split()[0]
        self.swap(target, style, response.body)

    def _pushed(self, node: Element, call: Call, answer: Answer, header: str | None) -> str | None:
        wish = header if header is not None else inherited(node, "hx-push-url")
        if wish is None:
            wish = "true" if call.boosted else "false"
        if wish == "false":
            return None
        if wish != "true":
            return wish
        url = urlsplit(answer.url)
        query = f"?{url.query}" if url.query else ""
        return url.path + query + (f"#{call.anchor}" if call.anchor else "")

    def _content(self, text: str, target: Element) -> tuple[list[Element | Text], str]:
        head = _COMMENT.sub("", text[:400]).lstrip()
        if _PAGE.match(head):
            other = parse(text, self.page.document.url)
            title = other.title
            return [_adopt(node, target) for node in other.yield_body()], title
        nodes = parse_fragment(text, self.page.document.create("template"))
        found = next((one for one in nodes if isinstance(one, Element) and one.tag == "title"), None)
        kept = [one for one in nodes if one is not found]
        return kept, found.text_content if found is not None else ""

    def _place(self, target: Element, style: str, nodes: list[Element | Text]) -> list[Element]:
        page = self.page
        if style == "outerHTML" and target is not page.document.body:
            page.release(target)
            target.replace_with(nodes)
        elif style in ("innerHTML", "outerHTML"):
            page.release(target, inside=True)
            target.replace_children(nodes)
        elif style == "beforeend":
            for node in nodes:
                target.append(node)
        elif style == "afterbegin":
            for index, node in enumerate(nodes):
                target.insert(index, node)
        else:
            if style == "delete":
                page.remove(target)
            return []
        return [node for node in nodes if isinstance(node, Element)]

    def swap(self, target: Element, style: str, text: str) -> None:
        """Put an answer into the page."""
        page = self.page
        document = page.document
        old, above = document.outer_focus, target.parent
        nodes, title = self._content(text, target)
        added = self._place(target, style, nodes)
        if old is not None and old.id and not old.connected:
            same = document.get(old.id)
            if same is not None:
                focus.move(page, same)
        if title:
            set_title(page, title)
        for child in added:
            self.process(child)
            wanted = next((one for one in child.iter() if "autofocus" in one.attrs), None)
            if wanted is not None:
                focus.move(page, wanted)
            behaviours.start(page, child)
        around = target if target.connected else above
        if around is not None:
            behaviours.swapped(page, around)

    # ---- when

    def issue(self, node: Element, call: Call, submitter: Element | None) -> None:
        """Send, after asking the user where ``hx-confirm`` says so."""
        if not node.connected:
            return
        text = inherited(node, "hx-confirm")
        if text is None:
            self.send(node, call, submitter)
            return
        from webgen.engines.twin.page import Question

        self.page.ask(text, inherited(node, "data-confirm-label") or "Confirm", Question(node, call, submitter))

    def confirmed(self, question: Question) -> None:
        """Send what the user has agreed to."""
        assert isinstance(question.call, Call)
        self.send(question.node, question.call, question.submitter)

    def _trigger(self, node: Element, call: Call, rule: Trigger, event: Event) -> None:
        state = self._state(node)
        if rule.changed:
            value = event.target.value
            if state.last.get(rule) == value:
                return
            state.last[rule] = value
        self.page.clock.cancel(state.timer)
        if rule.delay > 0:
            state.timer = self.page.clock.later(rule.delay, _delayed, self, node, call, event.submitter)
        else:
            self.issue(node, call, event.submitter)

    def hear(self, event: Event) -> None:
        """Let the elements around an event's target ask."""
        kind = event.kind
        if kind not in ("click", "submit", "change", "input") or (event.prevented and kind == "submit"):
            return
        node: Element | None = event.target
        while node is not None:
            above = node.parent
            call = self.call_of(node)
            if call is not None and not (call.boosted and node.tag == "a" and event.command):
                for rule in parse_triggers(default_kind(node)) if call.boosted else triggers_of(node):
                    if rule.kind == kind:
                        if cancels(node, kind):
                            event.prevent()
                        self._trigger(node, call, rule, event)
            node = above

    def process(self, node: Element) -> None:
        """Look for what asks by itself in new content."""
        for element in node.iter():
            attrs = element.attrs
            if "hx-trigger" not in attrs or ("hx-get" not in attrs and "hx-post" not in attrs):
                continue
            call = self.call_of(element)
            assert call is not None
            for rule in triggers_of(element):
                if rule.changed:
                    self._state(element).last[rule] = element.value
                if rule.kind == "every":
                    self.page.clock.later(rule.every, _poll, self, element, call, rule.every)
                elif rule.kind == "load" and rule.delay > 0:
                    self.page.clock.later(rule.delay, _delayed, self, element, call, None)
                elif rule.kind == "load":
                    self.issue(element, call, None)


# ---- what timers run: plain functions, so that a copied page runs its own ---------------------------------------


def _delayed(client: Hypermedia, node: Element, call: Call, submitter: Element | None) -> None:
    client.issue(node, call, submitter)


def _poll(client: Hypermedia, node: Element, call: Call, ms: int) -> None:
    if node.connected:
        client.issue(node, call, None)
        client.page.clock.later(ms, _poll, client, node, call, ms)


def _arrive(
    client: Hypermedia,
    node: Element,
    target: Element,
    call: Call,
    indicators: tuple[Element, ...],
    answer: Answer | None,
) -> None:
    state = client._state(node)
    state.busy = False
    client._take_in(node, target, call, answer)
    if client.page.clock.stopped:
        return
    for element in indicators:
        element.remove_class("htmx-request")
    queued, state.queued = state.queued, None
    if queued is not None:
        client.send(node, *queued)


# ---- small rules ---------------------------------------------------------------------------------------------------


def _adopt(node: Element | Text, target: Element) -> Element | Text:
    """Make a node of another document one of the target's document."""
    node.parent = None
    if isinstance(node, Element):
        for one in node.iter():
            one.document = target.document
            if one.tag == "iframe":
                target.document.has_frames = True
            elif one.shadow:
                target.document.has_shadow = True
    return node


def set_title(page: Page, title: str) -> None:
    """Set the title of the document."""
    for one in page.document.root.iter():
        if one.tag == "title" and not one.svg:
            one.set_text(title)
            return
    head = page.document.head
    if head is not None:
        head.append(page.document.create("title", children=title))
