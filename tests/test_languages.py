"""No page mixes languages: whatever the pages of a level show is in the language of its site, names aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser

import pytest

from webgen.bind import bind
from webgen.domains.people import pool
from webgen.domains.reader import domain, domains
from webgen.domains.translate import KINDS, glossary_of
from webgen.engines import engine
from webgen.episode import play
from webgen.extras.base import extras
from webgen.extras.checkout import DELIVERIES, PAYMENTS, streets
from webgen.extras.files import BELOW, FRESH, NAMES, TOPS
from webgen.extras.messages import FACT_TEXTS
from webgen.extras.profile import LANGUAGES, fields
from webgen.generate import Knobs, frictions, generate, homes, level_of
from webgen.locales import ENGLISH, Locale, locale, locales
from webgen.oracle import Oracle
from webgen.site.app import Site
from webgen.site.interface import interface_texts
from webgen.spec import Level
from webgen.visitor import Visitor
from webgen.workflows.base import workflows

OTHERS = [language for language in locales().values() if language.name != ENGLISH]
FLOWS = sorted(name for name, flow in workflows().items() if flow.page)
LEVELS = 4
SHAPE = 3  # addresses of one shape that are visited: records of one kind read alike
each_locale = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.name)

SPOKEN = ("aria-label", "placeholder", "alt", "title", "aria-description", "aria-roledescription", "aria-valuetext")
NAMED = (*LANGUAGES, "Deutsch", "Nederlands")  # languages go by their own names
PEOPLE = (("profile", "name"), ("profile", "city"), ("messages", "sender"), ("comments", "author"))
_WORD = re.compile(r"[^\W\d_]{3,}")
_HOLE = re.compile(r"\{\w+\}")
_ADDRESS = re.compile(r"\S+@\S+|\b[a-z0-9.-]+\.test\b")  # mail addresses and hosts are Latin everywhere


class Texts(HTMLParser):
    """What a page shows or says, and the addresses it links to."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self._mute = 0
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._mute += tag in ("script", "style")
        self.links += [href for href in (values.get("href"), values.get("src")) if tag in ("a", "iframe") and href and href.startswith("/")]
        self.found += [text for name in SPOKEN if (text := values.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self._mute -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._mute and data.strip():
            self.found.append(data.strip())


def words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in _WORD.findall(_HOLE.sub(" ", text))}


def strings(nest: object) -> Iterator[str]:
    if isinstance(nest, str):
        yield nest
    elif isinstance(nest, Mapping):
        for item in nest.values():
            yield from strings(item)
    elif isinstance(nest, list | tuple):
        for item in nest:
            yield from strings(item)


@cache
def english_only(name: str) -> frozenset[str]:
    """Return the words of English interface texts, labels, choices and verbs that a language does not have too."""
    language = locale(name)
    tables = [glossary_of(trade, name)[kind] for trade in domains() for kind in KINDS if kind in glossary_of(trade, name)]
    english = words(interface_texts()) | words(text for table in tables for text in table)
    own = words(strings((language.interface, language.voice.model_dump(), language.formats.model_dump(), language.title)))
    return frozenset(english - own - words(text for table in tables for text in table.values()))


def names_of(level: Level) -> list[str]:
    """Return what is a name, the longest first: sites, people, and short values that records have of their trade's words.

    Names of things, places, brands and files stay as the trade has them; prose, choices and labels are not among these.
    """
    found = {content.title for content in level.sites} | {content.account.name for content in level.sites} | set(NAMED)
    for gene, content in zip(level.spec.sites, level.sites, strict=True):
        trade = domain(gene.domain, gene.locale)
        for entity in trade.entities:
            named = [field.name for field in entity.fields if field.type in ("text", "file")]
            found |= {str(row[name]) for row in content.records[entity.name] for name in named if row[name]}
        found |= {str(content.settings[field.name]) for field in trade.all_settings if field.type in ("text", "file")}
        files = {str(field.source) for entity in trade.entities for field in entity.fields if field.type == "file"}
        found |= {name for source in files for name in trade.vocabulary[source]}
        found |= {str(row[column]) for table, column in PEOPLE for row in content.extras.get(table, ())}
        found |= set(streets(gene)) | set(pool("street_address", gene.locale)) | set(pool("city", gene.locale))
    return sorted((name for name in found if name), key=len, reverse=True)


def english_left(body: str, level: Level, names: list[str]) -> list[str]:
    """Return the texts of a page with English words in them, each with the words."""
    name, found = level.spec.sites[0].locale, []
    for text in Texts(body).found:
        rest = _ADDRESS.sub(" ", text)
        for one in names:
            rest = rest.replace(one, " ") if one in rest else rest
        left = [word for word in _WORD.findall(rest) if word.lower() in english_only(name)]
        if left:
            found.append(f"{text[:90]!r}: {', '.join(left)}")
    return found


def pages_of(level: Level, index: int) -> Iterator[tuple[str, str]]:
    """Yield every address of a site that can be reached by links, with its page; a few of those of one shape."""
    site = Site(level, index)
    visitor = Visitor(site)
    seen, shapes = ["/", "/login", "/nowhere"], dict[str, int]()
    for path in seen:
        body = visitor.get(path).body
        yield path, body
        for href in (link.partition("#")[0] for link in Texts(body).links):
            shape = re.sub(r"\d+", "N", href.partition("?")[0])
            if href not in seen and shapes.setdefault(shape, 0) < SHAPE:
                shapes[shape] += 1
                seen.append(href)
    site.close()


def rich_level(language: Locale, seed: int) -> Level:
    """Return a level whose site has every optional page that fits it, and some frictions."""
    parts = sorted(frictions())
    mixed = tuple(parts[(seed * 5 + number * 3) % len(parts)] for number in range(6))
    spec = generate(seed, Knobs(locales=(language.name,), login=0.0, two_sites=0.0, frictions=tuple(dict.fromkeys(mixed)), friction=1.0))
    site = spec.sites[0]
    trade = domain(site.domain, site.locale)
    fitting = tuple(name for name, part in sorted(extras().items()) if part.fits(trade))
    site = site.model_copy(update={"extras": fitting, "home": sorted(homes())[seed % len(homes())]})
    return bind(spec.model_copy(update={"sites": (site,)}), seed)


# ---- pages -----------------------------------------------------------------------------------------------------------


@each_locale
@pytest.mark.parametrize("seed", range(LEVELS))
def test_no_page_has_english_left(language: Locale, seed: int) -> None:
    level = rich_level(language, seed)
    names, found, count = names_of(level), dict[str, str](), 0
    for path, body in pages_of(level, 0):
        count += 1
        for left in english_left(body, level, names):
            found.setdefault(left, path)
    assert count > 20
    assert not found, "\n".join(f"{path}: {left}" for left, path in found.items())


@each_locale
def test_no_page_of_two_sites_has_english_left(language: Locale) -> None:
    level = level_of(8, Knobs(locales=(language.name,), login=0.0, two_sites=1.0, friction=0.0, extra=1.0))
    names = names_of(level)
    assert len(level.sites) == 2
    found = {left: path for index in range(2) for path, body in pages_of(level, index) for left in english_left(body, level, names)}
    assert not found, "\n".join(f"{path}: {left}" for left, path in found.items())


@pytest.mark.parametrize("flow", FLOWS)
def test_what_an_expert_meets_on_optional_pages_has_no_english(flow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of a checkout, forms that were sent and what comes back are reached by no link."""
    language = OTHERS[FLOWS.index(flow) % len(OTHERS)]
    level = level_of(3, Knobs(locales=(language.name,), workflows=(flow,), friction=0.0, two_sites=0.0))
    bodies: list[str] = []
    handle = Site.handle

    def noting(self: Site, request: object) -> object:
        response = handle(self, request)  # type: ignore[arg-type]
        bodies.append(response.body if response.body.lstrip().startswith("<") else "")
        return response

    monkeypatch.setattr(Site, "handle", noting)
    assert play(engine("twin"), level, Oracle(level, "mouse")).verdict.success
    names = [*names_of(level), *quoted(level)]
    found = {left for body in bodies for left in english_left(body, level, names)}
    assert bodies
    assert not found, "\n".join(sorted(found))


def quoted(level: Level) -> list[str]:
    """Return what the goal says literally: it is typed as it stands there."""
    return [*re.findall(r'"([^"]+)"', level.task.goal)]


def test_the_search_for_english_finds_it() -> None:
    level = rich_level(locale("ja"), 1)
    page = "<main><button aria-label='Save changes'>保存</button><p>Nothing was found</p><script>const x = 'Delete'</script></main>"
    assert len(english_left(page, level, names_of(level))) == 2


# ---- content ---------------------------------------------------------------------------------------------------------


@each_locale
def test_what_optional_pages_hold_is_in_the_language(language: Locale) -> None:
    level = rich_level(language, 2)
    own = english_only(language.name)
    names = names_of(level)
    held = [
        (table, name, value) for table, rows in level.sites[0].extras.items() for row in rows for name, value in row.items()
        if isinstance(value, str) and name not in ("rule", "answer", "entity", "email", "language", "sent", "day", "changed")
    ]  # fmt: skip
    assert {table for table, _, _ in held} >= {"articles", "messages", "comments", "files", "profile"}
    left = []
    for table, name, value in held:
        for one in names:
            value = value.replace(one, " ")
        left += [f"{table}.{name}: {value}" for word in _WORD.findall(value) if word.lower() in own]
    assert left == []


@each_locale
def test_names_told_apart_in_english_are_told_apart_in_every_language(language: Locale) -> None:
    for texts in (DELIVERIES, PAYMENTS, TOPS, BELOW, (*NAMES, *FRESH), [fact[0] for fact in FACT_TEXTS], [fact[1] for fact in FACT_TEXTS]):
        assert len({language.say(text) for text in texts}) == len(texts)
    for name in (*NAMES, *FRESH):
        assert language.say(name).rpartition(".")[2] == name.rpartition(".")[2]
    labels = [label for field in fields(language.name).values() for label in set(field.labels)]
    assert len(set(labels)) == len(labels)
    assert len(fields(language.name)["role"].choices) == len(set(fields(language.name)["role"].choices)) == len(fields()["role"].choices)


@each_locale
def test_titles_that_are_sentences_are_written_in_the_language(language: Locale) -> None:
    for trade, one in sorted(domains().items()):
        sources = glossary_of(trade, language.name).get("sources", {})
        assert set(sources) <= {field.source for entity in one.entities for field in entity.fields}, trade
        if not sources:
            continue
        level = bind(generate(4, Knobs(domains=(trade,), locales=(language.name,), records=2.0, two_sites=0.0)), 4)
        for entity in one.entities:
            written = [field.name for field in entity.fields if field.source in sources]
            values = [str(row[name]) for row in level.sites[0].records[entity.name] for name in written]
            assert not words(values) & english_only(language.name), trade
            assert len(set(values)) == len(values), trade
