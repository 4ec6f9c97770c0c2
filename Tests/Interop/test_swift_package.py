"""OctopusClient as a Swift team outside has it: named by git URL and version, in a package of their own.

The programs are those of the DocC page and of the folder's README, as they stand there.
"""

import json
import os
import re
import signal
import subprocess
import time
import uuid

import pytest

import programs
from conftest import ROOT, EndUser, Shop
from place import Place, eventually

CLIENT = ROOT / "Shared" / "Client"
CATALOG = CLIENT / "OctopusClient.docc"
VERSION = "0.9.0"
# What a client is built of beside Octopus, and nothing else.
NEEDED = {"octopus", "swift-log", "swift-metrics", "swift-distributed-tracing",
          "swift-service-context"}
# A cold build on two busy cores.
BUILD_SECONDS = 1200
pytestmark = pytest.mark.limit(360, setup=BUILD_SECONDS)

# Names that a user's package may well have.
TARGETS = "Store", "CBOR", "Mesh", "Client", "Contract"

MANIFEST = """\
// swift-tools-version: 6.1
import PackageDescription

let octopus = Target.Dependency.product(name: "OctopusClient", package: "octopus")
let own: [Target.Dependency] = [{own}]
let package = Package(
    name: "shop",
    dependencies: [.package(url: "{url}", from: "{version}", traits: [{traits}])],
    targets: [
        {targets},
        .target(name: "Snippets", dependencies: [octopus]),
        .executableTarget(name: "Till", dependencies: [octopus] + own),
        .executableTarget(name: "Follow", dependencies: [octopus] + own),
        .testTarget(
            name: "ShopTests",
            dependencies: [octopus, .product(name: "OctopusClientTesting", package: "octopus")]
        ),
    ]
)
"""


def blocks(file):
    """The Swift blocks of a document."""
    return re.findall(r"```swift\n(.*?)```", file.read_text(), re.S)


def mirrors():
    """Lets git fetch what was fetched for this repository's own build from where that lies."""
    rules = {}
    for copy in sorted((ROOT / ".build" / "repositories").iterdir()):
        url = programs.run(["git", "-C", copy, "config", "remote.origin.url"], check=True,
                             capture_output=True, text=True).stdout.strip()
        url = url.removesuffix(".git")
        rules |= {url: copy.as_uri(), url + ".git": copy.as_uri()}
    setting = {"GIT_CONFIG_COUNT": str(len(rules))}
    for number, (url, copy) in enumerate(rules.items()):
        setting |= {f"GIT_CONFIG_KEY_{number}": f"url.{copy}.insteadOf",
                    f"GIT_CONFIG_VALUE_{number}": url}
    return setting


def released(folder):
    """A bare repository of this tree as it lies here, under a version tag."""
    bare = folder / "octopus"
    git = ["git", "-c", "core.bare=false", "-c", "user.name=Test", "-c", "user.email=test@localhost",
           "--git-dir", bare, "--work-tree", ROOT]
    programs.run(["git", "init", "--quiet", "--bare", bare], check=True)
    programs.run([*git, "add", "--all"], check=True, cwd=ROOT)
    programs.run([*git, "commit", "--quiet", "--message", "A version"], check=True, cwd=ROOT)
    programs.run([*git, "tag", VERSION], check=True)
    return bare.as_uri()


