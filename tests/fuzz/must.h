// What a harness says when a promise is broken.
#ifndef FRONTLINE_TESTS_FUZZ_MUST_H_
#define FRONTLINE_TESTS_FUZZ_MUST_H_

#include <cstdio>
#include <cstdlib>

namespace frontline::fuzz {

inline void Must(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

}  // namespace frontline::fuzz

#endif  // FRONTLINE_TESTS_FUZZ_MUST_H_
