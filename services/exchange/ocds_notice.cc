#include "services/exchange/ocds_notice.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/base/ids.h"
#include "services/exchange/values.h"
#include "services/rpc/rules.h"

namespace frontline::exchange {
namespace {

namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;
namespace i = frontline::identity::v1;
namespace t = frontline::type::v1;

constexpr size_t kLongestAwardId = 60;
constexpr int kMostOutcomeSuppliers = 100;

// One release being read.
class Reader {
 public:
  Reader(const oc::Release& release, const std::string& path, absl::string_view source, absl::string_view today, Problems* problems)
      : release_(release), path_(path), today_(today), problems_(*problems) {
    fact_.set_source(source.empty() ? release.ocid() : absl::StrCat(release.ocid(), ", ", source));
    fact_.set_verification(t::VERIFICATION_EVIDENCED);
    if (!release.date().empty()) fact_.set_confirmed_on(PastDay(release.date(), "date"));
    for (const oc::Party& party : release_.parties()) parties_.emplace(IdText(party.id()), &party);
  }

  Notice Read() {
    Notice notice;
    notice.ocid = release_.ocid();
    notice.published = fact_.confirmed_on();
    if (release_.ocid().empty()) Problem("ocid", "is required");
    // One that nobody wrote by hand, and that would keep the server busy for long, is not looked into.
    if (!CheckSizes()) return notice;
    CheckIds();
    ReadBuyer(&notice);
    ReadTender(&notice.requirement);
    for (int a = 0; a < release_.awards_size(); ++a) ReadAward(a, &notice);
    ReadOutcome(&notice);
    Check(&notice);
    return notice;
  }

 private:
  void Problem(absl::string_view at, absl::string_view message) {
    if (problems_.size() >= kMostProblemsOfANotice) return;
    problems_.push_back({absl::StrCat(path_, ".", at), std::string(message)});
  }

  bool CheckSizes() {
    const size_t before = problems_.size();
    const auto check = [this](int size, const std::string& at) {
      if (size > kMostListed) Problem(at, absl::StrCat("must have at most ", kMostListed, " entries, has ", size));
    };
    int suppliers = 0, codes = 0;
    const auto count = [&codes](const oc::Item& item) { codes += 1 + item.additional_classifications_size() + item.delivery_addresses_size(); };
    for (const oc::Item& item : release_.tender().items()) count(item);
    for (const oc::Award& award : release_.awards()) {
      suppliers += award.suppliers_size();
      for (const oc::Item& item : award.items()) count(item);
    }
    check(release_.parties_size(), "parties");
    check(release_.awards_size(), "awards");
    check(suppliers, "awards.suppliers");
    check(codes, "items");
    check(release_.tender().additional_classifications_size(), "tender.additionalClassifications");
    return problems_.size() == before;
  }

  // Two awards or parties must never be taken for one.
  void CheckIds() {
    const auto exact = [this](const google::protobuf::Value& id, const std::string& at) {
      if (!IsExactId(id)) Problem(at + ".id", "must be a text, or a whole number of at most 15 digits");
    };
    for (int p = 0; p < release_.parties_size(); ++p) exact(release_.parties(p).id(), absl::StrCat("parties[", p, "]"));
    std::set<std::string> seen;
    for (int a = 0; a < release_.awards_size(); ++a) {
      const std::string at = absl::StrCat("awards[", a, "]");
      exact(release_.awards(a).id(), at);
      const std::string id = IdText(release_.awards(a).id());
      if (!id.empty() && !seen.insert(id).second) Problem(at + ".id", "is the id of an earlier award too");
    }
  }

  // A day that has come. Where the sun rises earlier it may be tomorrow's already: that is taken for today.
  std::string PastDay(const std::string& text, absl::string_view at) {
    std::string day = Day(text, at);
    if (day <= today_) return day;
    if (day != NextDay(today_)) Problem(at, "must not be in the future");
    return today_;
  }

  std::string Day(const std::string& text, absl::string_view at) {
    if (text.empty()) return "";
    std::optional<std::string> day = DayOf(text);
    if (!day.has_value()) Problem(at, "must be a date that exists, as ISO 8601");
    return day.value_or("");
  }

