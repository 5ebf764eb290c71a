// A scan over a database cursor with overlays of writes on top.
#ifndef FRONTLINE_STORAGE_MERGE_CURSOR_H_
#define FRONTLINE_STORAGE_MERGE_CURSOR_H_

#include <memory>
#include <vector>

#include "storage/overlay.h"
#include "storage/store.h"

namespace frontline::storage {

// Walks `base` (a cursor over the range `range`) with `over` (null: nothing) and, above that, `top` laid over it: the topmost write to a key
// wins, a deletion hides it. The overlays must not change while the cursor lives.
std::unique_ptr<Cursor> Merge(std::unique_ptr<Cursor> base, Overlay* over, Overlay& top, Family family, const Range& range);

// A cursor that is at its end, with `status`.
std::unique_ptr<Cursor> EndedCursor(absl::Status status);

// INVALID_ARGUMENT unless the range is bounded.
absl::Status CheckRange(const Range& range);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_MERGE_CURSOR_H_
