// Words that tell what stands beside them, for finding what names somebody. In lower case. Thread-safe.
#ifndef FRONTLINE_SERVICES_SURVEY_REDACT_WORDS_H_
#define FRONTLINE_SERVICES_SURVEY_REDACT_WORDS_H_

#include <set>
#include <string>

namespace frontline::survey {

const std::set<std::string>& Titles();    // ranks and titles before a name or a number
const std::set<std::string>& People();    // what one calls others before their name; everyday words too, so only with a capital behind
const std::set<std::string>& NotNames();  // capitalised without being anybody's name: at a sentence's start, "PC World", bodies and things of the job
const std::set<std::string>& Particles();     // within a name: "van der Berg", "de Souza", "ap Rhys"
const std::set<std::string>& NumberWords();   // before a collar number
const std::set<std::string>& VehicleWords();  // before a vehicle's mark
const std::set<std::string>& PlaceWords();    // before a postcode's district

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_REDACT_WORDS_H_
