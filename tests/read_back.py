"""Reads exported tables with readers that are not ours, and compares them with the NDJSON.

    python3 tests/read_back.py NDJSON_FOLDER DATABASE PARQUET_FOLDER

SQLite is read with Python's own module, Parquet with pyarrow; without pyarrow it says so.
"""

import json
import sqlite3
import sys
from pathlib import Path


def main(ndjson: Path, database: Path, parquet: Path) -> None:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    try:
        from pyarrow.parquet import read_table
    except ImportError:
        print("pyarrow is not installed: Parquet not read back")
        read_table = None
    for file in sorted(ndjson.glob("*.ndjson")):
        name = file.stem
        lines = file.read_text(encoding="utf-8").splitlines()
        said = [json.loads(line) for line in lines]
        rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
        assert rows == said, f"{name}: the database says something else"
        if read_table:
            table = read_table(parquet / f"{name}.parquet").to_pylist()
            assert table == said, f"{name}: the Parquet file says something else"
        print(f"{name}: {len(said)} rows agree")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
