// Figures of the calls, for Prometheus. Counting costs a few relaxed additions; everything else happens when somebody reads. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_TELEMETRY_H_
#define FRONTLINE_SERVICES_RPC_TELEMETRY_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace prometheus {
class Exposer;
}

namespace frontline::rpc {

// Of one method.
struct MethodMetrics {
  static constexpr int kCodes = 17;
  // Upper ends of the buckets, in seconds; one more for the rest.
  static constexpr std::array<double, 12> kBounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30};
  std::array<std::atomic<uint64_t>, kCodes> by_code = {};
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> buckets = {};
  std::atomic<uint64_t> micros{0};
  std::atomic<int64_t> in_flight{0};

  void Count(absl::StatusCode code, absl::Duration took);
};

// A figure that is read when somebody asks.
struct Gauge {
  std::string name;  // "frontline_executor_queued"
  std::string help;
  bool counter = false;  // only ever rises
  std::function<double()> value;
};

class Telemetry : public prometheus::Collectable {
 public:
  void AddMethod(const std::string& name, const MethodMetrics* metrics);
  void AddGauge(Gauge gauge);
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  std::vector<std::pair<std::string, const MethodMetrics*>> methods_;  // filled before the first Collect
  std::vector<Gauge> gauges_;
};

// Serves /metrics over HTTP. `listen`: "127.0.0.1:9464"; port 0 takes a free one.
class MetricsPort {
 public:
  // UNAVAILABLE when the address can't be listened on.
  static absl::Status Start(const std::string& listen, std::shared_ptr<Telemetry> telemetry, std::unique_ptr<MetricsPort>* started);
  ~MetricsPort();
  int port() const { return port_; }

 private:
  MetricsPort();
  std::unique_ptr<prometheus::Exposer> exposer_;
  int port_ = 0;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_TELEMETRY_H_
