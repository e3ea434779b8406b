"""A file appears whole or not at all, whatever goes wrong while it is written."""

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from verify.atomic import write_atomically
from verify.errors import BadInput

posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and pipes of POSIX")


def refused(path, *words):
    with pytest.raises(BadInput) as caught:
        write_atomically(path, b"new")
    line = str(caught.value)
    assert "\n" not in line and line.startswith(caught.value.place)
    assert all(word in line for word in words), line
    return caught.value


def test_writes_and_replaces(tmp_path):
    target = tmp_path / "report.json"
    for data in (b"one", b"", bytes(range(256)) * 5000):
        write_atomically(target, data)
        assert target.read_bytes() == data
    assert os.listdir(tmp_path) == ["report.json"]


@pytest.mark.parametrize("where", ["os.fsync", "os.replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_any_exception_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, where, error):
    target = tmp_path / "report.json"
    target.write_bytes(b"old")

    def fail(*arguments):
        assert len(os.listdir(tmp_path)) == 2  # the half file is there at this moment
        raise error

    monkeypatch.setattr(where, fail)
    with pytest.raises(error):
        write_atomically(target, b"new")
    assert os.listdir(tmp_path) == ["report.json"] and target.read_bytes() == b"old"


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    def fail(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    assert refused(tmp_path / "a.json", "no space left").place == str(tmp_path / "a.json")
    assert os.listdir(tmp_path) == []


@posix
def test_a_real_limit_on_file_size(tmp_path):
    program = textwrap.dedent("""
        import resource, sys
        from verify.atomic import write_atomically
        from verify.errors import BadInput
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_atomically("small", b"x" * 1000)
        try:
            write_atomically("small", b"y" * 1001)
        except BadInput as error:
            print(error)
    """)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=True)
    assert done.stdout == "small: expected a file that can be written, found file too large\n"
    assert os.listdir(tmp_path) == ["small"]
    assert (tmp_path / "small").read_bytes() == b"x" * 1000


def test_what_cannot_be_written(tmp_path):
    refused(tmp_path / "missing" / "a.json", "no such file or directory")
    refused(tmp_path, "a directory")
    refused(f"{tmp_path}/nul\0.json", "null")
    (tmp_path / "file").write_bytes(b"")
    refused(tmp_path / "file" / "a.json", "directory")
    assert sorted(os.listdir(tmp_path)) == ["file"]


@posix
def test_devices_pipes_and_links(tmp_path):
    before = os.stat("/dev/null").st_mode
    refused("/dev/null", "no regular file")
    assert os.stat("/dev/null").st_mode == before
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "no regular file")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(tmp_path / "loop", "symbolic links")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_atomically(tmp_path / "link", b"through")  # the file it points to, the link stays
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"through"


@posix
def test_permissions_are_kept_or_the_users_default(tmp_path):
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new", b"1")
    finally:
        os.umask(old)
    assert stat.S_IMODE(os.stat(tmp_path / "new").st_mode) == 0o640
    os.chmod(tmp_path / "new", 0o600)
    write_atomically(tmp_path / "new", b"2")
    assert stat.S_IMODE(os.stat(tmp_path / "new").st_mode) == 0o600


def test_a_long_name_is_no_obstacle(tmp_path):
    name = "n" * 250
    write_atomically(tmp_path / name, b"1")
    assert os.listdir(tmp_path) == [name]
