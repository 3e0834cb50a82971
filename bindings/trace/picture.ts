/** What the effects of a core have told so far, as text; `tests/replay/picture.h` does the same. */
import type { Change, Effect } from '../protocol.ts';

interface Shown {
    id: string;
    clientId: string;
    state: string;
    unread: string;
}

const none = '-';

export class Picture {
    private state = 'idle none';
    private unread = none;
    private readonly conversations: Shown[] = [];
    private readonly messages = new Map<string, { hasOlder: boolean; entries: Shown[] }>();

    apply(effect: Effect): void {
        if (effect.type === 'State') this.state = `${effect.state} ${effect.mode}`;
        if (effect.type === 'Unread') this.unread = String(effect.count);
        if (effect.type === 'Conversations') change(this.conversations, effect.changes);
        if (effect.type !== 'Messages') return;
        const { conversationId, hasOlder, changes } = effect;
        const entries = this.messages.get(conversationId)?.entries ?? [];
        this.messages.set(conversationId, { hasOlder, entries });
        change(entries, changes);
    }

    /** State and mode, such as `online websocket`. */
    get connection(): string {
        return this.state;
    }

    /** One fact per line. */
    toString(): string {
        const lines = [`state ${this.state}`, `unread ${this.unread}`];
        for (const { id, unread } of this.conversations) lines.push(`conversation ${id} ${unread}`);
        for (const [id, { hasOlder, entries }] of this.messages) {
            lines.push(`messages ${id} ${hasOlder}`);
            for (const each of entries) {
                lines.push(`message ${each.id} ${each.clientId} ${each.state}`);
            }
        }
        return `${lines.join('\n')}\n`;
    }
}

function change(entries: Shown[], changes: Change[]): void {
    for (const [kind, index = 0, entry] of changes) {
        const before = kind === 'insert' ? undefined : entries[index];
        const after: Shown = {
            id: entry?.id ?? none,
            clientId: entry?.clientMessageId ?? before?.clientId ?? none,
            state: entry?.state ?? before?.state ?? none,
            unread: String(entry?.unreadCount ?? before?.unread ?? none),
        };
        if (kind === 'clear') entries.length = 0;
        else if (kind === 'insert') entries.splice(index, 0, after);
        else entries.splice(index, 1);
        if (kind === 'replace' || kind === 'patch') entries.splice(index, 0, after);
        if (kind === 'toFront') entries.unshift(after);
    }
}
