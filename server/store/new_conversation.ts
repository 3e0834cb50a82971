// What is asked of a new conversation before any of our stores keeps it: what a database of SQL
// refuses in words of its own, one in memory would take.

import { mustBe } from '../must_be.ts';
import type { NewConversation } from './store.ts';

/** They are routes, or no part of an address, and so no page could open their conversation. */
const takenIds = ['conversations', 'drafts', 'sent', 'sync', 'threads', 'unread', '', '.', '..'];

/** Throws a TypeError that names what cannot be stored. */
export function checkNewConversation(given: NewConversation): void {
    const must: typeof mustBe = (kind, name, value) =>
        mustBe(kind, `${name} of the new conversation`, value);
    const { id, subject, status, createdAt, participants } = given;
    must('string', 'id', id ?? '-');
    // Express does not look at capitals.
    if (takenIds.includes((id ?? '-').toLowerCase())) {
        throw new TypeError(`id of the new conversation is "${id}", which is no address of one`);
    }
    must('string', 'subject', subject);
    must('string', 'status', status ?? 'open');
    must('number', 'createdAt', createdAt ?? 0);
    must('array', 'participants', participants);
    for (const [index, one] of participants.entries()) {
        // Who is handed in as a session has him has an `id` in the place of `userId`.
        for (const field of ['userId', 'name', 'role'] as const) {
            must('string', `participants[${index}].${field}`, one?.[field]);
        }
        must('string', `participants[${index}].profileId`, one.profileId ?? '-');
    }
}
