"""The snapshot: the text of ``page.aria_snapshot(mode="ai")`` of Playwright 1.65, for a page of the subset.

Nodes are made, numbered, distilled and kept in one walk. What an unchanged subtree gave last time is taken over as
long as its version, its context and what it looked up elsewhere are the same; what an untouched piece of HTML gave on
another page is copied (:mod:`recipes`).
"""

from __future__ import annotations

from webgen.engines.twin import roles, ua
from webgen.engines.twin.boxes import fitted_container, has_box
from webgen.engines.twin.context import Context
from webgen.engines.twin.dom import Document, Element
from webgen.engines.twin.names import Named, Names, single_text
from webgen.engines.twin.recipes import Numbered, Recipe
from webgen.engines.twin.style import restyle
from webgen.engines.twin.text import blank
from webgen.engines.twin.tree import Node, clear, inline_text, lend, merge_texts, only_refs, precedes, repeated_text
from webgen.engines.twin.writing import text_of
from webgen.errors import Unsupported

_VALUELESS = frozenset(("checkbox", "radio", "file"))
_LENDING = frozenset(("link", "textbox"))
_NEVER_KEPT = frozenset(("option", "optgroup"))  # what they show hangs on what stands beside them
_CHUNKS = frozenset(("header", "nav", "footer", "aside", "form", "fieldset"))  # likely to come back on the next page
Elements = tuple[Element, ...]


class _Kept:
    """What an element added to its parent, and under which conditions that still holds."""

    __slots__ = ("cleared", "index_version", "items", "left", "made", "outside", "place", "version")

    def __init__(
        self, version: int, place: tuple[Context, str, bool, bool], items: list[str | Node], made: bool, left: Elements,
        cleared: Elements, outside: list[Element], index_version: int,
    ) -> None:  # fmt: skip
        self.version = version
        self.place = place
        self.items = items
        self.made = made
        self.left = left
        self.cleared = cleared
        self.outside = [(one, one.version, one._style) for one in outside] if outside else None
        self.index_version = index_version  # -1: ids and labels were not asked for

    def holds(self, element: Element) -> bool:
        """Tell whether element and everything it was read from are unchanged."""
        if self.version != element.version:
            return False
        if self.index_version >= 0 and self.index_version != element.document.index_version:
            return False
        return self.outside is None or all(
            one.version == version and one._style is context for one, version, context in self.outside
        )


