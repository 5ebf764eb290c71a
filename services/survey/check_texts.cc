#include "services/survey/instrument_check.h"

namespace frontline::survey {
namespace {

// Walks every text of an instrument, wherever it stands.
class Welsh {
 public:
  void Walk(const google::protobuf::Message& message, const std::string& field) {
    if (message.GetDescriptor() == v1::Text::descriptor()) return Look(static_cast<const v1::Text&>(message), field);
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    std::vector<const google::protobuf::FieldDescriptor*> set;
    reflection.ListFields(message, &set);
    for (const google::protobuf::FieldDescriptor* part : set) {
      if (part->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const std::string here = field.empty() ? part->name() : absl::StrCat(field, ".", part->name());
      if (!part->is_repeated()) Walk(reflection.GetMessage(message, part), here);
      for (int i = 0; part->is_repeated() && i < reflection.FieldSize(message, part); ++i) {
        Walk(reflection.GetRepeatedMessage(message, part, i), Item(here, i));
      }
    }
  }

  int texts = 0;
  int without = 0;
  std::string first;  // without

 private:
  void Look(const v1::Text& text, const std::string& field) {
    if (text.en().empty()) return;
    ++texts;
    if (!text.cy().empty()) return;
    if (without++ == 0) first = field;
  }
};

}  // namespace

void CheckWelsh(const v1::Instrument& instrument, Problems* problems) {
  Welsh welsh;
  welsh.Walk(instrument, "");
  if (welsh.without == 0 || welsh.without == welsh.texts) return;
  problems->Warn(
      "welsh-missing", welsh.first + ".cy",
      absl::StrCat("and others are empty: ", welsh.without, " of ", Number(welsh.texts, "text"), " have no Welsh, and are shown in English"));
}

}  // namespace frontline::survey
