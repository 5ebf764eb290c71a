// What makes a new store usable: somebody who can give roles.
#ifndef FRONTLINE_SERVICES_IDENTITY_FIRST_START_H_
#define FRONTLINE_SERVICES_IDENTITY_FIRST_START_H_

#include <string>

#include "absl/status/status.h"
#include "services/base/ids.h"
#include "storage/store.h"

namespace frontline::identity {

// Makes kFirstAdministrator with a token, which goes to `token_file`, unless the store has a national administrator already. When the token can't be
// written nothing is stored; when the program ends between storing and naming the file, the next start names it. Waits for the disk.
absl::Status EnsureAdministrator(storage::Store& store, base::Ids& ids, const std::string& token_file);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_FIRST_START_H_
