#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/survey/instrument_check.h"

namespace frontline::survey {
namespace {

// The day that a field gives; none where it is empty or no day, which is said.
std::optional<absl::CivilDay> DayIn(const std::string& text, const char* field, Problems* problems) {
  if (text.empty()) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) return day;
  problems->Error("date", field, absl::StrCat("'", text, "' is no day: write YYYY-MM-DD"));
  return std::nullopt;
}

void CheckDates(const v1::Instrument& instrument, absl::CivilDay today, Problems* problems) {
  const std::optional<absl::CivilDay> open = DayIn(instrument.open_on(), "open_on", problems);
  const std::optional<absl::CivilDay> close = DayIn(instrument.close_on(), "close_on", problems);
  const std::optional<absl::CivilDay> retain = DayIn(instrument.retain_until(), "retain_until", problems);
  if (open && close && *close < *open) {
    problems->Error("dates-order", "close_on", absl::StrCat("must not be before open_on, ", absl::FormatCivilTime(*open)));
  }
  if (close && *close < today) problems->Error("date-past", "close_on", "must not be over already: the survey could take no answer");
  if (instrument.retain_until().empty()) problems->Error("missing", "retain_until", "is required: the day on which the single answers are deleted");
  if (!retain) return;
  const absl::CivilDay last = close ? *close : open ? std::max(*open, today) : today;
  const absl::CivilDay longest(last.year() + kLongestRetentionYears, last.month(), last.day());
  if (close ? *retain <= *close : *retain <= last) {
    problems->Error(
        "dates-order", "retain_until",
        absl::StrCat("must be after ", close ? "close_on, " : "", absl::FormatCivilTime(last), ": findings are worked out from the answers"));
  } else if (*retain > longest) {
    problems->Error("retention-too-long", "retain_until",
                    absl::StrCat("must be at most two years later, ", absl::FormatCivilTime(longest), ": single answers are not kept for longer"));
  }
}

// Words of a pledge that promise what no survey here keeps, with what is true instead.
constexpr std::pair<absl::string_view, absl::string_view> kTooMuch[] = {
    {"not be stored", "answers are stored until retain_until"},
    {"never be stored", "answers are stored until retain_until"},
    {"not be published", "findings are published, of no group under k"},
    {"never be published", "findings are published, of no group under k"},
    {"not be shared", "findings are published, and comments once they are moderated"},
    {"never be shared", "findings are published, and comments once they are moderated"},
    {"nobody will see your answers", "moderators read what is written in own words"},
    {"no one will see your answers", "moderators read what is written in own words"},
    {"nobody will read", "moderators read what is written in own words"},
    {"no one will read", "moderators read what is written in own words"},
    {"deleted immediately", "answers are deleted on retain_until"},
};

void CheckPledge(const v1::Instrument& instrument, Problems* problems) {
  const std::string english = absl::AsciiStrToLower(instrument.pledge().en());
  if (english.empty()) return problems->Error("missing", "pledge.en", "is required: the promise that respondents read before the first question");
  if (instrument.mode() == v1::MODE_CONFIDENTIAL) {
    if (absl::StrContains(english, "anonym")) {
      problems->Warn("pledge-promises-more", "pledge.en",
                     "speaks of anonymity, while mode promises confidentiality: say who handles the answers, or set mode ANONYMOUS");
    } else if (absl::StrContains(absl::AsciiStrToLower(instrument.pledge().cy()), "dienw")) {
      problems->Warn("pledge-promises-more", "pledge.cy", "speaks of anonymity ('dienw'), while mode promises confidentiality");
    }
  }
  for (const auto& [words, truth] : kTooMuch) {
    if (!absl::StrContains(english, words)) continue;
    problems->Warn("pledge-promises-more", "pledge.en", absl::StrCat("says '", words, "', which is more than is kept: ", truth));
  }
}

}  // namespace

void CheckSettings(const v1::Instrument& instrument, absl::CivilDay today, Problems* problems) {
  if (instrument.title().en().empty()) problems->Error("missing", "title.en", "is required");
  if (instrument.mode() == v1::MODE_UNSPECIFIED) problems->Error("missing", "mode", "is required: ANONYMOUS or CONFIDENTIAL");
  if (const int k = ThresholdOf(instrument); k < kLeastThreshold) {
    problems->Error("k-too-small", "k", absl::StrCat("must be at least ", kLeastThreshold, ", is ", k, ": smaller groups can be unmasked"));
  }
  CheckPledge(instrument, problems);
  if (instrument.reach() == v1::REACH_UNSPECIFIED) problems->Error("missing", "reach", "is required: INVITATION or OPEN_LINK");
  CheckDates(instrument, today, problems);
}

}  // namespace frontline::survey
