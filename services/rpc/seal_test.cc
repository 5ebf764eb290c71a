#include "services/rpc/seal.h"

#include <gtest/gtest.h>

namespace frontline::rpc {
namespace {

TEST(SealTest, OpensWhatWasSealedAndShowsNothingOfIt) {
  for (const std::string& text : {std::string(), std::string("forces/kent/requirements/secret"), std::string("\0\xff", 2), std::string(5000, 'x')}) {
    const std::string sealed = Seal("listing", text);
    EXPECT_EQ(Unseal("listing", sealed), text);
    if (text.size() > 2) {
      EXPECT_EQ(sealed.find(text.substr(0, 3)), std::string::npos);
    }
  }
  EXPECT_NE(Seal("listing", "text"), Seal("listing", "text"));
}

TEST(SealTest, RefusesWhatWasAlteredCutOrBoundToSomethingElse) {
  const std::string sealed = Seal("listing", "text");
  EXPECT_EQ(Unseal("another", sealed), std::nullopt);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] ^= 1;
    EXPECT_EQ(Unseal("listing", altered), std::nullopt) << i;
    EXPECT_EQ(Unseal("listing", sealed.substr(0, i)), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace frontline::rpc