class _Walk:
    """One snapshot being taken."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.index = restyle(document)
        self.names = Names(document)
        self.active = document.active
        self.chosen: dict[Element, list[Element]] = {}
        self.numbered: list[Numbered] = []  # every element that carries a ref, in order
        self.gaps = 0  # times that ``numbered`` missed some, because an earlier result was taken over

    def visit(self, element: Element, parent: Node, pointing: bool) -> None:
        """Add what an element shows to its parent's children; ``pointing``: an ancestor with a ref shows a pointer."""
        context: Context = element._style
        if context.none:
            self._pass_over(element, parent)
            return
        if context.ornament and _only_shapes(element):
            parent.leaf = False  # an image without name, text and refs is dropped, but its line was there
            return
        place = (context, parent.name, parent.mute, pointing)
        kept: _Kept | None = element._aria
        if kept is not None and kept.place == place and kept.holds(element):
            self._take_over(kept, parent)
            return
        element._aria = None
        if element._key and not element.version and element.children and element._flat and self.index.shares:
            key = (element._key, place, self.document._theme)
            recipe = context.recipes.get(key)
            if isinstance(recipe, Recipe) and self._follow(recipe, element, parent, place):
                return
            if recipe is None:
                context.recipes[key] = False
                self.index.size += 1
            again = recipe is False or element.tag in _CHUNKS
            self._compute(element, context, parent, place, pointing, key if again else None)
        else:
            self._compute(element, context, parent, place, pointing, None)

    def _compute(
        self, element: Element, context: Context, parent: Node, place: tuple[Context, str, bool, bool], pointing: bool,
        key: object,
    ) -> None:  # fmt: skip
        """Work out what an element adds, and keep it; with a key, also as a recipe for other pages."""
        names = self.names
        start, outside, asked, lookups = len(parent.children), len(names.outside), names.asked, len(names.lookups)
        first, gaps = len(self.numbered), self.gaps
        leaf, left, cleared = parent.leaf, parent.left, parent.cleared
        parent.leaf, parent.left, parent.cleared = True, (), ()
        role = context.role or ""
        if role.endswith("?"):
            role = names.role(element)
        shown = not context.hidden or (context.shown and has_box(element))
        bare = not shown or role in roles.NONE or (
            (not role or role == "generic") and context.inline and context.shown and single_text(element)
        )  # fmt: skip
        if bare:
            self._inside(element, context, parent, shown, pointing)
            if parent.role in _LENDING:
                lend(element, parent)
        else:
            self._add(element, context, role or "generic", parent, pointing)
        made, own_left, own_cleared = not parent.leaf, parent.left, parent.cleared
        parent.leaf = leaf and not made
        parent.left, parent.cleared = left, cleared
        if own_cleared:
            clear(parent, own_cleared)
        if own_left:
            parent.left += own_left
        if context.role == roles.DYNAMIC_TH or element.tag in _NEVER_KEPT or (bare and parent.role in _LENDING):
            return
        items, far = parent.children[start:], names.outside[outside:]
        element._aria = _Kept(
            element.version, place, items, made, own_left, own_cleared, far,
            self.document.index_version if names.asked != asked else -1,
        )  # fmt: skip
        if key and gaps == self.gaps and names.asked - asked == len(names.lookups) - lookups:
            own = names.lookups[lookups:]
            flat, begin = element._flat, element._at
            end = begin + element._size
            foreign = (*far, *own_left, *own_cleared, *(one for _, _, found in own for one in found))
            if all(one._flat is flat and begin <= one._at < end for one in foreign):
                context.recipes[key] = Recipe(element, items, own_left, own_cleared, made, self.numbered[first:], own)

    def _take_over(self, kept: _Kept, parent: Node) -> None:
        """Add what an unchanged element added last time."""
        parent.children += kept.items
        if kept.cleared:
            clear(parent, kept.cleared)
        if kept.left:
            parent.left += kept.left
        if kept.made:
            parent.leaf = False
            self.gaps += 1
        if kept.outside:
            self.names.outside += [one[0] for one in kept.outside]
        if kept.index_version >= 0:
            self.names.asked += 1

    def _follow(self, recipe: Recipe, element: Element, parent: Node, place: tuple[Context, str, bool, bool]) -> bool:
        """Add copies of what the same piece of HTML added on another page; False if its labels lead elsewhere."""
        document, names = self.document, self.names
        elements = element.iter()
        if recipe.lookups and not recipe.holds(elements, document):
            return False
        numbers = recipe.numbers(elements, document)
        items = recipe.copies(numbers)
        self.numbered += [(elements[at], role, name) for at, role, name in recipe.refs]
        left = tuple([elements[at] for at in recipe.left]) if recipe.left else ()
        cleared = tuple([elements[at] for at in recipe.cleared]) if recipe.cleared else ()
        parent.children += items
        if cleared:
            clear(parent, cleared)
        parent.left += left
        if recipe.made:
            parent.leaf = False
        if recipe.lookups:
            names.asked += len(recipe.lookups)
            names.lookups += recipe.lookups_in(elements)
        version = document.index_version if recipe.lookups else -1
        element._aria = _Kept(element.version, place, items, recipe.made, left, cleared, [], version)
        return True

    def _pass_over(self, element: Element, parent: Node) -> None:
        """Add what Playwright lets through of an element that is not displayed."""
        parent.children.append(" ")
        if self.index.has_pseudo:
            self._leak(element, parent)
        if parent.role in _LENDING:
            for one in element.iter():
                lend(one, parent)

    def _leak(self, element: Element, parent: Node) -> None:
        """Add the generated content of an undisplayed subtree."""
        context: Context = element._style
        if context.before:
            parent.children.append(context.before)
        for child in element.children:
            if child.__class__ is Element:
                self._leak(child, parent)
        if context.after:
            parent.children.append(context.after)
        parent.children.append(" ")

    def _inside(self, element: Element, context: Context, node: Node, shown: bool, pointing: bool) -> None:
        """Add texts and children of an element to a node."""
        children = node.children
        if context.block:
            children.append(" ")
        if context.before:
            children.append(context.before)
        mute = not shown or node.mute or (element.tag == "details" and "open" not in element.attrs)
        for child in element.children:
            if child.__class__ is Element:
                self.visit(child, node, pointing)
            elif not mute:
                children.append(child.data)  # type: ignore[union-attr]
        if context.after:
            children.append(context.after)
        if context.block:
            children.append(" ")

    def _add(self, element: Element, context: Context, role: str, parent: Node, pointing: bool) -> None:
        """Make the node of an element, number it, fill it, distil it and hand it to its parent."""
        tag = element.tag
        if tag in ua.REFUSED and not element.svg:
            raise Unsupported(f"<{tag}> is outside the twin's subset")
        if "aria-owns" in element.attrs:
            raise Unsupported("aria-owns is outside the twin's subset")
        named = self.names.name(element)
        name = named[0]
        node = Node(role, name)
        if role == "textbox":
            node.mute = True
        parent.leaf = False
        if context.box.inside_fit:
            container = fitted_container(element)
            if container is not None:
                self.names.outside.append(container)
        if context.pointer and context.shown and has_box(element):
            node.ref = self._number(element, role, name)
            if context.cursor_pointer:
                node.cursor = True
        if element is self.active:
            node.active = True
        self._note_states(element, context, role, node)
        if tag == "input" and context.type not in _VALUELESS or tag == "textarea":
            node.children.append(element.value)
        self._inside(element, context, node, True, pointing or (node.cursor and node.ref > 0))
        if role in _LENDING:
            lend(element, node)
        self._distil(element, node, named, parent, pointing)
        if node.cleared:
            clear(parent, tuple(one for one in node.cleared if not element.contains(one)))
        if node.left:
            parent.left += node.left
        node.left = node.cleared = ()  # handed on; a kept node must not keep a page alive

    def _number(self, element: Element, role: str, name: str) -> int:
        self.numbered.append((element, role, name))
        carried = element._aria_ref
        if carried is not None and carried[0] == role and carried[1] == name:
            return carried[2]
        self.document.last_ref = number = self.document.last_ref + 1
        element._aria_ref = (role, name, number)
        return number

    def _note_states(self, element: Element, context: Context, role: str, node: Node) -> None:
        """Write the states in the order of the snapshot line: checked, disabled, expanded, active, the rest."""
        checked, middle, rest = context.checked, context.middle, context.rest
        if context.role is not None and context.role.endswith("?"):
            checked, middle, rest = roles.states(context, role)
        if context.type in ("checkbox", "radio"):
            checked = " [checked]" if role in roles.CHECKED and element.checked else ""
        elif element.tag == "option" and role in roles.SELECTED and self._selected(element):
            rest += " [selected]"
        if context.hidden and element.attrs.get("aria-hidden", "").lower() == "true":
            node.hidden = True
            rest += " [aria-hidden]"
        node.states = f"{checked}{middle} [active]{rest}" if node.active else checked + middle + rest

    def _selected(self, option: Element) -> bool:
        owner = option.select
        if owner is None:
            return option.selected
        if owner not in self.chosen:
            self.chosen[owner] = owner.selected_options
        return any(one is option for one in self.chosen[owner])

    def _distil(self, element: Element, node: Node, named: Named, parent: Node, pointing: bool) -> None:
        """Merge, drop and unwrap as the AI mode does, in its order, and hand what remains to the parent."""
        generic = node.role == "generic"
        merge_texts(node)
        if node.role == "img" and not node.name and not node.children and not _target(node, pointing):
            return
        if node.ref:
            if generic and node.leaf:
                node.left += (element,)
            if len(named[1]) > 1 or (named[1] and named[1][0] is not element):
                self._drop_redundant_name(element, node, named)
        if generic:
            inline_text(node)
            if parent.name and not node.active and not node.hidden and repeated_text(node) == parent.name:
                if node.ref:
                    node.left += (element,)
                return
            if not node.name and only_refs(node.children) and (node.children or not _target(node, pointing)):
                parent.children += node.children
                return
        parent.children.append(node)

    def _drop_redundant_name(self, element: Element, node: Node, named: Named) -> None:
        """Forget a name whose sources all show on lines of their own."""
        sources = [one for one in named[1] if one is not element]
        inside = [one for one in sources if element.contains(one)]
        keep = any(one in sources for one in node.left)
        found = keep or any(self._has_ref(one) for one in inside)
        if len(inside) < len(sources):
            others = [one for one in sources if one not in inside and precedes(one, element) and self._has_ref(one)]
            if others:
                found = True
                keep = keep or any(one not in node.cleared for one in others)
                node.cleared += tuple(others)
        if not found:
            return
        if keep or node.role in roles.KEEPS_NAME:
            if node.left:
                node.left = tuple(one for one in node.left if one not in sources)
        else:
            node.name = ""

    def _has_ref(self, element: Element) -> bool:
        context: Context = element._style
        if not (context.pointer and context.shown):
            return False
        role = self.names.role(element)
        if role in roles.NONE or ((not role or role == "generic") and context.inline and single_text(element)):
            return False
        return has_box(element)


def _only_shapes(element: Element) -> bool:
    """Tell whether a picture holds neither text nor anything with a role or in reach."""
    for child in element.children:
        if child.__class__ is not Element:
            if not blank(child.data):  # type: ignore[union-attr]
                return False
            continue
        context: Context = child._style
        if context.role is not None or context.pointer or (child.children and not _only_shapes(child)):
            return False
    return True


def _target(node: Node, pointing: bool) -> bool:
    """Tell whether a node is where a click area begins."""
    return node.cursor and node.ref > 0 and not pointing


def snapshot_text(document: Document) -> str:
    """Return the snapshot of a page; elements get and keep their refs by it, so take exactly one per act.

    Raises:
        Unsupported: the page uses HTML or CSS outside the subset where it could change the text.
    """
    walk = _Walk(document)
    root = Node("fragment", "")
    if document.body is not None:
        walk.visit(document.body, root, False)
    merge_texts(root)
    return text_of(root)