class UserPackage:
    """A package that knows of Octopus its URL and a version."""

    def __init__(self, folder, url, traits=""):
        self.folder = folder
        folder.mkdir()
        (folder / "Package.swift").write_text(MANIFEST.format(
            url=url, version=VERSION, traits=traits, own=", ".join(f'"{one}"' for one in TARGETS),
            targets=",\n        ".join(f'.target(name: "{one}")' for one in TARGETS)))
        for target in TARGETS:
            self.write(target, f"public struct Own{target} {{}}\n")
        program, *snippets = blocks(CATALOG / "OctopusClient.md")
        follow, test = blocks(CLIENT / "README.md")
        for number, snippet in enumerate(snippets):
            self.write("Snippets", f"import OctopusClient\n\n{snippet}", f"Snippet{number}.swift")
        own = "".join(f"import {target}\n" for target in TARGETS)
        self.write("Till", own + program, "main.swift")
        self.write("Follow", own + follow, "main.swift")
        self.write("ShopTests", test, top="Tests")

    def write(self, target, text, name=None, top="Sources"):
        file = self.folder / top / target / (name or f"{target}.swift")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def swift(self, *arguments, timeout=120):
        ended = programs.run(
            ["swift", *arguments[:1], "--disable-dependency-cache", *arguments[1:]],
            cwd=self.folder, env={**os.environ, **mirrors()}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=timeout)
        assert ended.returncode == 0, ended.stdout[-8000:]
        return ended.stdout

    def dependencies(self):
        """The packages that were resolved, by SwiftPM's word."""
        said = self.swift("package", "show-dependencies", "--format", "json")
        tree = json.loads(said[said.index("{\n"):])

        def names(package):
            for one in package["dependencies"]:
                yield one["identity"]
                yield from names(one)
        return set(names(tree))

    def fetched(self):
        """The packages that lie on the disk."""
        return {one.name.lower() for one in (self.folder / ".build" / "checkouts").iterdir()}

    @property
    def bin(self):
        return self.folder / ".build" / "debug"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    return released(tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="module")
def package(tmp_path_factory, url):
    """Resolved and built, with its tests."""
    package = UserPackage(tmp_path_factory.mktemp("user") / "shop", url)
    package.swift("package", "resolve")
    package.said = package.swift(
        "build", "--build-tests", "--disable-xctest", "-debug-info-format", "none",
        timeout=BUILD_SECONDS)
    return package


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("place"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def shop(place):
    return Shop(place)


@pytest.fixture
def folder(place, tmp_path):
    """Where a program of the pages runs: with the map and a key that its tenant was granted."""
    name = f"till-{uuid.uuid4().hex[:8]}"
    key = tmp_path / "till.key.json"
    place.octopus("keys", "new", str(key))
    place.octopus("keys", "grant", name, "--tenant", str(place.tenant),
                  "--grant", "identity.v1/*", "--grant", "loyalty.v1/*", "--grant", "mesh.v1/*",
                  "--public-key", json.loads(key.read_text())["publicKey"])
    (tmp_path / "mesh.json").write_text((place.data / "mesh.json").read_text())
    return tmp_path


# --- the package -----------------------------------------------------------------------------

def test_a_client_is_built_without_what_services_need(package):
    assert package.dependencies() == NEEDED
    assert package.fetched() == NEEDED
    warned = [line for line in package.said.splitlines() if "warning:" in line]
    assert not [line for line in warned if "'swift-" not in line], warned


def test_the_trait_lifecycle_brings_that_package_and_no_service(tmp_path, url):
    package = UserPackage(tmp_path / "shop", url, traits='"Lifecycle"')
    package.swift("package", "resolve")
    found = package.dependencies()
    assert found >= NEEDED | {"swift-service-lifecycle"}
    assert not found & {"grdb.swift", "jwt-kit", "swift-crypto", "swift-configuration",
                        "swift-argument-parser", "hdrhistogram-swift"}


# --- the programs of the pages ---------------------------------------------------------------

def till(package, place, folder, email, password):
    return programs.run(
        [package.bin / "Till", str(place.tenant), email], cwd=folder, input=password + "\n",
        capture_output=True, text=True, timeout=60)


def test_the_first_program_of_the_page_does_what_it_says(package, place, shop, folder):
    said = till(package, place, folder, shop.email, shop.password)
    assert re.fullmatch(r"\w{5}-\w{5} has 3\n", said.stdout), said
    (point_types,) = [one for one in shop.call("ListPointTypes").values() if isinstance(one, list)]
    (point_type,) = [one for one in point_types if one["name"] == "stamp of the day"]
    assert shop.call("CheckLedger", pointTypeId=point_type["id"])["held"] == 3


def test_the_first_program_names_a_wrong_password(package, place, shop, folder):
    said = till(package, place, folder, shop.email, shop.password + "!")
    assert said.stdout == "the password is wrong\n", said


def test_a_key_that_nobody_registered_is_said_before_the_deadline(package, place, shop, folder):
    (folder / "till.key.json").unlink()
    place.octopus("keys", "new", str(folder / "till.key.json"))
    begun = time.monotonic()
    said = till(package, place, folder, shop.email, shop.password)
    assert "keyUnregistered" in said.stdout and time.monotonic() - begun < 9, said


def test_the_readmes_program_tells_every_award_once(package, place, shop, folder):
    """Killed between awards and started again; loyalty is killed, too."""
    end_user = EndUser(place)
    said = folder / "said"

    def award(amount):
        shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=amount)

    def told():
        return [int(line.split()[-1]) for line in said.read_text().splitlines()
                if line.startswith(str(end_user.id))]

    def follow():
        with open(said, "a") as output:
            return programs.start(
                ["stdbuf", "-oL", package.bin / "Follow"], cwd=folder, stdout=output)

    kept = folder / "place.json"
    for first in (1, 3, 5):
        program = follow()
        award(first)
        eventually(lambda: len(told()) == first, 30)
        # It keeps the place after it told the line.
        eventually(lambda: kept.exists() and os.stat(kept).st_mtime >= os.stat(said).st_mtime, 30)
        before = kept.read_bytes()
        if first == 3:
            place.kill("loyalty")
            place.run("loyalty")
            place.wait_ready("loyalty")
        award(first + 1)
        eventually(lambda: len(told()) == first + 1, 30)
        eventually(lambda: kept.read_bytes() != before, 30)
        program.send_signal(signal.SIGKILL)
        program.wait(10)
    assert told() == [1, 2, 3, 4, 5, 6]


