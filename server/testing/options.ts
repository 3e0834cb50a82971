// Validates a test's options up front, since later errors would surface in the background.

import { mustBe } from '../must_be.ts';
import type { TestConversation, TestServerOptions } from './index.ts';

const needed = ['Headers', 'Response', 'TextDecoder', 'TextEncoder'];

/** Throws where the page and this server would fail one request after the other. */
export function checkEnvironment(): void {
    const missing = needed.filter((name) => !(name in globalThis));
    if (missing.length === 0) return;
    const help = 'docs/testing.md of messaging-wasm says how to add them in Jest';
    throw new Error(`There is no ${missing.join(', ')} here: ${help}`);
}

/** Throws a TypeError that names what is missing, unknown, there twice or of the wrong type. */
export function checkTestServer(options: TestServerOptions): void {
    mustBe('object', 'what createTestServer is given', options);
    mustHaveOnly(['users', 'conversations'], 'what createTestServer is given', options);
    mustBe('array', 'users', options.users);
    for (const [index, user] of options.users.entries()) {
        const name = `users[${index}]`;
        mustBe('object', name, user);
        for (const field of ['id', 'name', 'role'] as const) {
            mustBe('string', `${name}.${field}`, user[field]);
        }
    }
    mustDiffer('users', options.users);
    const { conversations = [] } = options;
    mustBe('array', 'conversations', conversations);
    for (const [index, conversation] of conversations.entries()) {
        checkConversation(`conversations[${index}]`, conversation);
    }
    mustDiffer('conversations', conversations);
}

function checkConversation(name: string, conversation: TestConversation): void {
    mustBe('object', name, conversation);
    mustHaveOnly(['id', 'subject', 'participants', 'messages'], name, conversation);
    const { id, subject = '', participants, messages = [] } = conversation;
    mustBe('string', `${name}.id`, id);
    mustBe('string', `${name}.subject`, subject);
    mustBe('array', `${name}.participants`, participants);
    mustBe('array', `${name}.messages`, messages);
    for (const [at, message] of messages.entries()) {
        mustBe('object', `${name}.messages[${at}]`, message);
        mustHaveOnly(['from', 'text'], `${name}.messages[${at}]`, message);
        mustBe('string', `${name}.messages[${at}].text`, message.text);
    }
}

/** A misspelt field would have no effect. */
export function mustHaveOnly(fields: readonly string[], name: string, value: object): void {
    const other = Object.keys(value).find((field) => !fields.includes(field));
    if (other === undefined) return;
    throw new TypeError(`${name} has the field ${other}, but only ${fields.join(', ')} are known`);
}

function mustDiffer(name: string, all: readonly { id: string }[]): void {
    const ids = all.map(({ id }) => id);
    const index = ids.findIndex((id, at) => ids.indexOf(id) < at);
    if (index < 0) return;
    throw new TypeError(`${name}[${index}].id is ${ids[index]}, as is that of another`);
}
