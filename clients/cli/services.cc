// The one place that includes every service, so that the linker keeps their descriptors.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/command.h"
#include "frontline/admin/v1/admin_service.pb.h"
#include "frontline/admin/v1/change_service.pb.h"
#include "frontline/exchange/v1/exchange_service.pb.h"
#include "frontline/federation/v1/submission_service.pb.h"
#include "frontline/identity/v1/identity_service.pb.h"
#include "frontline/matching/v1/matching_service.pb.h"
#include "frontline/requirement/v1/code_service.pb.h"
#include "frontline/requirement/v1/consultation_service.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"
#include "frontline/supplier/v1/supplier_service.pb.h"
#include "frontline/survey/v1/finding_service.pb.h"
#include "frontline/survey/v1/response_service.pb.h"
#include "frontline/survey/v1/survey_service.pb.h"

namespace frontline::cli {
namespace {

template <typename Message>
void AddServices(std::vector<const google::protobuf::ServiceDescriptor*>* services) {
  const google::protobuf::FileDescriptor* file = Message::descriptor()->file();
  for (int i = 0; i < file->service_count(); ++i) services->push_back(file->service(i));
}

}  // namespace

std::vector<const google::protobuf::ServiceDescriptor*> Services() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  AddServices<identity::v1::GetMemberRequest>(&services);
  AddServices<requirement::v1::GetNeedRequest>(&services);
  AddServices<requirement::v1::GetRequirementRequest>(&services);
  AddServices<requirement::v1::GetConsultationRequest>(&services);
  AddServices<requirement::v1::TraceRequest>(&services);
  AddServices<requirement::v1::GetCodeRequest>(&services);
  AddServices<supplier::v1::GetSupplierRequest>(&services);
  AddServices<federation::v1::GetSubmissionRequest>(&services);
  AddServices<matching::v1::GetMatchRequest>(&services);
  AddServices<survey::v1::GetSurveyRequest>(&services);
  AddServices<survey::v1::SubmitResponseRequest>(&services);
  AddServices<survey::v1::GetFindingRequest>(&services);
  AddServices<exchange::v1::ImportOcdsRequest>(&services);
  AddServices<admin::v1::CheckRequest>(&services);
  AddServices<admin::v1::WatchChangesRequest>(&services);
  return services;
}

const google::protobuf::MethodDescriptor* FindMethod(absl::string_view method) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(method, absl::MaxSplits('/', 1));
  const std::string service = absl::StrCat("frontline.", parts.first);
  for (const google::protobuf::ServiceDescriptor* known : Services()) {
    if (known->full_name() == service) return known->FindMethodByName(std::string(parts.second));
  }
  return nullptr;
}

}  // namespace frontline::cli