def test_the_readmes_test_passes(package):
    said = package.swift("test", "--skip-build", "--disable-xctest", timeout=300)
    assert "1 test" in said and "passed" in said, said


# --- the page --------------------------------------------------------------------------------

def convert(package, catalog, folder):
    """Makes the documentation of the page and of every symbol that the import brings."""
    checkout = package.folder / ".build" / "checkouts" / "octopus"
    brought = re.findall(r"@_exported public import (\w+)", (CLIENT / "Exports.swift").read_text())
    (folder / "graphs").mkdir()
    programs.run(
        ["swift", "symbolgraph-extract", "-module-name", "OctopusClient",
         "-target", f"{os.uname().machine}-unknown-linux-gnu", "-I", package.bin / "Modules",
         "-I", checkout / "Shared" / "CZeroMQ", "-I", checkout / "Shared" / "CLinux",
         f"-experimental-allowed-reexported-modules={','.join(brought)}",
         "-minimum-access-level", "public", "-output-dir", folder / "graphs"],
        check=True, timeout=120)
    return programs.run(
        ["docc", "convert", catalog, "--fallback-display-name", "OctopusClient",
         "--fallback-bundle-identifier", "octopus.client", "--warnings-as-errors",
         "--additional-symbol-graph-dir", folder / "graphs", "--output-path", folder / "pages"],
        capture_output=True, text=True, timeout=300)


def test_the_page_and_all_comments_are_converted_without_a_warning(package, tmp_path):
    ended = convert(package, CATALOG, tmp_path)
    assert ended.returncode == 0 and not (ended.stdout + ended.stderr).strip(), ended
    page = json.loads(
        (tmp_path / "pages" / "data" / "documentation" / "octopusclient.json").read_text())
    first = page["primaryContentSections"][0]["content"]
    assert next(one for one in first if one["type"] == "codeListing")["syntax"] == "swift"


def test_a_page_that_names_what_is_not_there_is_found(package, tmp_path):
    catalog = tmp_path / CATALOG.name
    catalog.mkdir()
    (catalog / "OctopusClient.md").write_text(
        (CATALOG / "OctopusClient.md").read_text() + "\nSee ``MeshClient/gone()``.\n")
    ended = convert(package, catalog, tmp_path)
    assert ended.returncode != 0 and "gone()' doesn't exist" in ended.stdout, ended
