#include "services/rpc/log.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/base/text.h"

namespace frontline::rpc {
namespace {

constexpr size_t kMostWaiting = 4 << 20;  // bytes
constexpr auto kGather = std::chrono::milliseconds(20);

// Whether `c` stands in JSON for itself.
bool Plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void AppendEscaped(absl::string_view text, std::string* json) {
  static constexpr char kHex[] = "0123456789abcdef";
  while (!text.empty()) {
    const char c = text.front();
    const unsigned char byte = static_cast<unsigned char>(c);
    if (Plain(c)) {
      const auto end = std::find_if_not(text.begin(), text.end(), Plain);
      const size_t size = static_cast<size_t>(end - text.begin());
      json->append(text.data(), size);
      text.remove_prefix(size);
      continue;
    }
    const size_t size = base::FirstCharacter(text);
    if (c == '"' || c == '\\') {
      json->push_back('\\');
      json->push_back(c);
    } else if (size == 0) {
      json->append("\\ufffd");
    } else if (size == 1) {  // a control character
      json->append("\\u00");
      json->push_back(kHex[byte >> 4]);
      json->push_back(kHex[byte & 15]);
    } else {
      json->append(text.data(), size);
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
}

absl::string_view NameOf(LogLevel level) {
  static constexpr absl::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<int>(level)];
}

void WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads the log: there is nowhere left to say so
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

LogLine::LogLine(LogLevel level, absl::Time now) : level_(level) {
  json_.reserve(384);
  const int64_t micros = absl::ToUnixMicros(now);
  // Formatting the day is dear; it is the same for many lines.
  thread_local int64_t second = -1;
  thread_local std::string text;
  if (micros / 1000000 != second) {
    second = micros / 1000000;
    text = absl::FormatTime("%Y-%m-%dT%H:%M:%S", absl::FromUnixSeconds(second), absl::UTCTimeZone());
  }
  absl::StrAppend(&json_, "{\"time\":\"", text, ".", absl::Dec(micros % 1000000, absl::kZeroPad6), "Z\",\"level\":\"", NameOf(level), "\"");
}

LogLine& LogLine::Text(absl::string_view key, absl::string_view value) {
  if (value.empty()) return *this;
  absl::StrAppend(&json_, ",\"", key, "\":\"");
  AppendEscaped(value, &json_);
  json_.push_back('"');
  return *this;
}

LogLine& LogLine::Number(absl::string_view key, int64_t value) {
  absl::StrAppend(&json_, ",\"", key, "\":", value);
  return *this;
}

Log::Log(LogLevel least, int fd) : least_(least), fd_(fd), thread_([this] { Run(); }) {}

Log::~Log() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Log::Write(LogLine line) {
  if (!Wants(line.level())) return;
  const std::string text = line.Finish();
  bool first = false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_.size() + text.size() > kMostWaiting) {
      ++dropped_;
      return;
    }
    first = waiting_.empty();
    waiting_ += text;
  }
  if (first) wake_.notify_one();
}

uint64_t Log::dropped() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return dropped_;
}

void Log::Run() {
  std::string lines;
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    // One write for all that come within a moment, instead of one for each.
    if (!stopping_) wake_.wait_for(lock, kGather, [this] { return stopping_; });
    lines.clear();
    lines.swap(waiting_);
    const bool last = stopping_;
    lock.unlock();
    WriteAll(fd_, lines);
    lock.lock();
    if (last && waiting_.empty()) return;
  }
}

}  // namespace frontline::rpc
