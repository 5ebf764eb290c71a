#include "storage/format.h"

#include <openssl/rand.h>

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "frontline/storage/stored/v1/stored.pb.h"
#include "services/base/errors.h"
#include "storage/layout.h"

namespace frontline::storage {
namespace {

using stored::v1::Format;

absl::StatusOr<std::optional<Format>> ReadFormat(const Reader& reader) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kMeta, kFormatKey);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::optional<Format>();
  Format format;
  if (!format.ParseFromString(**value)) return absl::DataLossError("the format record of the data folder does not parse");
  return std::optional<Format>(std::move(format));
}

absl::Status WriteFormat(Store& store, const Format& format) {
  return CommitAndWait(store, [&format](Transaction& tx) {
    tx.Put(Family::kMeta, kFormatKey, format.SerializeAsString());
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> RandomId() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return absl::UnavailableError("no random numbers to be had for the data folder's id");
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(bytes), sizeof(bytes)));
}

absl::Status MustBeEmpty(const Reader& reader) {
  for (int family = 0; family < kFamilies; ++family) {
    std::unique_ptr<Cursor> cursor = reader.Scan(static_cast<Family>(family), {std::string(1, '\0'), std::string(kFamilyEnd)});
    if (cursor->Valid()) return absl::DataLossError("the data folder holds data but no format record");
    if (!cursor->status().ok()) return cursor->status();
  }
  return absl::OkStatus();
}

}  // namespace

const FormatHistory& ThisFormat() {
  static const auto* formats = new FormatHistory{.current = 1, .steps = {}};
  return *formats;
}

absl::StatusOr<std::string> SettleFormat(Store& store, const FormatHistory& formats) {
  absl::StatusOr<std::optional<Format>> read = ReadFormat(store.Read());
  if (!read.ok()) return read.status();
  Format format;
  if (!read->has_value()) {
    if (absl::Status status = MustBeEmpty(store.Read()); !status.ok()) return status;
    absl::StatusOr<std::string> id = RandomId();
    if (!id.ok()) return id.status();
    format.set_version(formats.current);
    format.set_store_id(*id);
    if (absl::Status status = WriteFormat(store, format); !status.ok()) return status;
    return format.store_id();
  }
  format = **std::move(read);
  if (format.version() > formats.current) {
    return base::Precondition(
        "FORMAT_NEWER", absl::StrCat("the data folder is of format ", format.version(), ", and this program knows formats up to ", formats.current,
                                     ": run the newer program, or restore a backup of the older format"));
  }
  while (format.version() < formats.current) {
    const FormatStep* step = nullptr;
    for (const FormatStep& candidate : formats.steps) {
      if (candidate.from == format.version()) step = &candidate;
    }
    if (step == nullptr) {
      return absl::FailedPreconditionError(absl::StrCat("the data folder is of format ", format.version(), ", which this program (format ",
                                                        formats.current, ") no longer migrates: run a program between the two first"));
    }
    if (absl::Status status = step->run(store); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat("migrating the data folder from format ", format.version(), ": ", status.message()));
    }
    format.set_version(format.version() + 1);
    if (absl::Status status = WriteFormat(store, format); !status.ok()) return status;
  }
  return format.store_id();
}

}  // namespace frontline::storage
