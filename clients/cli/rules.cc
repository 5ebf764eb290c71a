#include "clients/cli/rules.h"

#include "frontline/options/v1/options.pb.h"

namespace frontline::cli {
namespace {

namespace o = frontline::options::v1;

Form FormOf(o::Format format) {
  switch (format) {
    case o::FORMAT_LINE:
      return Form::kLine;
    case o::FORMAT_NAME:
      return Form::kName;
    case o::FORMAT_ID:
      return Form::kId;
    case o::FORMAT_DATE:
      return Form::kDay;
    case o::FORMAT_CURRENCY:
      return Form::kCurrency;
    case o::FORMAT_CPV:
      return Form::kCpv;
    case o::FORMAT_URI:
      return Form::kUri;
    case o::FORMAT_REGION:
      return Form::kRegion;
    default:
      return Form::kText;
  }
}

}  // namespace

Rules RulesOf(const google::protobuf::FieldDescriptor& field) {
  const o::FieldRules& rules = field.options().GetExtension(o::rules);
  return {rules.required(), rules.output_only(), rules.immutable(), rules.secret(), FormOf(rules.format()), rules.resource()};
}

}  // namespace frontline::cli
