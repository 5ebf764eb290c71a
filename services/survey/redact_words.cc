#include "services/survey/redact_words.h"

namespace frontline::survey {

const std::set<std::string>& Titles() {
  static const auto* const titles = new std::set<std::string>{
      "mr",        "mrs",     "ms",       "miss",   "mx",        "dr",      "sir",       "dame",      "lord",         "lady",  "rev",
      "prof",      "pc",      "wpc",      "tpc",    "dc",        "wdc",     "tdc",       "pcso",      "sc",           "spc",   "sgt",
      "sergt",     "sargent", "sergeant", "sarge",  "ps",        "wps",     "aps",       "ds",        "tds",          "dsgt",  "insp",
      "inspector", "inspr",   "ins",      "di",     "tdi",       "ci",      "dci",       "tdci",      "supt",         "super", "superintendent",
      "ds/supt",   "dsu",     "dsupt",    "chsupt", "cs",        "dcs",     "constable", "commander", "commissioner", "cc",    "dcc",
      "acc",       "tacc",    "ch",       "insp's", "detective", "officer", "cllr",      "councillor"};
  return *titles;
}
const std::set<std::string>& People() {
  static const auto* const people =
      new std::set<std::string>{"colleague", "boss",  "supervisor", "skipper", "skip",     "guv",   "manager", "mate", "partner",
                                "called",    "named", "name",       "chief",   "crewmate", "tutor", "mentor",  "wife", "husband"};
  return *people;
}
const std::set<std::string>& NotNames() {
  static const auto* const words = new std::set<std::string>{
      "i",         "a",       "an",       "the",    "we",     "our",   "my",         "it",        "is",        "in",       "on",       "at",
      "to",        "and",     "but",      "or",     "of",     "for",   "not",        "no",        "this",      "that",     "they",     "them",
      "there",     "what",    "when",     "who",    "why",    "how",   "he",         "she",       "his",       "her",      "if",       "so",
      "as",        "was",     "were",     "are",    "has",    "have",  "had",        "will",      "would",     "should",   "could",    "can",
      "do",        "does",    "did",      "all",    "also",   "now",   "then",       "with",      "from",      "by",       "be",       "been",
      "pcs",       "dcs",     "world",    "police", "force",  "sgts",  "federation", "pnc",       "pnd",       "niche",    "athena",   "connect",
      "bwv",       "taser",   "anpr",     "cad",    "cid",    "it's",  "monday",     "tuesday",   "wednesday", "thursday", "friday",   "saturday",
      "sunday",    "january", "february", "april",  "june",   "july",  "august",     "september", "october",   "november", "december", "windows",
      "microsoft", "teams",   "outlook",  "office", "laptop", "radio", "airwave"};
  return *words;
}
const std::set<std::string>& Particles() {
  static const auto* const particles =
      new std::set<std::string>{"van", "der", "de", "von", "ap", "ab", "al", "el", "bin", "da", "di", "la", "le", "ten", "mc", "mac", "o", "st"};
  return *particles;
}
const std::set<std::string>& NumberWords() {
  static const auto* const words =
      new std::set<std::string>{"collar", "warrant", "shoulder", "badge", "epaulette", "staff", "payroll", "pin", "callsign"};
  return *words;
}
const std::set<std::string>& VehicleWords() {
  static const auto* const words =
      new std::set<std::string>{"reg", "registration", "vrm", "vrn", "plate", "plates", "index", "vehicle", "car", "van", "fleet", "mark"};
  return *words;
}
const std::set<std::string>& PlaceWords() {
  static const auto* const words = new std::set<std::string>{"postcode", "in",     "at",   "near", "from",     "around", "of",   "live",
                                                             "lives",    "living", "area", "code", "district", "to",     "based"};
  return *words;
}

}  // namespace frontline::survey
