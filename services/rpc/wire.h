// Messages as bytes. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_WIRE_H_
#define FRONTLINE_SERVICES_RPC_WIRE_H_

#include <string>

#include "google/protobuf/message_lite.h"

namespace frontline::rpc {

// The same bytes for equal messages (maps in key order), within one build of the program.
std::string DeterministicBytes(const google::protobuf::MessageLite& message);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_WIRE_H_
