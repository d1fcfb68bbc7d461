"""A domain file that does not hold together is refused in one sentence that says where, what and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from webgen.domains.reader import domain, domains, read
from webgen.errors import SpecError, UnknownName

SMALL = """
title = "Library"
host = "library"
site_names = ["{brand} Library"]
taglines = ["Read more."]
roles = ["Librarian"]

[[entities]]
name = "author"
labels = ["Author"]
plural = ["Authors"]
title = "name"
count = [3, 5]
fields = [
  { name = "name", labels = ["Name"], type = "text", source = "faker:name", required = true, unique = true },
  { name = "prize", labels = ["Prize"], type = "money", minimum = 1, maximum = 9 },
]

[[entities]]
name = "book"
labels = ["Book"]
plural = ["Books"]
title = "name"
count = [3, 5]
fields = [
  { name = "name", labels = ["Title"], type = "text", source = "The {colour} {thing}", required = true, unique = true },
  { name = "author", labels = ["Author"], type = "ref", target = "author" },
  { name = "state", labels = ["State"], type = "choice", choices = ["In", "Out", "Lost"] },
  { name = "copies", labels = ["Copies"], type = "integer", minimum = 1, maximum = 9, default = 1 },
  { name = "bought", labels = ["Bought"], type = "date", days = [-9, 0], by = "state", ranges = { In = [-3, -1] } },
  { name = "worth", labels = ["Worth"], type = "money", minimum = 1, maximum = 9, source = "author.prize" },
  { name = "value", labels = ["Value"], type = "money", kind = "derived", editable = false },
]
verbs = [{ name = "lend", labels = ["Lend"], field = "state", sources = ["In"], target = "Out" }]
derived = [{ field = "value", formula = "product(copies, worth)" }]

[settings]
Desk = [{ name = "open", labels = ["Open"], type = "bool", default = true }]

