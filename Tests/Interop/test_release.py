"""deploy/release over clones of their own: what it refuses, what it names, what it tags.

The clone's `deploy/check` is one that only says that it ran; the contract is compared by the real tool.
"""

import os
import re

import pytest

import programs
from conftest import BIN, ROOT

CHANGES = "Shared/Contract/CHANGES.md"
CONTRACT = "Shared/Contract/octopus.cddl"
RELEASE = "Shared/Contract/Core/Release.swift"
FILES = "deploy/release", "deploy/packages.sh", CHANGES, CONTRACT, RELEASE, ".gitignore"
SECTION = "## {version} (2026-11-27)\n### Additions\n- A method more.\n\n"


class Clone:
    """A repository with what a release looks at."""

    def __init__(self, folder, upstream):
        self.folder = folder
        programs.run(["git", "init", "--quiet", "--bare", upstream], check=True)
        programs.run(["git", "init", "--quiet", "--initial-branch", "main", folder], check=True)
        self.git("config", "user.name", "Test")
        self.git("config", "user.email", "test@localhost")
        self.git("remote", "add", "origin", str(upstream))
        for name in FILES:
            self.write(name, (ROOT / name).read_text())
        self.write("deploy/check", '#!/bin/sh\necho checked >&2\nexit "${CHECK_STATUS:-0}"\n')
        for name in ("deploy/release", "deploy/check"):
            (folder / name).chmod(0o755)
        (folder / ".build").mkdir()
        (folder / ".build" / "debug").symlink_to(BIN)
        self.commit()

    def git(self, *arguments, check=True):
        return programs.run(["git", "-C", self.folder, *arguments], check=check,
                              capture_output=True, text=True, timeout=60).stdout

    def write(self, name, text):
        (self.folder / name).parent.mkdir(exist_ok=True, parents=True)
        (self.folder / name).write_text(text)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")

    def section(self, version, text=SECTION):
        """Puts a version's section where it belongs: at the beginning."""
        head, rest = (ROOT / CHANGES).read_text().split("\n## ", 1)
        self.write(CHANGES, f"{head}\n{text.format(version=version)}## {rest}")
        self.name_programs(version)
        self.commit()

    def name_programs(self, version):
        self.write(RELEASE, re.sub('version = ".*"', f'version = "{version}"',
                                   (ROOT / RELEASE).read_text()))

    def release(self, *arguments, status=0, **environment):
        ended = programs.run(
            [self.folder / "deploy" / "release", *arguments], capture_output=True, text=True,
            timeout=60, env={**os.environ, **environment})
        assert ended.returncode == status, ended
        return ended.stdout + ended.stderr

    def refuses(self, *arguments, **environment):
        before = self.git("show-ref")
        said = self.release(*arguments, status=1, **environment)
        assert self.git("show-ref") == before
        assert said.count("error: ") == 1, said
        return said

    def released(self, version, contract):
        """A version of before, with a contract of its own."""
        self.write(CONTRACT, contract)
        self.commit()
        self.git("tag", "--annotate", version, "--message", "before")
        self.write(CONTRACT, (ROOT / CONTRACT).read_text())
        self.commit()


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path / "clone", tmp_path / "upstream")


def older(*lines):
    """Today's contract without these lines: as it may have been."""
    text = (ROOT / CONTRACT).read_text()
    for line in lines:
        assert text.count(line) == 1, line
        text = text.replace(line, "")
    return text


def line_of(beginning):
    """The one line of the contract that begins so."""
    (line,) = [line for line in (ROOT / CONTRACT).read_text().splitlines(True)
               if line.startswith(beginning)]
    return line


def with_a_method_that_is_gone():
    return (ROOT / CONTRACT).read_text().replace(
        line_of(";@ method loyalty.v1/AwardPoints "),
        line_of(";@ method loyalty.v1/AwardPoints ").replace("AwardPoints command", "Gone command")
        + line_of(";@ method loyalty.v1/AwardPoints "))


def test_a_version_is_tagged_with_its_changes_and_not_pushed(clone):
    clone.section("0.1.0")
    said = clone.release("0.1.0")
    assert "checked" in said and "git push origin 0.1.0" in said
    assert clone.git("cat-file", "-t", "0.1.0") == "tag\n"
    assert clone.git("rev-parse", "0.1.0^{commit}") == clone.git("rev-parse", "HEAD")
    message = clone.git("for-each-ref", "refs/tags/0.1.0", "--format", "%(contents)").strip()
    assert message == "Octopus 0.1.0\n\n### Additions\n- A method more."
    assert clone.git("ls-remote", "origin") == ""


def test_a_dry_run_checks_the_same_and_tags_nothing(clone):
    clone.section("0.1.0")
    said = clone.release("0.1.0", "--dry-run")
    assert "checked" in said and "- A method more." in said and "would be tagged" in said
    assert clone.git("tag") == "" and clone.git("status", "--porcelain") == ""
    assert "deploy/check" not in clone.refuses("--dry-run", "0.2.0")


@pytest.mark.parametrize("version", [
    "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.3-rc.1", "1.2.3+4", "1.2.x", "-1.2.3",
    "1.2.3 ", "١.٢.٣", ""])
