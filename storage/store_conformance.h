// The exam that every implementation of Store must pass. Include it in one test file of the implementation, and there:
//
//   INSTANTIATE_TEST_SUITE_P(Mine, StoreConformanceTest, ::testing::Values(StoreCase{"Memory", [] { return std::make_unique<MySubject>(); }}),
//   CaseName);
#ifndef FRONTLINE_STORAGE_STORE_CONFORMANCE_H_
#define FRONTLINE_STORAGE_STORE_CONFORMANCE_H_

#include "storage/store_conformance_commits.h"
#include "storage/store_conformance_fixture.h"
#include "storage/store_conformance_reads.h"
#include "storage/store_conformance_scrubs.h"

#endif  // FRONTLINE_STORAGE_STORE_CONFORMANCE_H_
