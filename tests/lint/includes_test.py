"""Holds the rules of who may include whom (README.md, "The house"). Run: python3 tests/lint/includes_test.py"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
SERVICES = ["identity", "survey", "federation", "requirement", "supplier", "matching", "exchange", "admin"]

# Folder (longest match wins) → prefixes of our own headers that it may include, beside its own.
MAY = {
    "services/base": [],
    "storage": ["services/base/", "frontline/storage/"],
    "services/rpc": ["services/base/", "storage/", "frontline/"],
    "services/intake": ["services/base/", "services/rpc/", "storage/", "frontline/"],
    "services/matching/engine": ["services/base/", "frontline/"],
    "services/server": ["services/", "storage/", "frontline/"],
    "clients": ["frontline/"],
    **{f"services/{s}": ["services/base/", "services/rpc/", "services/intake/", "storage/", "frontline/"] for s in SERVICES},
}
# Header prefix → the only folders that may include it.
ONLY = {
    "rocksdb/": ["storage/", "tests/bench/", "tests/crash/", "tests/integration/"],
    "grpcpp/server": ["services/rpc/", "services/server/", "tests/bench/"],
}
OURS = ("services/", "storage/", "clients/", "frontline/")


def folder_of(path):
    fits = [folder for folder in MAY if path.startswith(folder + "/")]
    return max(fits, key=len) if fits else None


def broken_rules(path, text):
    """The include rules that a file at `path` with this text breaks, as messages."""
    found = []
    folder = folder_of(path)
    for header in INCLUDE.findall(text):
        for prefix, owners in ONLY.items():
            if header.startswith(prefix) and not any(path.startswith(owner) for owner in owners):
                found.append(f"{path} includes {header}: only {', '.join(owners)} may")
        if folder and header.startswith(OURS) and not header.startswith(folder + "/"):
            if not any(header.startswith(allowed) for allowed in MAY[folder]):
                found.append(f"{path} includes {header}: {folder} may not")
    return found


def self_check():
    """The check itself must be able to fail."""
    assert broken_rules("services/base/a.cc", '#include "storage/store.h"')
    assert broken_rules("services/survey/a.cc", '#include "services/supplier/supplier.h"')
    assert broken_rules("services/intake/a.cc", '#include "services/exchange/cells.h"')
    assert broken_rules("services/rpc/a.cc", '#include "services/intake/csv.h"')
    assert broken_rules("services/matching/engine/a.cc", '#include "storage/store.h"')
    assert broken_rules("clients/cli/a.cc", '#include "services/base/errors.h"')
    assert broken_rules("services/rpc/a.cc", "#include <rocksdb/db.h>")
    assert broken_rules("services/supplier/a.cc", "#include <grpcpp/server.h>")
    assert not broken_rules("services/supplier/a.cc", '#include "services/rpc/call.h"\n#include "storage/table.h"')


def main():
    self_check()
    files = [p for top in ("storage", "services", "clients", "tests") for p in (ROOT / top).rglob("*") if p.suffix in (".cc", ".h")]
    files = [p for p in files if "node_modules" not in p.parts]
    found = [rule for p in files for rule in broken_rules(p.relative_to(ROOT).as_posix(), p.read_text())]
    print("\n".join(found))
    print(f"{len(files)} files, {len(found)} broken include rules")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