[vocabulary]
brand = ["Old", "New"]
colour = ["Red", "Blue", "Green", "Grey", "Black"]
thing = ["House", "Door", "Road", "River"]
"""

BROKEN = {
    "not TOML": ('title = "Library"', "title = Library", "library.toml: this is not TOML: Invalid value (at line 2"),
    "missing key": ('host = "library"\n', "", "library.toml: host: it is missing"),
    "unknown key": (
        'plural = ["Books"]',
        'plural = ["Books"]\nicno = "x"',
        "library.toml: entities.book.icno: unknown key 'icno'. Did you mean 'icon'?",
    ),
    "wrong type of value": ("count = [3, 5]", 'count = "many"', "library.toml: entities.author.count: Input should be"),
    "unknown type": (
        'type = "money", minimum = 1, maximum = 9 }',
        'type = "mony", minimum = 1, maximum = 9 }',
        "entities.author.fields.prize.type: unknown value 'mony'. Did you mean 'money'?",
    ),
    "misspelt attribute": (
        "default = 1 }",
        "defualt = 1 }",
        "entities.book.fields.copies.defualt: unknown key 'defualt'. Did you mean 'default'?",
    ),
    "ref to nothing": (
        'target = "author"',
        'target = "auhtor"',
        "entity 'book': field 'author': unknown ref target 'auhtor'. Did you mean 'author'? Known: author, book.",
    ),
    "unknown state": (
        'target = "Out"',
        'target = "Outt"',
        "entity 'book': verb 'lend': unknown state 'Outt'. Did you mean 'Out'? Known: In, Lost, Out.",
    ),
    "verb back to where it was": ('sources = ["In"]', 'sources = ["In", "Out"]', "not the target 'Out'"),
    "verb on another type": ('field = "state"', 'field = "copies"', "field 'copies' is integer; a verb"),
    "effect with two ways": ('target = "Out" }', 'target = "Out", effect = "slip sent" }', "must be editable = false"),
    "field given twice": ('name = "copies"', 'name = "state"', "entity 'book': fields: 'state' is given twice"),
    "entity given twice": ('name = "author"\nlabels', 'name = "book"\nlabels', "entities: 'book' is given twice"),
    "label given twice": ('labels = ["Copies"]', 'labels = ["State"]', "field labels: 'state' is given twice"),
    "upside-down range": ("minimum = 1, maximum = 9, default", "minimum = 9, maximum = 1, default", "lower end first"),
    "default outside": ("default = 1 }", "default = 12 }", "field 'copies': default 12 is outside 1..9"),
    "default of another type": ("default = true", 'default = "yes"', "default 'yes' does not fit a bool field"),
    "attribute of another type": (
        "minimum = 1, maximum = 9, default = 1",
        'minimum = 1, maximum = 9, target = "author"',
        "target is for ref fields, this one is integer",
    ),
    "range outside": ("In = [-3, -1]", "In = [-30, -1]", "the range -30..-1 leaves -9..0"),
    "range by no choice": ("In = [-3, -1]", "Inn = [-3, -1]", "unknown choice 'Inn'. Did you mean 'In'?"),
    "missing word list": ("{thing}", "{thng}", "unknown vocabulary 'thng'. Did you mean 'thing'?"),
    "missing faker method": ("faker:name", "faker:nam", "unknown faker method 'nam'. Did you mean 'name'?"),
    "odd placeholder": ("{colour} {thing}", "{colour!} {thing}", "{colour!} is not a placeholder; there are"),
    "brace alone": ("The {colour} {thing}", "The {colour} {thing", "has a brace without its partner"),
    "words in a circle": (
        'brand = ["Old", "New"]',
        'brand = ["Old {thang}"]\nthang = ["{brand}"]',
        "vocabularies mention each other in a circle among brand, thang",
    ),
    "formula of nothing": ("product(copies, worth)", "product(copies, wroth)", "unknown field 'wroth'. Did you mean"),
    "formula of the wrong types": ("product(copies, worth)", "product(worth, worth)", "a product is integer x integer"),
    "copy from no ref": ("product(copies, worth)", "copy(state.prize)", "copy starts from a ref field"),
    "derived without formula": (
        'derived = [{ field = "value", formula = "product(copies, worth)" }]',
        "",
        "field 'value': kind = 'derived' and a formula go together",
    ),
    "origin that is no ref": ('"author.prize"', '"state.prize"', "start from a ref to a value"),
    "origin of another type": ('"author.prize"', '"author.name"', "must have the same type and choices"),
    "title that is not unique": (
        'faker:name", required = true, unique = true',
        'faker:name", required = true',
        "the title field 'name' must be a required, unique text field",
    ),
    "setting without default": (", default = true", "", "setting 'open': a setting needs a default"),
    "name in the file": ('title = "Library"', 'name = "x"\ntitle = "Library"', "the file name is the id"),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "library.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_small_domain_holds_together(tmp_path: Path) -> None:
    library = read(write(tmp_path, SMALL))
    assert library.name == "library"
    assert [entity.name for entity in library.ordered] == ["author", "book"]
    assert [(entity.name, field.name) for entity, field in library.referrers("author")] == [("book", "author")]
    assert library.model_validate_json(library.model_dump_json()) == library


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_domain_says_what_is_wrong(case: str, tmp_path: Path) -> None:
    whole, broken, said = BROKEN[case]
    assert whole in SMALL, "the case no longer breaks anything"
    with pytest.raises(SpecError) as caught:
        read(write(tmp_path, SMALL.replace(whole, broken, 1)))
    assert said in str(caught.value)
    assert str(caught.value).startswith("library.toml: ")
    assert "\n" not in str(caught.value)


def test_refs_in_a_circle_are_refused(tmp_path: Path) -> None:
    back = '{ name = "book", labels = ["Book"], type = "ref", target = "book" },\n'
    text = SMALL.replace('  { name = "prize"', f'  {back}  {{ name = "prize"', 1)
    with pytest.raises(SpecError, match="round in a circle among author, book"):
        read(write(tmp_path, text))


def test_domains_are_found_by_file_name() -> None:
    assert {"shop", "tracker", "clinic"} <= set(domains())
    assert all(name == trade.name for name, trade in domains().items())
    assert domain("shop") is domains()["shop"]
    with pytest.raises(UnknownName, match="Did you mean 'shop'"):
        domain("shp")


def test_unknown_parts_name_the_nearest() -> None:
    shop = domain("shop")
    with pytest.raises(UnknownName, match="Did you mean 'product'"):
        shop.entity("produkt")
    with pytest.raises(UnknownName, match="Did you mean 'price'"):
        shop.entity("product").field("prise")
    with pytest.raises(UnknownName, match="Did you mean 'cancel'"):
        shop.entity("order").verb("cancle")
    with pytest.raises(UnknownName, match="Did you mean 'carrier'"):
        shop.setting("carier")
