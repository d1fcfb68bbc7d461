"""The one place where tables are written: Parquet files that ``datasets`` reads with the right features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from webgen.demos.exports.base import Picture, extra
from webgen.trajectory import Row

IMAGE = "image"
JSON = "json"  # any JSON value; ``datasets`` 4.7 and later read it back as objects
Columns = Mapping[str, Any]
MOST_BYTES = 64 << 20  # of a row group; the viewer of the hub wants less than 286 MiB
MOST_ROWS = 1000


def write_table(path: Path, columns: Columns, rows: Iterable[Row]) -> int:
    """Write rows into a Parquet file, group by group; return how many.

    Args:
        path: of the file.
        columns: name to type: a name of ``datasets.Value``, :data:`IMAGE`, :data:`JSON`, a list of one type, a mapping.
        rows: whose images are :class:`Picture` or None.

    Raises:
        InputError: a library is missing.
    """
    with extra():
        import datasets
        from pyarrow import parquet

    features = datasets.Features(_feature(datasets, columns))
    count = held = 0
    group: list[Row] = []

    with parquet.ParquetWriter(path, features.arrow_schema, compression="zstd") as writer:

        def flush() -> None:
            if group:
                table = datasets.Dataset.from_list(group, features=features).with_format("arrow")[:]
                writer.write_table(table.select(list(columns)).cast(features.arrow_schema), row_group_size=len(group))
                group.clear()

        for row in rows:
            ready = _plain(row)
            group.append(ready)
            count, held = count + 1, held + _bytes(ready)
            if held >= MOST_BYTES or len(group) >= MOST_ROWS:
                flush()
                held = 0
        flush()
    return count


def read_table(path: Path) -> list[Row]:
    """Return the rows of a Parquet file as plain values; images are mappings with ``bytes`` and ``path``."""
    with extra():
        from pyarrow import parquet

    rows: list[Row] = parquet.read_table(path).to_pylist()
    return rows


def _feature(datasets: Any, kind: Any) -> Any:
    if isinstance(kind, Mapping):
        return {name: _feature(datasets, one) for name, one in kind.items()}
    if isinstance(kind, list):
        return datasets.List(_feature(datasets, kind[0]))
    if kind == IMAGE:
        return datasets.Image()
    return datasets.Json() if kind == JSON else datasets.Value(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, Picture):
        return {"bytes": value.content, "path": Path(value.name).name}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _bytes(value: Any) -> int:
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_bytes, value.values()))
    return sum(map(_bytes, value)) if isinstance(value, list | tuple) else 8
