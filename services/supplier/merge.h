// How ApplyProfile puts what a file says into what is there. Pure, thread-safe. What was confirmed on a later day than the file's stays.
#ifndef FRONTLINE_SERVICES_SUPPLIER_MERGE_H_
#define FRONTLINE_SERVICES_SUPPLIER_MERGE_H_

#include "frontline/supplier/v1/profile.pb.h"
#include "services/supplier/facts.h"

namespace frontline::supplier {

void Merge(const Writer& writer, const v1::Supplier& given, v1::Supplier* stored);
void Merge(const Writer& writer, const v1::Capability& given, v1::Capability* stored);
void Merge(const Writer& writer, const v1::Certification& given, v1::Certification* stored);
void Merge(const Writer& writer, const v1::Membership& given, v1::Membership* stored);

// Whether the two are the same thing, when the file does not say so by a name.
bool SameThing(const v1::Capability& given, const v1::Capability& stored);
bool SameThing(const v1::Certification& given, const v1::Certification& stored);
bool SameThing(const v1::Membership& given, const v1::Membership& stored);

// What the last segment of a new one's name is made from; empty for a random one.
std::string IdOf(const v1::Capability& given);
std::string IdOf(const v1::Certification& given);
std::string IdOf(const v1::Membership& given);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_MERGE_H_