def test_what_is_no_version(clone, version):
    clone.section(version)
    clone.refuses(version)


@pytest.mark.parametrize("version", ["0.0.9", "0.9.0", "0.10.0", "0.9.99"])
def test_a_version_is_greater_than_every_one_before(clone, version):
    for last in ("0.2.0", "0.9.0", "0.10.0", "not-a-version", "v9.9.9"):
        clone.released(last, (ROOT / CONTRACT).read_text() + f"; {last}\n")
    clone.section(version)
    said = clone.refuses(version)
    assert "0.10.0" in said or "tagged already" in said
    clone.section("0.10.1")
    clone.release("0.10.1")


def test_a_last_version_of_another_branch_is_merged_first(clone):
    clone.git("checkout", "--quiet", "-b", "other")
    clone.released("0.1.0", (ROOT / CONTRACT).read_text() + "; other\n")
    clone.git("checkout", "--quiet", "main")
    clone.section("0.2.0")
    assert "merge it first" in clone.refuses("0.2.0")


def test_only_a_clean_main_is_released(clone):
    clone.section("0.1.0")
    clone.write("stray", "")
    assert "not clean" in clone.refuses("0.1.0")
    (clone.folder / "stray").unlink()
    clone.write("deploy/packages.sh", (ROOT / "deploy/packages.sh").read_text() + "\n")
    assert "not clean" in clone.refuses("0.1.0")
    clone.git("checkout", "--quiet", "deploy/packages.sh")
    clone.git("checkout", "--quiet", "-b", "feature")
    assert "made on main" in clone.refuses("0.1.0")
    clone.git("checkout", "--quiet", "--detach")
    assert "made on main" in clone.refuses("0.1.0")
    clone.git("checkout", "--quiet", "main")
    clone.release("0.1.0")


@pytest.mark.parametrize("text", [
    "", "## Unreleased\n- A change.\n\n## {version}\n- Another.\n\n", "## {version}\n\n",
    "## {version}0\n- A longer number.\n\n", "### {version}\n- No section.\n\n"])
def test_the_changes_begin_with_the_version(clone, text):
    clone.section("0.1.0", text)
    assert 'it needs "## 0.1.0"' in clone.refuses("0.1.0")


def test_programs_that_call_themselves_otherwise_are_no_version(clone):
    """`--version` of every program tells it."""
    for other in ("0.1.1", "0.1.00", "10.1.0", "0-1-0"):
        clone.write(CHANGES, (ROOT / CHANGES).read_text())
        clone.section("0.1.0")
        clone.name_programs(other)
        clone.commit()
        assert "the programs don't say that they are 0.1.0" in clone.refuses("0.1.0")
    clone.section("0.1.0")
    clone.release("0.1.0")


def test_what_does_not_pass_the_checks_is_no_version(clone):
    clone.section("0.1.0")
    said = clone.release("0.1.0", status=3, CHECK_STATUS="3")
    assert "checked" in said and clone.git("tag") == ""


def test_a_contract_that_was_not_printed_anew_is_refused(clone):
    clone.section("0.1.0")
    clone.write(CONTRACT, older(line_of(";@ refuses contactTaken ")))
    clone.commit()
    assert "is not what the programs say" in clone.refuses("0.1.0")


def test_what_was_added_is_named_and_released(clone):
    clone.released("0.1.0", older(line_of(";@ method identity.v1/LogOut ")))
    clone.section("0.1.1")
    said = clone.release("0.1.1")
    assert "additive" in said and "identity.v1/LogOut" in said and "breaking" not in said


def test_before_the_first_version_anything_may_break(clone):
    clone.git("tag", "v0-prototype")
    clone.section("0.1.0")
    clone.release("0.1.0")


@pytest.mark.parametrize("last, version", [("0.1.0", "0.2.0"), ("1.4.2", "1.5.0"), ("1.4.2", "1.4.3")])
def test_a_break_is_named_and_refused_within_the_same_first_number(clone, last, version):
    clone.released(last, with_a_method_that_is_gone())
    clone.section(version, SECTION + "### Breaks\n- Gone.\n\n")
    said = clone.refuses(version)
    major = int(last[0]) + 1
    assert "breaking" in said and "loyalty.v1/Gone" in said and f"make it {major}.0.0" in said


def test_a_break_needs_the_next_first_number_and_a_list_of_breaks(clone):
    clone.released("1.4.2", with_a_method_that_is_gone())
    clone.section("2.0.0")
    assert "### Breaks" in clone.refuses("2.0.0")
    clone.section("2.0.0", SECTION.replace("### Additions", "### Breaks\n- Gone.\n### Additions"))
    said = clone.release("2.0.0")
    assert "breaking" in said and clone.git("tag").split() == ["1.4.2", "2.0.0"]


def test_it_is_told_what_to_do(clone):
    assert "Usage:" in clone.release("--help")
    assert "which version" in clone.refuses()
    assert "one version" in clone.refuses("0.1.0", "0.2.0")
    assert "unknown option" in clone.refuses("0.1.0", "--push")
