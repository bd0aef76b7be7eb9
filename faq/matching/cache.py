"""What was learnt from the words, kept in one file, so that the next start is quick."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
KEY = "key"


def recall(path: Path, key: str) -> Arrays | None:
    """The arrays kept under this key; None when there is no file, when it is damaged or of other words."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            if str(kept[KEY]) != key:
                return None
            return {name: kept[name] for name in kept.files if name != KEY}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def keep(path: Path, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the file whole or not at all. A folder that cannot be written to is no error: nothing is kept."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
            np.savez(file, allow_pickle=False, **{KEY: np.array(key), **arrays})
        Path(file.name).replace(path)
    except OSError:
        return
