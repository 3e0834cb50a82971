// What must hold once nothing goes wrong any more: both sides agree, and nobody works.
#pragma once

namespace messaging::simulation {

class World;

// Every message is stored once or was reported as failed, in the order in which it was sent; no
// promise is open.
void check_messages(World& world);
// Every page shows what the server has.
void check_pages(World& world);
// Whether both hold already, and every page is signed in.
bool agrees(World& world);
// Nobody asks for anything any more, where servers tell what happens.
void check_idleness(World& world);

}  // namespace messaging::simulation
