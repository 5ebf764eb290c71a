#include "services/survey/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/text.h"

namespace frontline::survey {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "name:Smith", as the text has it, cut by its places in characters.
std::vector<std::string> Found(const std::string& text) {
  std::vector<std::string> found;
  for (const v1::Redaction& redaction : ProposeRedactions(text)) {
    std::vector<std::string> characters;
    for (absl::string_view rest = text; !rest.empty();) {
      const size_t bytes = base::FirstCharacter(rest);
      characters.emplace_back(rest.substr(0, bytes));
      rest.remove_prefix(bytes);
    }
    std::string part;
    for (int32_t i = 0; i < redaction.length(); ++i) part += characters.at(static_cast<size_t>(redaction.start() + i));
    std::string kind = v1::Redaction::Kind_Name(redaction.kind()).substr(5);
    found.push_back(absl::StrCat(kind, ":", part));
  }
  return found;
}
std::string Clean(const std::string& text) { return Redacted(text, ProposeRedactions(text)); }

struct Positive {
  const char* text;
  const char* clean;
};

void Expect(const std::vector<Positive>& all) {
  for (const Positive& one : all) EXPECT_EQ(Clean(one.text), one.clean) << one.text;
}

TEST(Redact, Names) {
  Expect({
      {"PC Smith never has a radio", "PC [name] never has a radio"},
      {"ask Sgt Jones", "ask Sgt [name]"},
      {"Insp. O'Neill knows", "Insp. [name] knows"},
      {"Insp. O’Neill knows", "Insp. [name] knows"},
      {"my sergeant John Brown said no", "my sergeant [name] said no"},
      {"Det Insp Fairweather-Lowe", "Det Insp [name]"},
      {"DCI van der Berg retired", "DCI [name] retired"},
      {"Chief Inspector Ap Rhys", "Chief Inspector [name]"},
      {"Mrs Okonkwo in the front office", "Mrs [name] in the front office"},
      {"sgt smith does not care", "sgt [name] does not care"},
      {"dave says the laptop is slow", "[name] says the laptop is slow"},
      {"I told Sarah Whitfield twice", "I told [name] twice"},
      {"Thanks to Siân, it works", "Thanks to [name], it works"},
      {"My skipper Trelawney shouted", "My skipper [name] shouted"},
      {"PC 1234 Smith and PC Łukasz", "PC [number] [name] and PC [name]"},
      {"Mark Hall drives it, not Grace", "[name] drives it, not [name]"},
      {"John, Paul and Nigel agreed", "[name], [name] and [name] agreed"},
      {"Superintendent Ng", "Superintendent [name]"},
      {"my boss called Tregunna", "my boss called [name]"},
  });
}

TEST(Redact, CollarNumbers) {
  Expect({
      {"PC 1234 was there", "PC [number] was there"},
      {"pc1234 was there", "[number] was there"},
      {"collar no. A123", "collar no. [number]"},
      {"Collar number is 98765", "Collar number is [number]"},
      {"my warrant number: 1045678", "my warrant number: [number]"},
      {"shoulder number 77KA", "shoulder number [number]"},
      {"DC 45 and Sgt. 812", "DC [number] and Sgt. [number]"},
      {"ask KA1234 about it", "ask [number] about it"},
      {"epaulette 2201", "epaulette [number]"},
  });
}

TEST(Redact, EmailAddresses) {
  Expect({
      {"write to jo.smith@kent.police.uk.", "write to [e-mail]."},
      {"<a+b@example.com>", "<[e-mail]>"},
      {"jo dot smith at kent dot police dot uk", "[e-mail]"},
      {"follow @kentbobby on there", "follow [e-mail] on there"},
      {"JÖ@EXAMPLE.ORG", "[e-mail]"},
  });
}

TEST(Redact, PhoneNumbers) {
  Expect({
      {"ring 07700 900123 please", "ring [phone] please"},
      {"07700900123", "[phone]"},
      {"+44 7700 900 123", "[phone]"},
      {"+44 (0)1632 960 001", "[phone]"},
      {"0044 1632 960001", "[phone]"},
      {"call (01632) 960001 now", "call [phone] now"},
      {"020-7946-0000", "[phone]"},
      {"ext 43210", "ext [phone]"},
      {"tel 960001", "tel [phone]"},
  });
}

TEST(Redact, VehicleMarks) {
  Expect({
      {"AB12 CDE has no heater", "[vehicle] has no heater"},
      {"ab12cde has no heater", "[vehicle] has no heater"},
      {"A123 BCD is ancient", "[vehicle] is ancient"},
      {"ABC 123D is older", "[vehicle] is older"},
      {"ABC123D is older", "[vehicle] is older"},
      {"ABZ 1234 from Belfast", "[vehicle] from Belfast"},
      {"reg ABC 123", "reg [vehicle]"},
      {"the van ab12 cde", "the van [vehicle]"},
  });
}

TEST(Redact, Postcodes) {
  Expect({
      {"I live at ME14 1AA", "I live at [postcode]"},
      {"SW1A 2AA and sw1a2aa", "[postcode] and [postcode]"},
      {"the estate in ME14", "the estate in [postcode]"},
      {"postcode M1", "postcode [postcode]"},
  });
}

TEST(Redact, LeavesAloneWhatNamesNobody) {
  for (const char* text : {
           "BWV2 is worse than BWV1",
           "The laptop takes 20 minutes to start and crashes 3 times a day",
           "We need PCs, not PC World cast-offs",
           "Windows 11 and Office 365 do not work on the MDT",
           "4G and 5G drop in the cells; the Airwave radio too",
           "Will it ever be fixed? May we hope so.",
           "24/7 response, 12 hour shifts, 999 calls and 101",
           "In 2025 we got 100 cameras for 250 officers",
           "The form has 14 pages, see A4 sheet B",
           "Mark the exhibits properly",
           "Officers are tired. My sergeant is too.",
           "Hope this helps",
           "on the 25th at 10:30",
           "Niche and Athena, PNC and ANPR",
           "£1,234.56 a year",
           "M25 traffic",
           "",
       }) {
    EXPECT_THAT(Found(text), IsEmpty()) << text;
  }
}

TEST(Redact, CountsPlacesInCharactersAlsoWithCombiningOnes) {
  // "e" with a combining acute accent: two characters; an emoji: one.
  const std::string text = "cafe\u0301 \U0001F600 PC Ce\u0301line, 07700 900123";
  const std::vector<v1::Redaction> redactions = ProposeRedactions(text);
  ASSERT_EQ(redactions.size(), 2u);
  EXPECT_EQ(redactions[0].start(), 11);
  EXPECT_EQ(redactions[0].length(), 7);
  EXPECT_EQ(redactions[1].start(), 20);
  EXPECT_EQ(redactions[1].length(), 12);
  EXPECT_EQ(Redacted(text, redactions), "cafe\u0301 \U0001F600 PC [name], [phone]");
}

TEST(Redact, SeveralInOneTextNeverOverlap) {
  EXPECT_THAT(Found("PC 1234 John Smith, john@x.uk, AB12 CDE, ME14 1AA"),
              ElementsAre("COLLAR_NUMBER:1234", "NAME:John Smith", "EMAIL:john@x.uk", "VEHICLE_MARK:AB12 CDE", "POSTCODE:ME14 1AA"));
}

TEST(Redact, TakesAnyText) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += static_cast<char>(' ' + (i * 7919 + i / 95) % 95);
  const std::vector<v1::Redaction> redactions = ProposeRedactions(text);
  int32_t end = 0;
  for (const v1::Redaction& redaction : redactions) {
    EXPECT_GE(redaction.start(), end);
    EXPECT_GT(redaction.length(), 0);
    end = redaction.start() + redaction.length();
  }
  EXPECT_LE(end, 5000);
  EXPECT_THAT(Found("PC"), IsEmpty());
  EXPECT_THAT(Found("@"), IsEmpty());
  EXPECT_THAT(Found("+ 0 ("), IsEmpty());
}

}  // namespace
}  // namespace frontline::survey
