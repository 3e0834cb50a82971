// Compiled, never run: what tests of pages may pass.
import { createTestServer, type TestServer } from 'messaging-wasm/testing';

const users = [
    { id: 'alice', name: 'Alice Martin', role: 'customer' },
    { id: 'bloom', name: 'Bloom & Vine Catering', role: 'supplier' },
] as const;
const participants = users.map(({ id }) => id);
const messages = [{ from: 'bloom', text: 'Hello' }] as const;
const conversations = [{ id: 'thd_wedding', subject: undefined, participants, messages }] as const;

export const server: TestServer = createTestServer({ users, conversations });
server.type({ conversationId: 'thd_wedding', from: undefined, isTyping: undefined });
