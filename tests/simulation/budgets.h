// Limits on the requests of one page in a virtual hour.
#pragma once

namespace messaging::simulation {

// Prints each budget and how much of it was used. False if one is exceeded.
bool check_budgets();

}  // namespace messaging::simulation
