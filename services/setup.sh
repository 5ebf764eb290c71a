# Sourced by services/run and tests/run: installs what the build needs and configures it. Everything lands in build/ or is a Debian package.
# Defines: say, setup_packages PACKAGE..., setup_venv REQUIREMENTS..., setup_build PRESET.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# What the build needs, by Debian's names; services/README.md says what each is for.
build_packages="ca-certificates g++ cmake ninja-build ccache python3-venv protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libgrpc++-dev
  librocksdb-dev libabsl-dev libssl-dev prometheus-cpp-dev libcli11-dev libstemmer-dev libcsv-dev libglpk-dev libyaml-cpp-dev libgtest-dev libgmock-dev"

# Installs those of the packages that are missing; silent, and without a network, when none is.
setup_packages() {
  local package installed missing=()
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null) || true
  for package in "$@"; do
    case $'\n'$installed$'\n' in *$'\ninstalled '$package$'\n'*) ;; *) missing+=("$package") ;; esac
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "needs root or sudo to install: ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "the packages above could not be installed"
}

# Makes build/venv with the packages of the given requirement files, again only when one of them has changed.
setup_venv() {
  local stamp=build/venv/.requirements
  local wanted
  wanted=$(cat "$@")
  if [ ! -e "$stamp" ] || ! grep -qxF -- "$(printf '%s' "$wanted" | sha256sum)" "$stamp"; then
    [ -x build/venv/bin/python ] || python3 -m venv build/venv
    say "Installing Python packages into build/venv"
    local file arguments=()
    for file in "$@"; do arguments+=(-r "$file"); done
    build/venv/bin/python -m pip install -q --disable-pip-version-check "${arguments[@]}" || fail "the Python packages could not be installed"
    printf '%s\n' "$(printf '%s' "$wanted" | sha256sum)" >>"$stamp"
  fi
  # The protos of google/rpc, where CMakePresets.json looks for them.
  ln -sfn "$(echo build/venv/lib/python3*/site-packages | sed 's,^build/,,')" build/googleapis
}

# Configures build/PRESET once; CMake configures again by itself when a CMakeLists.txt changes.
setup_build() {
  if [ ! -e "build/$1/build.ninja" ]; then
    say "Configuring build/$1"
    mkdir -p build
    cmake --preset "$1" >"build/configure.$1.log" 2>&1 || { cat "build/configure.$1.log" >&2; fail "CMake could not configure the build"; }
  fi
}