  // False when there is no amount, or no right one. An amount of nought says nothing.
  bool Amount(const oc::Value& value, const std::string& at, t::Money* money) {
    if (!value.has_amount()) return false;
    const std::string currency = value.currency().empty() ? "GBP" : value.currency();
    const std::optional<int64_t> minor = MinorUnits(value.amount(), currency);
    if (!minor.has_value()) {
      Problem(at + ".amount", value.amount() < 0 ? "must not be negative" : "must be an amount of at most 10^15 minor units");
      return false;
    }
    if (*minor == 0) return false;
    money->set_currency_code(currency);
    money->set_minor_units(*minor);
    return true;
  }

  const oc::Party* PartyOf(const oc::PartyReference& reference) const {
    const std::string id = IdText(reference.id());
    const auto found = id.empty() ? parties_.end() : parties_.find(id);
    return found == parties_.end() ? nullptr : found->second;
  }

  // Each identifier that a register could have given.
  static void Identifiers(const oc::Party& party, const std::function<void(const std::string&, const std::string&)>& add) {
    std::vector<const oc::Identifier*> all{&party.identifier()};
    for (const oc::Identifier& more : party.additional_identifiers()) all.push_back(&more);
    for (const oc::Identifier* identifier : all) {
      const std::optional<std::string> id = RegisterId(identifier->scheme(), IdText(identifier->id()));
      if (id.has_value()) add(identifier->scheme(), *id);
    }
  }

  static std::string NameOf(const oc::PartyReference& reference, const oc::Party* party) {
    std::string name = OneLine(reference.name());
    if (name.empty() && party != nullptr) name = OneLine(party->name().empty() ? party->identifier().legal_name() : party->name());
    return name;
  }

  void ReadBuyer(Notice* notice) {
    oc::PartyReference buyer = release_.buyer();
    const oc::Party* party = PartyOf(buyer);
    for (const oc::Party& other : release_.parties()) {
      const bool is_buyer = std::find(other.roles().begin(), other.roles().end(), "buyer") != other.roles().end();
      if (party == nullptr && buyer.name().empty() && is_buyer) party = &other;
    }
    notice->buyer.set_display_name(NameOf(buyer, party));
    if (notice->buyer.display_name().empty()) Problem("buyer.name", "is required: a notice without a buyer is nobody's");
    if (party == nullptr) return;
    Identifiers(*party, [notice](const std::string& scheme, const std::string& id) {
      i::Identifier* added = notice->buyer.add_identifiers();
      added->set_scheme(scheme);
      added->set_id(id);
    });
  }

  void AddCode(const oc::Classification& classification, google::protobuf::RepeatedPtrField<std::string>* codes) {
    const std::string id = IdText(classification.id());
    if (id.empty() || (!classification.scheme().empty() && classification.scheme() != "CPV")) return;
    // The check digit is left out: with and without it, a code is one code.
    std::string code = id.substr(0, id.find('-'));
    if (std::find(codes->begin(), codes->end(), code) == codes->end()) *codes->Add() = std::move(code);
  }

  void AddItem(const oc::Item& item, r::Requirement* to) {
    AddCode(item.classification(), to->mutable_cpv_codes());
    for (const oc::Classification& more : item.additional_classifications()) AddCode(more, to->mutable_cpv_codes());
    for (const oc::Address& address : item.delivery_addresses()) AddRegions(address, to);
    AddRegions(item.delivery_address(), to);
  }

  static void AddRegions(const oc::Address& address, r::Requirement* to) {
    for (std::string& region : RegionsOf(address.region())) {
      if (std::find(to->regions().begin(), to->regions().end(), region) == to->regions().end()) to->add_regions(std::move(region));
    }
  }

