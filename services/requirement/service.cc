#include "services/requirement/service.h"

#include <memory>
#include <utility>

#include "services/requirement/closer.h"
#include "services/requirement/cpv.h"
#include "services/requirement/handlers.h"
#include "services/requirement/tables.h"
#include "services/requirement/upgrade.h"

namespace frontline::requirement {
namespace {

void RegisterNeeds(rpc::Registry& registry) {
  registry.Read<v1::GetNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/GetNeed", GetNeed);
  registry.LongRead<v1::ListNeedsRequest, v1::ListNeedsResponse>("frontline.requirement.v1.NeedService/ListNeeds", ListNeeds);
  registry.Write<v1::CreateNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/CreateNeed", CreateNeed);
  registry.Write<v1::UpdateNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/UpdateNeed", UpdateNeed);
  registry.Write<v1::SupportNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/SupportNeed", SupportNeed);
  registry.Write<v1::UnsupportNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/UnsupportNeed", UnsupportNeed);
  registry.Write<v1::ValidateNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/ValidateNeed", ValidateNeed);
  registry.Write<v1::DeclineNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/DeclineNeed", DeclineNeed);
  registry.Write<v1::AddressNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/AddressNeed", AddressNeed);
  registry.Write<v1::ReopenNeedRequest, v1::Need>("frontline.requirement.v1.NeedService/ReopenNeed", ReopenNeed);
  registry.Write<v1::MergeNeedsRequest, v1::Need>("frontline.requirement.v1.NeedService/MergeNeeds", MergeNeeds);
  registry.Write<v1::UnmergeNeedsRequest, v1::UnmergeNeedsResponse>("frontline.requirement.v1.NeedService/UnmergeNeeds", UnmergeNeeds);
  registry.PreparedWrite<v1::DraftNeedRequest, v1::DraftNeedResponse, v1::DraftNeedResponse>("frontline.requirement.v1.NeedService/DraftNeed",
                                                                                             PrepareNeedDraft, DraftNeed);
  registry.Read<v1::LintNeedRequest, v1::LintNeedResponse>("frontline.requirement.v1.NeedService/LintNeed", LintNeed);
  registry.LongRead<v1::ProposeMergesRequest, v1::ProposeMergesResponse>("frontline.requirement.v1.NeedService/ProposeMerges", ProposeMerges);
}

void RegisterRequirements(rpc::Registry& registry) {
  using v1::Requirement;
  registry.Read<v1::GetRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/GetRequirement", GetRequirement);
  registry.LongRead<v1::ListRequirementsRequest, v1::ListRequirementsResponse>("frontline.requirement.v1.RequirementService/ListRequirements",
                                                                               ListRequirements);
  registry.Write<v1::CreateRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/CreateRequirement", CreateRequirement);
  registry.Write<v1::UpdateRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/UpdateRequirement", UpdateRequirement);
  registry.Write<v1::SubmitRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/SubmitRequirement", SubmitRequirement);
  registry.Write<v1::ReturnRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/ReturnRequirement", ReturnRequirement);
  registry.Write<v1::PublishRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/PublishRequirement", PublishRequirement);
  registry.Write<v1::CloseRequirementRequest, Requirement>("frontline.requirement.v1.RequirementService/CloseRequirement", CloseRequirement);
  registry.LongRead<v1::LintRequirementRequest, v1::LintRequirementResponse>("frontline.requirement.v1.RequirementService/LintRequirement",
                                                                             LintRequirement);
  registry.Write<v1::AcceptWarningRequest, Requirement>("frontline.requirement.v1.RequirementService/AcceptWarning", AcceptWarning);
  registry.LongRead<v1::ListRevisionsRequest, v1::ListRevisionsResponse>("frontline.requirement.v1.RequirementService/ListRevisions", ListRevisions);
  registry.PreparedWrite<v1::DraftRequirementRequest, v1::DraftRequirementResponse, v1::DraftRequirementResponse>(
      "frontline.requirement.v1.RequirementService/DraftRequirement", PrepareRequirementDraft, DraftRequirement);
}

void RegisterConsultations(rpc::Registry& registry) {
  using v1::Consultation;
  registry.PreparedWrite<v1::OpenConsultationRequest, SurveysChecked, Consultation>("frontline.requirement.v1.ConsultationService/OpenConsultation",
                                                                                    PrepareConsultation, OpenConsultation);
  registry.Read<v1::GetConsultationRequest, Consultation>("frontline.requirement.v1.ConsultationService/GetConsultation", GetConsultation);
  registry.LongRead<v1::ListConsultationsRequest, v1::ListConsultationsResponse>("frontline.requirement.v1.ConsultationService/ListConsultations",
                                                                                 ListConsultations);
  registry.Write<v1::AnswerConsultationRequest, v1::AnswerConsultationResponse>("frontline.requirement.v1.ConsultationService/AnswerConsultation",
                                                                                AnswerConsultation);
  registry.LongRead<v1::ReadWithReceiptRequest, Consultation>("frontline.requirement.v1.ConsultationService/ReadWithReceipt", ReadWithReceipt);
  registry.PreparedWrite<v1::EndorseWithReceiptRequest, ReceiptChecked, v1::EndorseWithReceiptResponse>(
      "frontline.requirement.v1.ConsultationService/EndorseWithReceipt", PrepareEndorsement, EndorseWithReceipt);
  registry.Write<v1::CloseConsultationRequest, Consultation>("frontline.requirement.v1.ConsultationService/CloseConsultation", CloseConsultation);
  registry.LongRead<v1::ListRemarksRequest, v1::ListRemarksResponse>("frontline.requirement.v1.ConsultationService/ListRemarks", ListRemarks);
}

void RegisterTraces(rpc::Registry& registry) {
  registry.LongRead<v1::TraceRequest, v1::TraceResponse>("frontline.requirement.v1.TraceService/Trace", Trace);
  registry.LongRead<v1::GetCoverageRequest, v1::GetCoverageResponse>("frontline.requirement.v1.TraceService/GetCoverage", GetCoverage);
  registry.LongRead<v1::FollowRequest, v1::FollowResponse>("frontline.requirement.v1.TraceService/Follow", Follow);
}

void RegisterCodes(rpc::Registry& registry) {
  registry.Read<v1::GetCodeRequest, v1::Code>("frontline.requirement.v1.CodeService/GetCode", GetCode);
  registry.LongRead<v1::ListCodesRequest, v1::ListCodesResponse>("frontline.requirement.v1.CodeService/ListCodes", ListCodes);
  registry.LongRead<v1::CheckCodesRequest, v1::CheckCodesResponse>("frontline.requirement.v1.CodeService/CheckCodes", CheckCodes);
  registry.Streaming<v1::ImportCodesRequest, v1::ImportCodesResponse>("frontline.requirement.v1.CodeService/ImportCodes", ImportCodes);
}

}  // namespace

rpc::Service NewRequirementService(RequirementParts parts) {
  auto closer = std::make_shared<rpc::Repeater>();
  rpc::Service service;
  service.area = "requirement";
  service.services = {"frontline.requirement.v1.NeedService", "frontline.requirement.v1.RequirementService",
                      "frontline.requirement.v1.ConsultationService", "frontline.requirement.v1.TraceService",
                      "frontline.requirement.v1.CodeService"};
  service.tables = AllTables();
  service.handlers = [](rpc::Registry& registry) {
    RegisterNeeds(registry);
    RegisterRequirements(registry);
    RegisterConsultations(registry);
    RegisterTraces(registry);
    RegisterCodes(registry);
  };
  service.start = [closer, clock = std::move(parts.clock)](const Call& system) {
    if (absl::Status status = storage::CommitAndWait(*system.store, LoadCpvExtract); !status.ok()) return status;
    if (absl::Status status = UpgradeNeeds(*system.store); !status.ok()) return status;
    closer->Start(ClosingWork(system.store, clock));
    return absl::OkStatus();
  };
  service.stop = [closer] { closer->Stop(); };
  return service;
}

}  // namespace frontline::requirement
