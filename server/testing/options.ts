// Validates a test's options up front, since later errors would surface in the background.

import { mustBe } from '../must_be.ts';
import type { TestServerOptions } from './index.ts';

/** Throws a TypeError that names what is missing or of the wrong type. */
export function checkTestServer(options: TestServerOptions): void {
    mustBe('object', 'what createTestServer is given', options);
    mustBe('array', 'users', options.users);
    for (const [index, user] of options.users.entries()) {
        const name = `users[${index}]`;
        mustBe('object', name, user);
        for (const field of ['id', 'name', 'role'] as const) {
            mustBe('string', `${name}.${field}`, user[field]);
        }
    }
    const { conversations = [] } = options;
    mustBe('array', 'conversations', conversations);
    for (const [index, conversation] of conversations.entries()) {
        const name = `conversations[${index}]`;
        mustBe('object', name, conversation);
        mustBe('array', `${name}.participants`, conversation.participants);
        mustBe('array', `${name}.messages`, conversation.messages ?? []);
        for (const [at, message] of (conversation.messages ?? []).entries()) {
            mustBe('object', `${name}.messages[${at}]`, message);
            mustBe('string', `${name}.messages[${at}].text`, message.text);
        }
    }
}
