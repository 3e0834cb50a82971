// What people, pages and browsers do.
#pragma once

namespace messaging::simulation {

class Page;
class World;

// Does one of these things, chosen by the seed.
void act(Page& page, World& world);

}  // namespace messaging::simulation
