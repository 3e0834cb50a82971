// The faults of docs/old-faults.md that were never mended. Elsewhere:
//
//   6C-9   also in real-time/outages.js: eleven attempts, and a server that closes the connection
//   6C-11  edge cases in virtual time: tests/unit/state (typing_sender, typing_watch)
//   6C-15  every order of responses: tests/unit/state (freshness, message_list), tests/simulation
//   6C-16  ids as markup: real-time/people.js
//   6C-23  clock jumps and sleeping pages: tests/unit/client (liveness)
import './regressions-6c/connection.js';
import './regressions-6c/outage.js';
import './regressions-6c/lists.js';
import './regressions-6c/typing.js';
import './regressions-6c/requests.js';
import './regressions-6c/signs.js';
