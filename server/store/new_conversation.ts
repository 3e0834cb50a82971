// Validation of new conversations, shared by our stores: SQL databases would report the errors in
// their own words, and memory would accept anything.

import { mustBe } from '../must_be.ts';
import type { NewConversation } from './store.ts';

/** These are routes or not valid path segments, so no page could open their conversation. */
const takenIds = ['conversations', 'drafts', 'sent', 'sync', 'threads', 'unread', '', '.', '..'];

/** Throws a TypeError that names the invalid field. */
export function checkNewConversation(given: NewConversation): void {
    const must: typeof mustBe = (kind, name, value) =>
        mustBe(kind, `${name} of the new conversation`, value);
    const { id, subject, status, createdAt, participants } = given;
    must('string', 'id', id ?? '-');
    // Express ignores case.
    if (takenIds.includes((id ?? '-').toLowerCase())) {
        throw new TypeError(`id of the new conversation is "${id}", which is no address of one`);
    }
    must('string', 'subject', subject);
    must('string', 'status', status ?? 'open');
    must('number', 'createdAt', createdAt ?? 0);
    must('array', 'participants', participants);
    for (const [index, one] of participants.entries()) {
        // A `User` passed by mistake has `id` instead of `userId`.
        for (const field of ['userId', 'name', 'role'] as const) {
            must('string', `participants[${index}].${field}`, one?.[field]);
        }
        must('string', `participants[${index}].profileId`, one.profileId ?? '-');
    }
}
