// The organisations that come with the program.
#ifndef FRONTLINE_SERVICES_IDENTITY_REFERENCE_H_
#define FRONTLINE_SERVICES_IDENTITY_REFERENCE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/identity/tables.h"
#include "storage/store.h"

namespace frontline::identity {

// reference/*.txt, built in.
std::string ReferenceText();

// Brings the store's organisations up to `text` in one mutation, unless it was what was loaded last. An entry that somebody has changed stays as it
// is, and so does an organisation of the users' own under the same name. An identifier that the users gave to another organisation stays there. Waits
// for the disk.
absl::Status LoadReference(storage::Store& store, absl::string_view text);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_REFERENCE_H_
