#include "services/exchange/ocds_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace frontline::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

JsonItems::Read From(const std::string& text) {
  return [text, at = size_t{0}](char* to, size_t size) mutable {
    const size_t n = std::min(size, text.size() - at);
    std::copy_n(text.data() + at, n, to);
    at += n;
    return n;
  };
}

struct Seen {
  std::vector<std::string> processes;  // "ocid title releases"
  std::vector<std::string> refused;    // "path message"
};

Seen Visit(const std::string& text) {
  OcdsPackage package;
  EXPECT_TRUE(package.Check(From(text)).ok());
  Seen seen;
  OcdsPackage::Visitor visitor;
  visitor.process = [&seen](Process process) {
    seen.processes.push_back(process.release.ocid() + " " + process.release.tender().title() + " " + std::to_string(process.releases));
    return true;
  };
  visitor.refused = [&seen](Problems problems, const std::string&) {
    for (const intake::Problem& problem : problems) seen.refused.push_back(problem.path + " " + problem.message);
  };
  EXPECT_TRUE(package.Visit(From(text), visitor).ok());
  return seen;
}

TEST(OcdsPackage, MergesTheReleasesOfAProcessInTheOrderOfTheirDates) {
  const Seen seen = Visit(R"([{"ocid":"a","id":"2","date":"2025-02-01","tender":{"title":"New"}}, {"ocid":"b","id":"1","tender":{"title":"B"}},
                              {"ocid":"a","id":"1","date":"2025-01-01","tender":{"title":"Old"}}])");
  EXPECT_THAT(seen.processes, UnorderedElementsAre("a New 2", "b B 1"));
  EXPECT_THAT(seen.refused, IsEmpty());
}

TEST(OcdsPackage, RefusesAReleaseThatIsThereTwice) {
  const Seen seen = Visit(R"({"releases":[{"ocid":"a","id":"1","tender":{"title":"A"}},{"ocid":"a","id":"1","tender":{"title":"A"}}]})");
  EXPECT_THAT(seen.processes, ElementsAre("a A 1"));
  EXPECT_THAT(seen.refused, ElementsAre("releases[1].ocid is there twice with this release id: releases[0] has them too"));
}

TEST(OcdsPackage, TakesTheCompiledReleaseOfARecordOrItsReleases) {
  const Seen seen = Visit(R"({"records":[{"ocid":"a","compiledRelease":{"id":"1","tender":{"title":"C"}},"releases":[{"url":"https://x"}]},
      {"ocid":"b","releases":[{"ocid":"b","id":"1","tender":{"title":"B"}}]}, {"ocid":"c","releases":[{"url":"https://x"}]}]})");
  EXPECT_THAT(seen.processes, ElementsAre("a C 1", "b B 1"));
  EXPECT_THAT(seen.refused, ElementsAre(HasSubstr("records[2] has no compiledRelease")));
}

TEST(OcdsPackage, RefusesAnItemOfAnotherShapeByItsPathAndGoesOn) {
  const Seen seen = Visit(
      R"([{"ocid":"a","tender":{"value":{"amount":"much"}}}, {"tender":{}}, {"ocid":"b","id":"7","awards":[{"id":7}],"tender":{"id":7,"title":null}}])");
  ASSERT_EQ(seen.refused.size(), 2u);
  EXPECT_THAT(seen.refused[0], HasSubstr("[0] does not fit the release schema"));
  EXPECT_THAT(seen.refused[0], HasSubstr("amount"));
  EXPECT_THAT(seen.refused[1], HasSubstr("[1].ocid is required"));
  EXPECT_THAT(seen.processes, ElementsAre("b  1"));  // OCDS allows numbers as ids, and null for what is not there
}

TEST(OcdsPackage, OrdersByTheMomentNotByTheLetters) {
  const Seen seen = Visit(R"([{"ocid":"a","id":"2","date":"2025-01-01T23:30:00-05:00","tender":{"title":"Later"}},
                              {"ocid":"a","id":"1","date":"2025-01-02T00:00:00Z","tender":{"title":"Earlier"}}])");
  EXPECT_THAT(seen.processes, ElementsAre("a Later 2"));
}

TEST(OcdsPackage, BoundsWhatItKeepsInMemory) {
  const std::string text = R"([{"ocid":"a","id":"1"},{"ocid":"b","id":"1"},{"ocid":"a","id":"2"}])";
  EXPECT_TRUE(OcdsPackage({3, 1 << 20}).Check(From(text)).ok());
  EXPECT_THAT(std::string(OcdsPackage({2, 1 << 20}).Check(From(text)).message()), HasSubstr("more than 2 releases: split it"));
  EXPECT_THAT(std::string(OcdsPackage({3, 10}).Check(From(text)).message()), HasSubstr("to be merged with others"));
}

TEST(OcdsPackage, RefusesARecordOfSeveralProcessesAndAnOcidThatIsTooLong) {
  const Seen seen = Visit(R"([{"ocid":")" + std::string(201, 'o') + R"("}])");
  EXPECT_THAT(seen.refused, ElementsAre("[0].ocid must have at most 200 bytes"));
  EXPECT_THAT(Visit(R"({"records":[{"releases":[{"ocid":"a","id":"1"},{"ocid":"b","id":"1"}]}]})").refused,
              ElementsAre("records[0].releases must be of one process: their ocids differ"));
}

TEST(OcdsPackage, TakesNullsAndEmptyListsForNothing) {
  const Seen seen = Visit(R"([{"ocid":"a","id":null,"awards":[],"parties":null,"tender":null,"buyer":{}},{"ocid":"b","awards":[null]}])");
  EXPECT_THAT(seen.processes, ElementsAre("a  1", "b  1"));  // a null among awards is no award
  EXPECT_THAT(seen.refused, IsEmpty());
}

}  // namespace
}  // namespace frontline::exchange
