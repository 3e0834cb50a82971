// @ts-nocheck: a page of its own, served as it stands.
// Keeps writing numbered messages into several conversations and reports to the test what became of
// each, as far as the page lives long enough. The test provides `testBegin` and `testNote`.
const { life, user, conversations, sendEveryMs, waitingMax, options } = await window.testBegin();
const born = Date.now();
const note = (kind, value) => window.testNote({ life, kind, ...value });

/** What earlier pages of this user have left in the outbox, read before it can be sent. */
async function keptTexts() {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'messaging')) return [];
    const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open('messaging');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const request = database.transaction('outbox').objectStore('outbox').getAll();
    await new Promise((resolve) => {
        request.onsuccess = resolve;
    });
    database.close();
    return request.result.map((record) => JSON.parse(JSON.parse(record).text).message);
}

const { default: system } = await import('/messaging.js');
await note('kept', { texts: await keptTexts() });

const lists = new Map();
const seen = new Set();
const unsettled = new Set();
const timeOf = (text) => Number(text.split('@')[1] ?? 0);

window.addEventListener('messaging:error', ({ detail }) => {
    note('error', { code: `${detail.operation} ${detail.code} ${detail.status ?? ''}`.trim() });
});

system.configure({ user, toast: null, log: 'silent', historyWindow: 100_000, ...options });
for (const id of conversations) {
    system.listenToMessages(id, (list) => {
        lists.set(id, list);
        // New messages of the other user; an earlier page has reported the older ones.
        for (let at = list.length - 1; at >= 0 && timeOf(list[at].text) >= born; at--) {
            const { text, senderId } = list[at];
            if (senderId === user.id || seen.has(text)) continue;
            seen.add(text);
            note('seen', { text, live: system.isConnected });
        }
    });
}

/** A list never has a message twice, not even for a moment. */
function doubled() {
    return [...lists.values()].flatMap((list) => {
        const first = new Map();
        return list.flatMap((message) => {
            const known = first.get(message.text);
            first.set(message.text, message);
            if (!known) return [];
            const entries = [known, message].map(({ id, seq, state }) => `${id} ${seq} ${state}`);
            return [`${message.text} (${entries.join(', ')})`];
        });
    });
}

// Counted by events, because `sendMessage` resolves after 10 s in any case.
const waiting = new Set();
window.addEventListener('messaging:message', ({ detail }) => {
    const { clientMessageId, state } = detail;
    if (state === 'pending') waiting.add(clientMessageId);
    else waiting.delete(clientMessageId);
    if (state !== 'failed') return;
    // The user chooses to retry.
    note('failed', { text: textOf(clientMessageId) });
    system.retry(clientMessageId).catch(() => {});
});
const idOf = (text) => text.replaceAll(' ', '~');
const textOf = (id) => id.replaceAll('~', ' ');

let number = 0;
function send() {
    // A user whose messages do not get through stops for a while.
    if (waiting.size >= waitingMax) return;
    const conversation = conversations[number % conversations.length];
    const text = `${user.id} ${life}.${number} @${Date.now()}`;
    number += 1;
    unsettled.add(text);
    system
        .sendMessage(conversation, { message: text, clientMessageId: idOf(text) })
        .then(
            () => note('accepted', { text }),
            ({ code }) => note('rejected', { text, code }),
        )
        .finally(() => unsettled.delete(text));
}
const sending = setInterval(send, sendEveryMs);
const looking = setInterval(() => {
    const texts = doubled();
    if (texts.length > 0) note('doubled', { texts });
}, 1000);

Object.assign(window, {
    testStop() {
        clearInterval(sending);
    },
    async testUnsent() {
        return unsettled.size + (await keptTexts()).length;
    },
    testState: () => ({ state: system.state, isConnected: system.isConnected, number }),
    async testLists() {
        clearInterval(looking);
        for (const id of conversations) while (await system.loadOlder(id));
        return Object.fromEntries([...lists].map(([id, list]) => [id, list.map((m) => m.text)]));
    },
});
await note('ready', {});
