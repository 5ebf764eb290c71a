#include "services/rpc/telemetry.h"

#include <prometheus/exposer.h>

#include <exception>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/rpc/status.h"

namespace frontline::rpc {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Family(std::string name, std::string help, MetricType type) {
  MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

void AddCounts(const std::string& method, const MethodMetrics& metrics, MetricFamily* family) {
  for (int code = 0; code < MethodMetrics::kCodes; ++code) {
    const uint64_t count = metrics.by_code[code].load(std::memory_order_relaxed);
    if (count == 0) continue;
    ClientMetric metric;
    metric.label = {{"method", method}, {"code", std::string(CodeName(static_cast<absl::StatusCode>(code)))}};
    metric.counter.value = static_cast<double>(count);
    family->metric.push_back(std::move(metric));
  }
}

void AddTimes(const std::string& method, const MethodMetrics& metrics, MetricFamily* family) {
  ClientMetric metric;
  metric.label = {{"method", method}};
  uint64_t sum = 0;
  for (size_t i = 0; i < metrics.buckets.size(); ++i) {
    sum += metrics.buckets[i].load(std::memory_order_relaxed);
    ClientMetric::Bucket bucket;
    bucket.cumulative_count = sum;
    bucket.upper_bound = i < MethodMetrics::kBounds.size() ? MethodMetrics::kBounds[i] : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back(bucket);
  }
  if (sum == 0) return;
  metric.histogram.sample_count = sum;
  metric.histogram.sample_sum = static_cast<double>(metrics.micros.load(std::memory_order_relaxed)) / 1e6;
  family->metric.push_back(std::move(metric));
}

}  // namespace

void MethodMetrics::Count(absl::StatusCode code, absl::Duration took) {
  const int number = static_cast<int>(code);
  by_code[number >= 0 && number < kCodes ? number : 2].fetch_add(1, std::memory_order_relaxed);
  const double seconds = absl::ToDoubleSeconds(took);
  size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  micros.fetch_add(static_cast<uint64_t>(absl::ToInt64Microseconds(took)), std::memory_order_relaxed);
}

void Telemetry::AddMethod(const std::string& name, const MethodMetrics* metrics) { methods_.emplace_back(name, metrics); }

void Telemetry::AddGauge(Gauge gauge) { gauges_.push_back(std::move(gauge)); }

std::vector<MetricFamily> Telemetry::Collect() const {
  std::vector<MetricFamily> families;
  MetricFamily calls = Family("frontline_calls_total", "Calls answered, by method and status code.", MetricType::Counter);
  MetricFamily times = Family("frontline_call_seconds", "How long calls took.", MetricType::Histogram);
  MetricFamily flight = Family("frontline_calls_in_flight", "Calls under way, by method.", MetricType::Gauge);
  for (const auto& [name, metrics] : methods_) {
    AddCounts(name, *metrics, &calls);
    AddTimes(name, *metrics, &times);
    ClientMetric metric;
    metric.label = {{"method", name}};
    metric.gauge.value = static_cast<double>(metrics->in_flight.load(std::memory_order_relaxed));
    flight.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(calls));
  families.push_back(std::move(times));
  families.push_back(std::move(flight));
  for (const Gauge& gauge : gauges_) {
    MetricFamily family = Family(gauge.name, gauge.help, gauge.counter ? MetricType::Counter : MetricType::Gauge);
    ClientMetric metric;
    (gauge.counter ? metric.counter.value : metric.gauge.value) = gauge.value();
    family.metric.push_back(std::move(metric));
    families.push_back(std::move(family));
  }
  return families;
}

MetricsPort::MetricsPort() = default;
MetricsPort::~MetricsPort() = default;

absl::Status MetricsPort::Start(const std::string& listen, std::shared_ptr<Telemetry> telemetry, std::unique_ptr<MetricsPort>* started) {
  std::unique_ptr<MetricsPort> port(new MetricsPort());
  try {  // the library throws where it can't listen
    port->exposer_ = std::make_unique<prometheus::Exposer>(listen, 1);
  } catch (const std::exception&) {
    return absl::UnavailableError(absl::StrCat("can't listen on ", listen, " for metrics: the port is in use or the address is not this machine's"));
  }
  const std::vector<int> ports = port->exposer_->GetListeningPorts();
  if (!ports.empty()) port->port_ = ports.front();
  port->exposer_->RegisterCollectable(telemetry);
  *started = std::move(port);
  return absl::OkStatus();
}

}  // namespace frontline::rpc
