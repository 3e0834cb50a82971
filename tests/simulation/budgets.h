// Requests in a virtual hour, against design.md section 8.
#pragma once

namespace messaging::simulation {

// Prints each budget with what was used of it. False when one is exceeded.
bool check_budgets();

}  // namespace messaging::simulation
