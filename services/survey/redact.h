// What in a text may say who somebody is: proposed to be blacked out, for a person to decide. It would rather propose too much than too little.
//
// - names: a title or rank with the word or words behind it ("PC Smith", "my sergeant John Brown"), a common given name, capitalised words after one;
// - collar, warrant and shoulder numbers: digits after a rank or such a word ("PC 1234", "collar no. A123"), a letter or two with three to five
// digits;
// - e-mail addresses, also "name at force dot police dot uk";
// - telephone numbers of the United Kingdom, with +44 or 0, whatever the blanks and dashes; internal extensions ("ext 4321");
// - vehicle marks: current (AB12 CDE), prefix (A123 BCD), suffix (ABC 123D), Northern Ireland (ABZ 1234), and dateless ones where "reg" or such
// stands before;
// - postcodes in full ("ME14 1AA"), and the district alone ("ME14") where a word for a place stands before it: with a role it can be telling enough.
//
// Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_SURVEY_REDACT_H_
#define FRONTLINE_SERVICES_SURVEY_REDACT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/survey/v1/comment.pb.h"

namespace frontline::survey {

// In the order of the text, none over another; places in characters (code points). `text` is valid UTF-8.
std::vector<v1::Redaction> ProposeRedactions(absl::string_view text);

// `text` with each redaction replaced by "[name]", "[number]", "[e-mail]", "[phone]", "[vehicle]" or "[postcode]".
std::string Redacted(absl::string_view text, const std::vector<v1::Redaction>& redactions);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_REDACT_H_