  void ReadTender(r::Requirement* to) {
    const oc::Tender& tender = release_.tender();
    to->set_external_id(release_.ocid());
    std::string title = OneLine(tender.title());
    if (title.empty()) title = OneLine(release_.title());
    if (title.empty() && release_.awards_size() > 0) title = OneLine(release_.awards(0).title());
    to->set_title(std::move(title));
    to->set_text(tender.description());
    AddCode(tender.classification(), to->mutable_cpv_codes());
    for (const oc::Classification& more : tender.additional_classifications()) AddCode(more, to->mutable_cpv_codes());
    for (const oc::Item& item : tender.items()) AddItem(item, to);
    for (const oc::Award& award : release_.awards()) {
      for (const oc::Item& item : award.items()) AddItem(item, to);
    }
    t::Money money;
    if (Amount(tender.min_value(), "tender.minValue", &money)) *to->mutable_value()->mutable_min() = money;
    if (Amount(tender.value(), "tender.value", &money)) *to->mutable_value()->mutable_max() = money;
    const bool both = to->value().has_min() && to->value().has_max();
    if (both && to->value().min().minor_units() > to->value().max().minor_units())
      Problem("tender.minValue.amount", "must not be over tender.value.amount");
    if (both && to->value().min().currency_code() != to->value().max().currency_code()) {
      Problem("tender.minValue.currency", "must be that of tender.value");
    }
    to->set_need_by(Day(tender.contract_period().start_date(), "tender.contractPeriod.startDate"));
    Day(tender.contract_period().end_date(), "tender.contractPeriod.endDate");
    Day(tender.tender_period().end_date(), "tender.tenderPeriod.endDate");
  }

  void ReadAward(int index, Notice* notice) {
    const oc::Award& award = release_.awards(index);
    const std::string at = absl::StrCat("awards[", index, "]");
    s::Reference reference;
    reference.set_client(notice->buyer.display_name());
    *reference.mutable_provenance() = fact_;
    if (Amount(award.value(), at + ".value", &money_)) *reference.mutable_value() = money_;
    reference.set_start_date(Day(award.contract_period().start_date(), at + ".contractPeriod.startDate"));
    reference.set_end_date(Day(award.contract_period().end_date(), at + ".contractPeriod.endDate"));
    const std::string day = PastDay(award.date(), at + ".date");
    if (!reference.start_date().empty() && !reference.end_date().empty() && reference.end_date() < reference.start_date()) {
      Problem(at + ".contractPeriod.endDate", "must not be before the start");
    }
    if (award.status() == "cancelled" || award.status() == "unsuccessful" || award.status() == "pending") return;
    last_award_ = std::max(last_award_, day);
    if (reference.has_value()) value_ = reference.value();
    if (reference.start_date().empty()) reference.set_start_date(day);
    if (reference.end_date() < reference.start_date()) reference.clear_end_date();
    if (notice->requirement.need_by().empty()) notice->requirement.set_need_by(reference.start_date());
    for (int n = 0; n < award.suppliers_size(); ++n) {
      ReadSupplier(award, award.suppliers(n), absl::StrCat(at, ".suppliers[", n, "]"), reference, notice);
    }
  }

  void ReadSupplier(const oc::Award& award, const oc::PartyReference& reference, const std::string& at, const s::Reference& award_reference,
                    Notice* notice) {
    const oc::Party* party = PartyOf(reference);
    AwardedSupplier awarded;
    s::Supplier& supplier = awarded.supplier;
    supplier.set_display_name(NameOf(reference, party));
    if (supplier.display_name().empty()) return Problem(at + ".name", "is required");
    if (party != nullptr) {
      Identifiers(*party, [&](const std::string& scheme, const std::string& id) {
        s::SupplierIdentifier* added = supplier.add_identifiers();
        added->set_scheme(scheme);
        added->set_id(id);
        *added->mutable_provenance() = fact_;
      });
      if (party->details().scale() == "sme") supplier.set_size(s::SIZE_SME);
      if (party->details().scale() == "large") supplier.set_size(s::SIZE_LARGE);
      supplier.set_vcse(party->details().vcse());
      if (supplier.size() != s::SIZE_UNSPECIFIED) *supplier.mutable_size_provenance() = fact_;
    }
    s::Capability& capability = awarded.capability;
    // With the award's id even where there is one award: a later notice may bring another.
    std::string award_id = AwardId(award);
    // Some portals put all they know into it; an external id has an end.
    if (award_id.size() > kLongestAwardId) award_id = absl::BytesToHexString(base::Sha256(award_id).substr(0, 8));
    capability.set_external_id(absl::StrCat(release_.ocid(), " ", award_id));
    const std::string title = OneLine(award.title());
    capability.set_title(title.empty() ? notice->requirement.title() : title);
    capability.set_text(award.description().empty() ? notice->requirement.text() : award.description());
    *capability.mutable_cpv_codes() = notice->requirement.cpv_codes();
    capability.set_maturity(s::MATURITY_IN_USE);
    *capability.add_references() = award_reference;
    *capability.mutable_provenance() = fact_;
    notice->suppliers.push_back(std::move(awarded));
  }

