#include "services/identity/reference_text.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "frontline/options/v1/options.pb.h"
#include "services/identity/handlers.h"
#include "services/identity/name_text.h"
#include "services/rpc/format.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

namespace o = frontline::options::v1;

// P is the place, F the force's own name.
constexpr absl::string_view kOfPlace[] = {
    "P Police",
    "P Constabulary",
    "P Police Force",
    "P Police Authority",
    "Police and Crime Commissioner for P",
    "Police and Crime Commissioner of P",
    "P Police and Crime Commissioner",
    "Police and Crime Commissioner P",
    "Office of the Police and Crime Commissioner for P",
    "P Office of the Police and Crime Commissioner",
    "P Police and Crime Commissioner's Office",
    "PCC for P",
    "P PCC",
    "OPCC for P",
    "P OPCC",
    "Chief Constable of P",
    "Chief Constable for P",
    "Chief Constable of P Police",
    "Chief Constable for P Police",
    "Chief Constable of P Constabulary",
};
constexpr absl::string_view kOfForce[] = {
    "F Headquarters",
    "F HQ",
    "F Procurement Department",
    "Chief Constable of F",
    "Chief Constable for F",
    "Police and Crime Commissioner for F",
    "PCC for F",
    "Police and Crime Commissioner for F and F",
    "PCC for F and F",
};
constexpr absl::string_view kOfFirePlace[] = {
    "Police, Fire and Crime Commissioner for P",
    "P Police, Fire and Crime Commissioner",
    "Office of the Police, Fire and Crime Commissioner for P",
    "P Office of the Police, Fire and Crime Commissioner",
    "PFCC for P",
    "P PFCC",
};

struct Parser {
  std::vector<v1::Organisation> organisations;
  std::map<std::string, size_t> places;  // in `organisations`, by name

  absl::Status Begin(absl::string_view line);
  absl::Status Set(absl::string_view key, absl::string_view value);
  absl::Status Finish();
};

template <size_t kCount>
void AddPatterns(const absl::string_view (&patterns)[kCount], absl::string_view letter, absl::string_view value, v1::Organisation* to) {
  for (absl::string_view pattern : patterns) {
    // Word by word: the letters stand in other words too.
    std::string alias;
    for (absl::string_view word : absl::StrSplit(pattern, ' ')) {
      const absl::string_view own = absl::StartsWith(word, letter) && (word.size() == 1) ? value : word;
      absl::StrAppend(&alias, alias.empty() ? "" : " ", own);
    }
    to->add_aliases(std::move(alias));
  }
}

absl::Status Parser::Begin(absl::string_view line) {
  if (!absl::EndsWith(line, "]")) return absl::InvalidArgumentError("a block starts with [collection/id]");
  const std::string name(line.substr(1, line.size() - 2));
  const v1::OrganisationType type = TypeOfCollection(rpc::Segment(name, 0));
  if (type == v1::ORGANISATION_TYPE_UNSPECIFIED || name != rpc::OrganisationOf(name) ||
      rpc::FormatProblem(o::FORMAT_ID, rpc::Segment(name, 1)) != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("'", name, "' is no organisation's name"));
  }
  if (!places.emplace(name, organisations.size()).second) return absl::InvalidArgumentError(absl::StrCat("'", name, "' stands here twice"));
  v1::Organisation& organisation = organisations.emplace_back();
  organisation.set_name(name);
  organisation.set_type(type);
  organisation.set_state(v1::ORGANISATION_STATE_ACTIVE);
  return absl::OkStatus();
}

absl::Status Parser::Set(absl::string_view key, absl::string_view value) {
  if (organisations.empty()) return absl::InvalidArgumentError("stands before the first block");
  v1::Organisation& organisation = organisations.back();
  const std::pair<std::string, std::string> two = absl::StrSplit(value, absl::MaxSplits(' ', 1));
  if (value.empty()) return absl::InvalidArgumentError(absl::StrCat(key, " is empty"));
  if (key == "name") {
    organisation.set_display_name(std::string(value));
  } else if (key == "region") {
    if (const char* problem = rpc::FormatProblem(o::FORMAT_REGION, value); problem != nullptr) return absl::InvalidArgumentError(problem);
    organisation.set_region(std::string(value));
  } else if (key == "jurisdiction") {
    v1::Jurisdiction jurisdiction;
    if (!v1::Jurisdiction_Parse(absl::StrCat("JURISDICTION_", value), &jurisdiction)) {
      return absl::InvalidArgumentError(absl::StrCat("'", value, "' is no jurisdiction"));
    }
    organisation.set_jurisdiction(jurisdiction);
  } else if (key == "identifier") {
    v1::Identifier* identifier = organisation.add_identifiers();
    identifier->set_scheme(two.first);
    identifier->set_id(two.second);
  } else if (key == "part_of") {
    organisation.set_parent_organisation(std::string(value));
  } else if (key == "place") {
    AddPatterns(kOfPlace, "P", value, &organisation);
    AddPatterns(kOfForce, "F", organisation.display_name(), &organisation);
  } else if (key == "fire_place") {
    AddPatterns(kOfFirePlace, "P", value, &organisation);
  } else if (key == "alias") {
    organisation.add_aliases(std::string(value));
  } else if (key == "merged") {
    if (rpc::FormatProblem(o::FORMAT_DATE, two.second) != nullptr) return absl::InvalidArgumentError("merged needs a successor and a day");
    v1::Relation* relation = organisation.add_successors();
    relation->set_organisation(two.first);
    relation->set_date(two.second);
    organisation.set_state(v1::ORGANISATION_STATE_MERGED);
  } else {
    return absl::InvalidArgumentError(absl::StrCat("'", key, "' is not known"));
  }
  return absl::OkStatus();
}

absl::Status Parser::Finish() {
  for (v1::Organisation& organisation : organisations) {
    if (organisation.display_name().empty()) return absl::InvalidArgumentError(absl::StrCat("'", organisation.name(), "' has no name"));
    TidyAliases(&organisation);
    const std::string& parent = organisation.parent_organisation();
    if (!parent.empty() && places.count(parent) == 0) {
      return absl::InvalidArgumentError(absl::StrCat("'", organisation.name(), "' is part of '", parent, "', which is not here"));
    }
    for (const v1::Relation& successor : organisation.successors()) {
      const auto found = places.find(successor.organisation());
      if (found == places.end() || !organisations[found->second].successors().empty()) {
        return absl::InvalidArgumentError(absl::StrCat("the successor of '", organisation.name(), "' does not stand here"));
      }
      v1::Relation* predecessor = organisations[found->second].add_predecessors();
      predecessor->set_organisation(organisation.name());
      predecessor->set_date(successor.date());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Organisation>> ParseReference(absl::string_view text) {
  Parser parser;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line[0] == '#') continue;
    absl::Status status;
    if (line[0] == '[') {
      status = parser.Begin(line);
    } else {
      const std::pair<absl::string_view, absl::string_view> two = absl::StrSplit(line, absl::MaxSplits(':', 1));
      status = parser.Set(absl::StripAsciiWhitespace(two.first), absl::StripAsciiWhitespace(two.second));
    }
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat("reference data, line ", number, ": ", status.message()));
  }
  if (absl::Status status = parser.Finish(); !status.ok()) return absl::InvalidArgumentError(absl::StrCat("reference data: ", status.message()));
  return std::move(parser.organisations);
}

}  // namespace frontline::identity
