#include "services/rpc/telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <string>

#include "services/rpc/http_get_for_test.h"

namespace frontline::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(const Telemetry& telemetry) { return prometheus::TextSerializer().Serialize(telemetry.Collect()); }

TEST(TelemetryTest, CallsAreCountedByMethodAndCode) {
  MethodMetrics metrics;
  metrics.Count(absl::StatusCode::kOk, absl::Milliseconds(2));
  metrics.Count(absl::StatusCode::kOk, absl::Milliseconds(2));
  metrics.Count(absl::StatusCode::kNotFound, absl::Minutes(5));
  metrics.in_flight.fetch_add(3);
  Telemetry telemetry;
  telemetry.AddMethod("a.B/C", &metrics);
  const std::string text = TextOf(telemetry);
  EXPECT_THAT(text, HasSubstr("frontline_calls_total{method=\"a.B/C\",code=\"OK\"} 2"));
  EXPECT_THAT(text, HasSubstr("frontline_calls_total{method=\"a.B/C\",code=\"NOT_FOUND\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("INTERNAL")));
  EXPECT_THAT(text, HasSubstr("frontline_calls_in_flight{method=\"a.B/C\"} 3"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_bucket{method=\"a.B/C\",le=\"0.001\"} 0"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_bucket{method=\"a.B/C\",le=\"0.0025\"} 2"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_bucket{method=\"a.B/C\",le=\"30\"} 2"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_bucket{method=\"a.B/C\",le=\"+Inf\"} 3"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_count{method=\"a.B/C\"} 3"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_sum{method=\"a.B/C\"} 300.004"));
}

TEST(TelemetryTest, AnEndOfABucketLiesInIt) {
  MethodMetrics metrics;
  metrics.Count(absl::StatusCode::kOk, absl::Milliseconds(1));
  EXPECT_EQ(metrics.buckets[1].load(), 1u);
}

TEST(TelemetryTest, ACodeThatDoesNotExistCountsAsUnknown) {
  MethodMetrics metrics;
  metrics.Count(static_cast<absl::StatusCode>(77), absl::ZeroDuration());
  EXPECT_EQ(metrics.by_code[2].load(), 1u);
}

TEST(TelemetryTest, GaugesAreReadWhenSomebodyAsks) {
  Telemetry telemetry;
  double value = 1;
  telemetry.AddGauge({"frontline_things", "Things.", false, [&value] { return value; }});
  telemetry.AddGauge({"frontline_drops_total", "Drops.", true, [] { return 7.0; }});
  value = 4;
  EXPECT_THAT(TextOf(telemetry), HasSubstr("# TYPE frontline_things gauge\nfrontline_things 4"));
  EXPECT_THAT(TextOf(telemetry), HasSubstr("# TYPE frontline_drops_total counter\nfrontline_drops_total 7"));
}

TEST(MetricsPortTest, ServesTheFiguresOverHttp) {
  auto telemetry = std::make_shared<Telemetry>();
  telemetry->AddGauge({"frontline_things", "Things.", false, [] { return 4.0; }});
  std::unique_ptr<MetricsPort> port;
  ASSERT_TRUE(MetricsPort::Start("127.0.0.1:0", telemetry, &port).ok());
  EXPECT_THAT(testing::HttpGet(port->port(), "/metrics"), HasSubstr("frontline_things 4"));
  // A second one on the port is told.
  std::unique_ptr<MetricsPort> second;
  const absl::Status taken = MetricsPort::Start("127.0.0.1:" + std::to_string(port->port()), telemetry, &second);
  EXPECT_EQ(taken.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(taken.message()), HasSubstr("the port is in use"));
}

}  // namespace
}  // namespace frontline::rpc
