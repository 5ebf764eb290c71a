// The words that the lint's rules look for, in lower case unless said otherwise. A phrase stands between word boundaries. Grow them freely: a warning
// can be accepted.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_LINT_WORDS_H_
#define FRONTLINE_SERVICES_REQUIREMENT_LINT_WORDS_H_

#include "absl/strings/string_view.h"

namespace frontline::requirement {

// clang-format off
// Brands that police specifications name.
inline constexpr absl::string_view kBrands[] = {
    "airbus", "amazon web services", "aws", "axon", "azure", "bmw", "cellebrite", "cisco", "dahua", "dji", "fujitsu", "garmin", "genetec",
    "getac", "glock", "gopro", "gore-tex", "graykey", "heckler & koch", "hewlett packard", "hikvision", "honeywell", "hyundai", "ipad",
    "iphone", "jaguar", "kenwood", "kevlar", "land rover", "lenovo", "maglite", "mercedes", "microsoft", "motorola", "nikon", "palantir",
    "panasonic", "peugeot", "salesforce", "samsung", "sepura", "servicenow", "sig sauer", "skoda", "sony", "taser", "tasers", "toughbook",
    "toyota", "vauxhall", "velcro", "volkswagen", "volvo", "yamaha"};

// Brands that are words of the language too: found only as the brand writes them.
inline constexpr absl::string_view kBrandsAsWritten[] = {
    "Android", "Apple", "Canon", "Dell", "Ford", "Google", "HP", "Niche RMS", "NICE Investigate", "Oracle", "Peli", "SAP", "Windows"};

// What makes a brand an example.
inline constexpr absl::string_view kEquivalent[] = {
    "or equivalent", "or an equivalent", "or its equivalent", "or equivalents", "or equal", "or comparable"};

// Accounts, where a sentence says "audited".
inline constexpr absl::string_view kAccounts[] = {
    "accounts", "financial statements", "financial statement", "annual report", "annual reports"};

// Who must have their accounts audited may be asked for them, and it may be said that nobody is.
inline constexpr absl::string_view kAccountsAllowed[] = {
    "where required", "if required", "required by law", "legally required", "obliged to", "required to have", "where audited", "if audited",
    "companies act", "or equivalent", "not required", "not require", "no audited", "need not", "not needed", "or other evidence"};

// Insurance.
inline constexpr absl::string_view kInsurance[] = {
    "insurance", "insurances", "insured", "indemnity cover", "professional indemnity", "public liability"};

// Insurance that a supplier has, rather than what its product is about.
inline constexpr absl::string_view kCover[] = {
    "professional indemnity", "public liability", "product liability", "employers' liability", "employer's liability",
    "liability insurance", "indemnity insurance", "insurance cover"};

// What asks for it before the award.
inline constexpr absl::string_view kBeforeAward[] = {
    "before award", "before the award", "before contract award", "prior to award", "prior to contract award", "at tender",
    "at the time of tender", "when tendering", "when bidding", "at the time of bidding", "at bid", "with the bid", "with the tender",
    "with their bid", "with their tender", "with your bid", "with your tender", "at submission", "to bid", "already hold", "already have",
    "currently hold", "currently have", "before bidding", "before tendering"};

// What asks a supplier to have it.
inline constexpr absl::string_view kMustHold[] = {
    "must hold", "must have", "must be in place", "must be insured", "shall hold", "shall have", "is required to hold",
    "are required to hold", "holds", "hold", "is insured", "are insured"};

// What asks for it later.
inline constexpr absl::string_view kByStart[] = {
    "by the start", "by contract start", "before the contract starts", "before the contract begins", "before work starts",
    "before work begins", "before the start", "from the start", "from contract start", "on award", "upon award", "after award",
    "once awarded", "if awarded", "when awarded", "if successful", "commit to", "undertake to", "undertakes to", "commits to",
    "before commencement", "prior to commencement", "by commencement", "during the contract", "for the duration", "will hold", "will have",
    "will take out", "is able to obtain", "can obtain"};

// What says that it is not asked for.
inline constexpr absl::string_view kNotAsked[] = {
    "need not", "not required", "not needed", "not require", "no need"};

// An earlier award.
inline constexpr absl::string_view kPriorAward[] = {
    "previous contract with", "previous contracts with", "prior contract with", "prior contracts with", "existing contract with",
    "existing contracts with", "previously supplied", "already supplies", "already supply", "must have supplied", "has supplied",
    "have supplied", "previously worked with", "must have worked with", "existing supplier to", "current supplier to", "incumbent",
    "awarded a contract by"};

// What everybody says of themselves.
inline constexpr absl::string_view kVague[] = {
    "robust", "state of the art", "state-of-the-art", "best in class", "best-in-class", "world class", "world-class", "cutting edge",
    "cutting-edge", "leading edge", "user friendly", "user-friendly", "intuitive", "seamless", "easy to use", "as appropriate",
    "where appropriate", "if possible", "where possible", "etc", "and so on", "timely", "adequate", "sufficient", "suitable", "reasonable",
    "high quality", "high-quality", "good quality", "fit for purpose", "industry standard", "fast", "flexible", "modern", "excellent",
    "significant experience", "extensive experience"};

// What asks for a product, in the statement of a need. Kit that officers have and that fails is no product asked for: only the asking counts.
inline constexpr absl::string_view kAsksForProduct[] = {
    "need an app", "needs an app", "need a new app", "needs a new app", "a new app", "new app for", "an app that", "an app for", "a mobile app",
    "need a new system", "needs a new system", "a new system", "new software", "a new platform", "a new tool", "a new database", "a new device",
    "a chatbot", "an ai tool", "need ai", "use of ai", "a dashboard", "a portal", "should buy", "should purchase", "must buy", "please buy",
    "want to buy",
    "need to buy", "procure", "need drones", "need a drone", "need tablets", "need new laptops", "need new phones", "need new radios",
    "roll out", "rollout of", "issue everyone with", "give everyone", "subscription to", "licences for", "licenses for"};
// clang-format on

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_LINT_WORDS_H_
