// Messages that can be typed on one line. A table by the message's full name, so that the contract's types need not be included.
#ifndef FRONTLINE_CLIENTS_CLI_SHORT_FORM_H_
#define FRONTLINE_CLIENTS_CLI_SHORT_FORM_H_

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/value.h"

namespace frontline::cli {

struct MessageForm {
  absl::string_view type;     // "frontline.type.v1.Money"
  absl::string_view pattern;  // for help and errors: "£1,250,000"
  absl::Status (*parse)(absl::string_view text, const Clock& clock, google::protobuf::Message* message);
};

// Null when the type has none. Thread-safe.
const MessageForm* FindMessageForm(absl::string_view type);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SHORT_FORM_H_
