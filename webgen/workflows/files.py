"""Parts of goals that are one TOML file each: the file's stem is the name."""

from __future__ import annotations

import tomllib
from typing import TypeVar

from pydantic import ValidationError

from webgen.errors import SpecError
from webgen.resources import folder
from webgen.spec import Frozen

M = TypeVar("M", bound=Frozen)


def read_all(kind: str, model: type[M]) -> dict[str, M]:
    """Return what the files of ``scenarios/<kind>`` say, by name.

    Raises:
        SpecError: a file is not TOML, or not such a part.
    """
    found = {}
    for path in sorted((folder("scenarios") / kind).glob("*.toml")):
        try:
            found[path.stem] = model.model_validate({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
        except tomllib.TOMLDecodeError as error:
            raise SpecError(f"{path.name}: broken TOML: {error}") from None
        except ValidationError as error:
            raise SpecError(f"{path.name}: {error.errors()[0]['msg']}") from None
    return found
