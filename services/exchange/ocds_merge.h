// The releases of one contracting process as one (OCDS merging, reduced to the fields that are read). Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_EXCHANGE_OCDS_MERGE_H_
#define FRONTLINE_SERVICES_EXCHANGE_OCDS_MERGE_H_

#include <string>
#include <vector>

#include "frontline/exchange/ocds/v1/ocds.pb.h"

namespace frontline::exchange {

namespace oc = frontline::exchange::ocds::v1;

// An id, which OCDS allows to be a text or a whole number, as the file has it; empty for null and what is neither.
std::string IdText(const google::protobuf::Value& id);
// Whether IdText says all of it: a number with a fraction, or of more than 15 digits, may have been another one in the file.
bool IsExactId(const google::protobuf::Value& id);

// Adds what a later release of the same process says to `merged`: its tender and buyer stand in the place of the earlier ones; parties and awards are
// joined by id. Those without an id can't be told from each other: the later release's take the place of the earlier ones.
void MergeLater(const oc::Release& later, oc::Release* merged);

// All of them (at least one), in the order of their dates; of two with one date, the first in the list comes first.
oc::Release Merged(std::vector<oc::Release> releases);

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_OCDS_MERGE_H_
