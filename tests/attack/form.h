// What can be seen of a release without any arithmetic.
#ifndef FRONTLINE_TESTS_ATTACK_FORM_H_
#define FRONTLINE_TESTS_ATTACK_FORM_H_

#include <string>
#include <vector>

#include "tests/attack/figures.h"
#include "tests/attack/grids.h"

namespace frontline::attack {

// What the form of a release alone tells of hidden cells.
std::vector<std::string> CheckForm(const Grids& grids);

// What is lost by hiding: the tables, cells and people of one survey, here and the plain way.
Figures CountLoss(const Grids& grids);

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_FORM_H_
