// Where plain formulas lose their digits.
#pragma once

#include "report.h"

namespace facet::test {

void test_ecloss_numerics(Report& report);
void test_ecloss_orbits(Report& report);
void test_relu_of_special_numbers(Report& report);
void test_winograd_numerics(Report& report);

}  // namespace facet::test
