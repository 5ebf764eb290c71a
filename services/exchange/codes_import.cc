#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "frontline/exchange/v1/exchange_service.pb.h"
#include "frontline/requirement/v1/code_service.grpc.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/intake/csv.h"
#include "services/exchange/handlers.h"
#include "services/intake/import_stream.h"
#include "services/exchange/stubs.h"
#include "services/exchange/values.h"

namespace frontline::exchange {
namespace {

namespace r = frontline::requirement::v1;

using intake::CountOf;
using intake::CsvTable;
using intake::ImportStream;
using intake::Spool;
using Stream = rpc::Stream<v1::ImportCodesRequest, v1::ImportCodesResponse>;
using Import = ImportStream<v1::ImportCodesRequest, v1::ImportCodesResponse>;

// The whole list has 9,454 codes, 400 KB.
constexpr uint64_t kMostCodeBytes = 16 << 20;
constexpr int kCodesAMessage = 500;

// A byte order mark is no part of the text.
absl::string_view WithoutMark(absl::string_view text) { return absl::StripPrefix(text, "\xef\xbb\xbf"); }

absl::Status FromJson(Spool& spool, std::vector<r::Code>* codes) {
  std::string text(spool.size(), '\0');
  text.resize(spool.Read(text.data(), text.size()));
  google::protobuf::Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(std::string(WithoutMark(text)), &object);
  if (!status.ok()) return base::InvalidField("(file)", absl::StrCat("is no JSON object of code and label: ", std::string(status.message())));
  for (const auto& [code, label] : object.fields()) {
    if (label.kind_case() != google::protobuf::Value::kStringValue)
      return base::InvalidField(absl::StrCat("['", code, "']"), "must be a text, the label");
    r::Code& added = codes->emplace_back();
    added.set_code(code);
    added.set_label(OneLine(label.string_value()));
  }
  return absl::OkStatus();
}

absl::Status FromCsv(Spool& spool, std::vector<r::Code>* codes) {
  CsvTable table([&spool](char* to, size_t size) { return spool.Read(to, size); }, {"*code", "*label"}, {});
  if (absl::Status status = table.ReadHeader(); !status.ok()) return status;
  while (true) {
    absl::StatusOr<std::optional<CsvTable::Row>> row = table.Next();
    if (!row.ok()) return row.status();
    if (!row->has_value()) return absl::OkStatus();
    if (!(*row)->problem.empty()) return base::InvalidField(absl::StrCat("row ", (*row)->number), (*row)->problem);
    r::Code& added = codes->emplace_back();
    added.set_code((**row)["code"]);
    added.set_label(OneLine((**row)["label"]));
  }
}

absl::Status ReadCodes(Spool& spool, std::vector<r::Code>* codes) {
  if (spool.size() > kMostCodeBytes) return base::InvalidField("chunk", absl::StrCat("takes the list past ", kMostCodeBytes >> 20, " MiB"));
  if (absl::Status status = spool.Rewind(); !status.ok()) return status;
  char start[64] = {};
  absl::string_view text = absl::StripLeadingAsciiWhitespace(WithoutMark(absl::string_view(start, spool.Read(start, sizeof(start)))));
  if (absl::Status status = spool.Rewind(); !status.ok()) return status;
  if (absl::Status status = absl::StartsWith(text, "{") ? FromJson(spool, codes) : FromCsv(spool, codes); !status.ok()) return status;
  if (absl::Status status = spool.ReadStatus(); !status.ok()) return status;
  if (codes->empty()) return base::InvalidField("(file)", "holds no code");
  std::set<std::string> seen;
  for (const r::Code& code : *codes) {
    if (!seen.insert(code.code().substr(0, 8)).second) return base::InvalidField(absl::StrCat("code '", code.code(), "'"), "is there twice");
  }
  return absl::OkStatus();
}

// A list is taken whole or not at all.
absl::Status Send(const rpc::Call& call, r::CodeService::Stub& stub, const std::vector<r::Code>& codes, const v1::ImportCodesOptions& options,
                  r::ImportCodesResponse* response) {
  grpc::ClientContext context;
  call.Forward(&context);
  std::unique_ptr<grpc::ClientWriter<r::ImportCodesRequest>> writer = stub.ImportCodes(&context, response);
  r::ImportCodesRequest request;
  request.set_complete(options.complete());
  request.set_dry_run(options.dry_run());
  for (size_t c = 0; c < codes.size(); ++c) {
    *request.add_codes() = codes[c];
    request.set_last(c + 1 == codes.size());
    if (request.codes_size() < kCodesAMessage && c + 1 < codes.size()) continue;
    if (!writer->Write(request)) break;  // Finish says why
    request.clear_codes();
  }
  writer->WritesDone();
  return rpc::FromGrpc(writer->Finish());
}

}  // namespace

absl::Status ImportCodes(const rpc::Call& call, Stream& stream) {
  if (!call.principal.HasNational(frontline::options::v1::PERMISSION_EXCHANGE)) return base::PermissionDenied("EXCHANGE", "every organisation");
  std::unique_ptr<r::CodeService::Stub> stub;
  if (absl::Status status = Connect<r::CodeService>(call, "requirement", &stub); !status.ok()) return status;
  Import in(stream);
  if (absl::Status status = in.Receive(); !status.ok()) return status;
  std::vector<r::Code> codes;
  if (absl::Status status = ReadCodes(in.spool(), &codes); !status.ok()) return status;
  if (!in.Progress(v1::ImportProgress::STAGE_WRITING, 0, codes.size())) return Import::Left();
  r::ImportCodesResponse response;
  if (absl::Status status = Send(call, *stub, codes, in.options(), &response); !status.ok()) return status;
  in.report().set_items(codes.size());
  in.report().set_imported(codes.size());
  v1::ImportCount* count = CountOf("code", &in.report());
  count->set_created(response.created());
  count->set_updated(response.updated());
  count->set_unchanged(response.unchanged());
  return in.Finish();
}

}  // namespace frontline::exchange
