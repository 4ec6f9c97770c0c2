# shellcheck shell=bash
# What Octopus needs beside Swift, and how it is had. Sourced by the other scripts here.

# shellcheck disable=SC2034 # used by those who source this file

# What a running installation links against.
readonly run_packages=(libzmq3-dev libsodium-dev libsqlite3-dev libqrencode-dev libpng-dev
    libcurl4-openssl-dev libvips-dev)
# What lets operators answer from SIP clients (`launch --sip`).
readonly sip_packages=(kamailio kamailio-extra-modules kamailio-tls-modules openssl)
# What the tests need on top of that.
readonly test_packages=(python3-venv python3-dev shellcheck iproute2 gcc libc6-dev libcbor-dev
    "${sip_packages[@]}" sip-tester baresip-core)
# What the measures need on top of the first.
readonly bench_packages=(python3-venv gcc valgrind)

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "error: $*"
    exit 1
}

# Installs what is missing of the given Debian packages, after saying so.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing Debian packages: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            fail "root is needed; run this as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
}

need_swift() {
    command -v swift >/dev/null ||
        fail "Swift 6.3 is not on the PATH; see https://www.swift.org/install"
}

# Builds all programs into the one scratch folder, with progress.
build() {
    swift build --configuration "$1" >&2 || fail "the build failed; its output is above"
}

# The Python that tests run with, in .venv of the current folder, with what these folders of Tests
# require.
python_packages() {
    local folder requirements=()
    for folder in "$@"; do requirements+=(--requirement "Tests/$folder/requirements.txt"); done
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "${requirements[@]}"
}
