#include "clients/cli/trace_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "frontline/requirement/v1/consultation.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"

namespace frontline::cli {
namespace {

namespace r = frontline::requirement::v1;
using ::testing::HasSubstr;

template <typename T>
T Parse(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(TraceViewTest, ATraceStandsAsATreeFromWhatWasSaid) {
  const auto trace = Parse<r::TraceResponse>(R"(
    nodes { name: 'n' kind: TRACE_KIND_NEED title: 'Radios fail' state: 'validated' reason: 'Seen on three sites' }
    nodes { name: 'q' kind: TRACE_KIND_REQUIREMENT title: 'Radios' state: 'published' }
    nodes { name: 'f' kind: TRACE_KIND_FINDING title: '62% say so' }
    edges { source: 'n' target: 'q' relation: 'is answered by' }
    edges { source: 'f' target: 'n' relation: 'is evidence for' }
    unreachable: 'matching')");
  EXPECT_EQ(TraceTree(trace, Style()),
            "finding f\n    62% say so\n  is evidence for: need [validated] n\n      Radios fail\n      - Seen on three sites\n"
            "    is answered by: requirement [published] q\n        Radios\n\nCould not be asked: matching. What lies there is missing.\n");
}

TEST(TraceViewTest, WhatCameOfTwoStandsWholeOnce) {
  const auto trace = Parse<r::TraceResponse>(R"(
    nodes { name: 'r' kind: TRACE_KIND_REQUIREMENT title: 'Radios' }
    nodes { name: 'a' kind: TRACE_KIND_NEED title: 'A' }
    nodes { name: 'b' kind: TRACE_KIND_NEED title: 'B' }
    edges { source: 'a' target: 'r' relation: 'is answered by' }
    edges { source: 'b' target: 'r' relation: 'is answered by' })");
  const std::string tree = TraceTree(trace, Style());
  EXPECT_THAT(tree, HasSubstr("need b\n    B\n  is answered by: requirement r (see above)\n"));
  EXPECT_EQ(tree.find("Radios"), tree.rfind("Radios"));
}

TEST(TraceViewTest, AResultSaysWhatIsNotShown) {
  const auto consultation = Parse<r::Consultation>(R"(
    name: 'c' question: 'Would it?' state: CONSULTATION_STATE_CLOSED close_date: '2026-12-01' subject { title: 'Radios' }
    result { base: 12 summary: 'Of 12 people' groups { group: 'forces/kent' base: 12 endorse { percent: 75 bound: BOUND_OR_MORE } object {} unsure {} }
             groups { group: 'forces/essex' suppressed: true } })");
  const std::string view = ConsultationView(consultation, Style());
  EXPECT_THAT(view, HasSubstr("75% or more"));
  EXPECT_THAT(view, HasSubstr("too few to show"));
}

TEST(TraceViewTest, AMergeProposalSaysHowToMerge) {
  const auto response = Parse<r::ProposeMergesResponse>(R"(
    proposals { target: 'a' shared_terms: ['radio', 'cellar'] needs { need: 'a' statement: 'A' people_supporting: 3 } needs { need: 'b' statement: 'B' score: 700 } }
    needs_considered: 9)");
  const std::string view = MergeProposals(response, Style());
  EXPECT_THAT(view, HasSubstr("They share: radio, cellar"));
  EXPECT_THAT(view, HasSubstr("b (700 of 1,000)"));
  EXPECT_THAT(view, HasSubstr("frontctl needs merge a b\n"));
}

TEST(TraceViewTest, CoverageCountsAndNames) {
  const auto coverage = Parse<r::GetCoverageResponse>(R"(
    organisations { organisation: 'forces/kent' findings: 9 findings_without_need: 4 open_findings { name: 'forces/kent/surveys/t/findings/q1' title: 'Start-up' } })");
  const std::string view = CoverageTable(coverage, Style());
  EXPECT_THAT(view, HasSubstr("forces/kent"));
  EXPECT_THAT(view, HasSubstr("findings without a need\n  forces/kent/surveys/t/findings/q1\n      Start-up\n"));
}

}  // namespace
}  // namespace frontline::cli
