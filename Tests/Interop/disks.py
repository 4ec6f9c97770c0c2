"""Small disks, which only root may make."""

import contextlib
import os

import pytest

import programs


def need_disks():
    if os.geteuid() != 0:
        pytest.skip("a disk of its own needs root")


@contextlib.contextmanager
def small_disk(folder, mib):
    """A file system of so many MiB at the folder, as long as the block runs."""
    need_disks()
    folder.mkdir(exist_ok=True)
    if programs.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "none", str(folder)]).returncode:
        pytest.skip("this machine allows no mounts")
    try:
        yield folder
    finally:
        programs.run(["umount", "-l", str(folder)])


def fill(folder):
    """Takes all the room that is left; returns the file that has it."""
    rest = folder / "rest"
    with open(rest, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return rest


def free_bytes(folder):
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def used_bytes(folder):
    """What its files take, as they say."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
