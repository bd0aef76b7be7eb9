"""A fitted model in one file, so that the next start is quick."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
KEY = "key"


def load(path: Path, key: str) -> Arrays | None:
    """Return the arrays saved under this key; None when the file is missing, damaged or of another key."""
    try:
        with np.load(path, allow_pickle=False) as saved:
            if str(saved[KEY]) != key:
                return None
            return {name: saved[name] for name in saved.files if name != KEY}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def save(path: Path, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the file whole or not at all. A folder that cannot be written to is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
            np.savez(file, allow_pickle=False, **{KEY: np.array(key), **arrays})
        Path(file.name).replace(path)
    except OSError:
        return
