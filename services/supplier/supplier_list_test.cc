#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SupplierListTest : public SupplierTest {
 protected:
  SupplierListTest() {
    AddSupplier("suppliers/acme",
                R"(display_name: "Acme Radios" size: SIZE_SME regions { region: "GB-ENG" } identifiers { scheme: "GB-COH" id: "42" })");
    AddSupplier("suppliers/bolt", R"(display_name: "Bolt" aliases: "Thunder Radios" size: SIZE_LARGE regions { region: "UKJ4" })");
    AddSupplier("suppliers/cord", R"(display_name: "Cord" description: "Secure RADIOS and more" vcse: true regions { region: "UKM" })");
    AddCapability("suppliers/acme", "1", R"(title: "Radios" cpv_codes: "32000000")");
    AddCapability("suppliers/cord", "1", R"(title: "Vests" cpv_codes: "35113400-3")");
    AddCertification("suppliers/acme", "a", R"(type: "iso-27001")");
    AddCertification("suppliers/acme", "b", R"(type: "iso-27001" level: "plus")");
    AddCertification("suppliers/bolt", "a", R"(type: "iso-27001")");
    AddMembership("suppliers/bolt", "a", R"(framework: "RM6259" lot: "1")");
    AddMembership("suppliers/bolt", "b", R"(framework: "rm6259" lot: "2")");
  }
  std::vector<std::string> List(const std::string& text) {
    auto request = FromText<v1::ListSuppliersRequest>(text);
    std::vector<std::string> names;
    for (int page = 0; page < 20; ++page) {
      auto response = Read(Officer(), ListSuppliers, request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return names;
      for (const auto& supplier : response->suppliers()) names.push_back(supplier.name().substr(10));
      if (response->next_page_token().empty()) return names;
      request.set_page_token(response->next_page_token());
    }
    ADD_FAILURE() << "the pages do not end";
    return names;
  }
};

TEST_F(SupplierListTest, EveryFilterKeepsWhatFits) {
  EXPECT_THAT(List(""), ElementsAre("acme", "bolt", "cord"));
  EXPECT_THAT(List("page_size: 1"), ElementsAre("acme", "bolt", "cord"));
  EXPECT_THAT(List("size: SIZE_SME"), ElementsAre("acme"));
  EXPECT_THAT(List("vcse: true"), ElementsAre("cord"));
  EXPECT_THAT(List(R"(region: "UKJ4")"), ElementsAre("acme", "bolt"));
  EXPECT_THAT(List(R"(region: "UKJ")"), ElementsAre("acme"));
  EXPECT_THAT(List(R"(text: "radios")"), ElementsAre("acme", "bolt", "cord"));
  EXPECT_THAT(List(R"(text: "Radios secure" page_size: 1)"), ElementsAre("cord"));
  EXPECT_THAT(List(R"(identifier { scheme: "gb-coh" id: "0000 0042" })"), ElementsAre("acme"));
  EXPECT_THAT(List(R"(identifier { scheme: "gb-coh" id: "43" })"), IsEmpty());
  EXPECT_THAT(List(R"(cpv_code: "35000000")"), ElementsAre("cord"));
  EXPECT_THAT(List(R"(framework: "Rm6259")"), ElementsAre("bolt"));
}

TEST_F(SupplierListTest, ASupplierWithSeveralThatFitIsListedOnceWhateverThePage) {
  EXPECT_THAT(List(R"(certification_type: "iso-27001" page_size: 1)"), ElementsAre("acme", "bolt"));
  EXPECT_THAT(List(R"(certification_type: "iso-27001")"), ElementsAre("acme", "bolt"));
  EXPECT_THAT(List(R"(framework: "RM6259" page_size: 1)"), ElementsAre("bolt"));
}

TEST_F(SupplierListTest, FiltersMustAllFit) {
  EXPECT_THAT(List(R"(certification_type: "iso-27001" framework: "RM6259")"), ElementsAre("bolt"));
  EXPECT_THAT(List(R"(certification_type: "iso-27001" cpv_code: "32000000")"), ElementsAre("acme"));
  EXPECT_THAT(List(R"(certification_type: "iso-27001" vcse: true)"), IsEmpty());
  EXPECT_THAT(List(R"(identifier { scheme: "GB-COH" id: "42" } size: SIZE_LARGE)"), IsEmpty());
}

TEST_F(SupplierListTest, DuplicatesAreFoundByIdentifierThenByName) {
  AddSupplier("suppliers/dart", R"(display_name: "The Acme Radios Ltd")");
  auto found = Read(Officer(), FindDuplicates,
                    FromText<v1::FindDuplicatesRequest>(
                        R"(display_name: "ACME RADIOS" identifiers { scheme: "GB-COH" id: "42" } identifiers { scheme: "X" id: "1" })"));
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->duplicates_size(), 2);
  EXPECT_EQ(found->duplicates(0).supplier(), "suppliers/acme");
  EXPECT_EQ(found->duplicates(0).identifiers_size(), 1);
  EXPECT_EQ(found->duplicates(1).supplier(), "suppliers/dart");
  EXPECT_EQ(found->duplicates(1).identifiers_size(), 0);
  EXPECT_EQ(
      Read(Officer(), FindDuplicates, FromText<v1::FindDuplicatesRequest>(R"(display_name: "thunder radios plc")"))->duplicates(0).display_name(),
      "Bolt");
  EXPECT_EQ(base::ReasonOf(Read(Officer(), FindDuplicates, FromText<v1::FindDuplicatesRequest>(R"(display_name: "...")")).status()),
            "FIELDS_INVALID");
}

}  // namespace
}  // namespace frontline::supplier
