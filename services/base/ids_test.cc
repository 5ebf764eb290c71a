#include "services/base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/escaping.h"

namespace frontline::base {
namespace {

TEST(IdsTest, ResourceIdsAreTenOfCrockfordsLettersStartingWithALetter) {
  const auto ids = NewRandomIds();
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string id = ids->ResourceId();
    EXPECT_EQ(id.size(), 10u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz"), std::string::npos) << id;
    EXPECT_EQ(id.find_first_of("0123456789"), id.find_first_of("0123456789", 1)) << id;
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 2000u);
}

TEST(IdsTest, EveryPlaceTakesManyValues) {
  const auto ids = NewSeededIds(7);
  std::set<char> first, last;
  for (int i = 0; i < 2000; ++i) {
    const std::string id = ids->ResourceId();
    first.insert(id.front());
    last.insert(id.back());
  }
  EXPECT_EQ(first.size(), 16u);
  EXPECT_EQ(last.size(), 32u);
}

TEST(IdsTest, SecretsHaveTheLengthAskedForAndDiffer) {
  const auto ids = NewRandomIds();
  EXPECT_EQ(ids->Bytes(32).size(), 32u);
  EXPECT_NE(ids->Bytes(32), ids->Bytes(32));
  EXPECT_EQ(ids->Bytes(0), "");
}

TEST(IdsTest, ASeedRepeats) {
  EXPECT_EQ(NewSeededIds(1)->Bytes(16), NewSeededIds(1)->Bytes(16));
  EXPECT_NE(NewSeededIds(1)->Bytes(16), NewSeededIds(2)->Bytes(16));
}

TEST(Sha256Test, KnownAnswers) {  // FIPS 180-2
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(absl::BytesToHexString(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace frontline::base
