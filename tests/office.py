"""LibreOffice for tests: files converted by it, with one profile for all that a worker converts."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice（soffice）がないため飛ばします")


@cache
def _profile() -> str:
    """A profile of its own, which takes longer to be made than most files take to be converted."""
    folder = Path(tempfile.mkdtemp(prefix="profile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder.as_uri()


def convert(kind: str, folder: Path, *files: Path) -> None:
    """Writes the files, as LibreOffice saves them in another format, into the folder."""
    assert SOFFICE is not None
    command = [SOFFICE, f"-env:UserInstallation={_profile()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True, timeout=300)


def converted(files: Mapping[str, bytes], kind: str, folder: Path) -> dict[str, bytes]:
    """The files (by name with suffix) as LibreOffice saves them in another format, by name without suffix; ``kind`` may
    go on with a filter and its options behind a colon."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    suffix = kind.partition(":")[0]
    out = folder / f"to-{suffix}"
    convert(kind, out, *(folder / name for name in files))
    return {Path(name).stem: (out / f"{Path(name).stem}.{suffix}").read_bytes() for name in files}
