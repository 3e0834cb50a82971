// What must hold once the faults are over: both sides agree, and nothing is left to do.
#pragma once

namespace messaging::simulation {

class Page;
class World;

// Every message is stored once or was reported as failed, in the order of sending, and no promise
// is open.
void check_messages(World& world);
// The page is connected, and the server knows its user if it is one that says so.
void check_connection(const Page& page, World& world);
// Every page shows what the server has.
void check_pages(World& world);
// Whether both hold already.
bool agrees(World& world);
// No page makes requests any more, if its server sends events.
void check_idleness(World& world);

}  // namespace messaging::simulation
