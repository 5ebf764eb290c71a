// What is wrong with an item of an import.
#ifndef FRONTLINE_SERVICES_INTAKE_PROBLEM_H_
#define FRONTLINE_SERVICES_INTAKE_PROBLEM_H_

#include <string>
#include <vector>

namespace frontline::intake {

struct Problem {
  std::string path;     // "releases[3].tender.value.amount", "row 12, severity"
  std::string message;  // the end of a sentence that starts with the path
};
using Problems = std::vector<Problem>;

}  // namespace frontline::intake

#endif  // FRONTLINE_SERVICES_INTAKE_PROBLEM_H_
