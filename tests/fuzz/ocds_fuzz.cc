// Any bytes as an OCDS file: it is refused, or every item of it is accounted for, however it is cut into pieces; and what a notice says can be sent.
#include <cstddef>
#include <cstdint>
#include <string>

#include "google/protobuf/util/json_util.h"
#include "services/base/text.h"
#include "services/exchange/ocds_notice.h"
#include "services/exchange/ocds_package.h"
#include "tests/fuzz/bytes.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

using exchange::JsonItems;
using exchange::OcdsPackage;

// The paths and texts of the items, and how it ended.
std::string ItemsOf(absl::string_view text, size_t piece) {
  JsonItems items(ReadsOf(text, piece));
  std::string all;
  while (true) {
    const auto item = items.Next();
    if (!item.ok()) return all + std::string(item.status().message());
    if (!item->has_value()) return all + "end";
    Must(base::IsUtf8((*item)->text), "an item is UTF-8");
    all += (*item)->path + " " + (*item)->text + "\n";
  }
}

void Notice(const exchange::Process& process) {
  exchange::Problems problems;
  const exchange::Notice notice = exchange::NoticeOf(process.release, process.path, "a source", "2026-11-24", &problems);
  Must(problems.size() <= exchange::kMostProblemsOfANotice, "problems are bounded");
  for (const intake::Problem& problem : problems) {
    Must(base::IsUtf8(problem.path) && base::IsUtf8(problem.message), "a problem is UTF-8");
  }
  if (!problems.empty()) return;
  Must(!notice.ocid.empty() && !notice.buyer.display_name().empty(), "a notice that is right has an id and a buyer");
  Must(notice.suppliers.empty() || notice.outcome.has_value(), "who has a supplier has an outcome");
  Must(base::IsUtf8(notice.requirement.title()) && base::IsUtf8(notice.requirement.text()), "what is sent is UTF-8");
  Must(notice.published <= "2026-11-24", "nothing was published in the future");
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace fuzz = frontline::fuzz;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::Must(fuzz::ItemsOf(text, 1) == fuzz::ItemsOf(text, 1 << 16), "how a file is cut into pieces does not matter");
  frontline::exchange::OcdsPackage package;
  if (!package.Check(fuzz::ReadsOf(text, 1 << 16)).ok()) return 0;
  uint64_t items = 0;
  frontline::exchange::OcdsPackage::Visitor visitor;
  visitor.process = [&items](const frontline::exchange::Process& process) {
    items += process.releases;
    fuzz::Notice(process);
    return true;
  };
  visitor.refused = [&items](const frontline::exchange::Problems& problems, const std::string&) {
    ++items;
    fuzz::Must(!problems.empty(), "what is refused has a reason");
  };
  fuzz::Must(package.Visit(fuzz::ReadsOf(text, 1 << 16), visitor).ok(), "a file that was right stays right");
  fuzz::Must(items == package.items(), "every item is accounted for");
  return 0;
}
