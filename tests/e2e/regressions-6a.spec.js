// The faults of docs/old-faults.md that were mended later in the old code base, as far as they
// concern a client or its pages. Elsewhere:
//
//   6A-2, 33        syntax errors: every page here would fail
//   6A-3            also real-time/delivery.js (typing and read receipts)
//   6A-4            the dialog's own listeners: 6A-9 counts them
//   6A-6, 7, 8      real-time/page.js (keyboard), real-time/delivery.js (own message, once)
//   6A-13           real-time/delivery.js; other-servers.spec.js
//   6A-17, 31       server side: tests/server/conversations.test.ts, limits.test.ts
//   6A-21           old-client.spec.js
//   6A-22           15 s without a response: tests/bindings/requests.test.ts, with a mocked clock
//   6A-30           server side: tests/server/authorization.test.ts, sessions.test.ts
import './regressions-6a/beginning.js';
import './regressions-6a/messages.js';
import './regressions-6a/requests.js';
import './regressions-6a/pages.js';