  // Among several; one without an id is known by its place.
  std::string AwardId(const oc::Award& award) const {
    const std::string id = IdText(award.id());
    if (!id.empty()) return id;
    const auto same = [&award](const oc::Award& other) { return &other == &award; };
    return absl::StrCat("#", std::find_if(release_.awards().begin(), release_.awards().end(), same) - release_.awards().begin() + 1);
  }

  void ReadOutcome(Notice* notice) {
    const std::string& status = release_.tender().status();
    r::Outcome outcome;
    if (!notice->suppliers.empty() || (status == "complete" && !last_award_.empty())) {
      outcome.set_kind(r::Outcome::KIND_AWARDED);
      const size_t winners = notice->suppliers.size();
      std::string summary = winners == 0 ? "The notice says that a contract was awarded, and names no supplier."
                                         : absl::StrCat("Awarded to ", notice->suppliers[0].supplier.display_name());
      if (winners > 1) absl::StrAppend(&summary, " and ", winners - 1, winners == 2 ? " other" : " others");
      if (winners > kMostOutcomeSuppliers) absl::StrAppend(&summary, ", of whom the first ", kMostOutcomeSuppliers, " are named here");
      outcome.set_summary(winners == 0 ? summary : summary + ".");
    } else if (status == "cancelled" || status == "withdrawn") {
      outcome.set_kind(r::Outcome::KIND_WITHDRAWN);
      outcome.set_summary(absl::StrCat("The notice says: ", status, "."));
    } else if (status == "unsuccessful") {
      outcome.set_kind(r::Outcome::KIND_NO_SUPPLIER);
      outcome.set_summary("The notice says that the procedure was unsuccessful.");
    } else if (status == "complete") {
      outcome.set_kind(r::Outcome::KIND_MET_OTHERWISE);
      outcome.set_summary("The notice says that the procedure is complete, and tells of no award.");
    } else {
      return;
    }
    outcome.set_date(last_award_.empty() ? fact_.confirmed_on() : last_award_);
    if (value_.minor_units() > 0 && release_.awards_size() == 1) *outcome.mutable_value() = value_;
    notice->outcome = std::move(outcome);
  }

  // Holds what was read to the contract's own rules, so that a dry run says what the write would.
  void Check(Notice* notice) {
    CheckRules(&notice->buyer, "buyer");
    CheckRules(&notice->requirement, "tender");
    for (size_t n = 0; n < notice->suppliers.size(); ++n) {
      CheckRules(&notice->suppliers[n].supplier, absl::StrCat("suppliers[", n, "]"));
      // What is wrong with the tender would be named again for each.
      if (problems_.empty()) CheckRules(&notice->suppliers[n].capability, absl::StrCat("suppliers[", n, "].award"));
    }
  }

  void CheckRules(google::protobuf::Message* message, const std::string& at) {
    static thread_local rpc::RuleBook book;
    std::vector<base::Violation> violations;
    book.For(message->GetDescriptor())->Check(message, "", &violations);
    for (const base::Violation& violation : violations) {
      std::string field = violation.field;
      if (field == "text") field = "description";
      if (field == "display_name") field = "name";
      Problem(absl::StrCat(at, ".", field), violation.description);
    }
  }

  const oc::Release& release_;
  const std::string path_;
  const std::string today_;
  Problems& problems_;
  std::map<std::string, const oc::Party*> parties_;  // by id, the first of each
  t::Provenance fact_;
  t::Money money_;
  t::Money value_;
  std::string last_award_;
};

}  // namespace

Notice NoticeOf(const oc::Release& release, const std::string& path, absl::string_view source, absl::string_view today, Problems* problems) {
  return Reader(release, path, source, today, problems).Read();
}

}  // namespace frontline::exchange
