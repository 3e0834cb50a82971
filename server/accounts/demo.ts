// The initial data of a demo server: three people and what they have written so far.

import type { Store } from '../store/store.ts';
import type { Accounts, NewAccount } from './accounts.ts';

const demoPassword = 'demo';

const accounts: NewAccount[] = [
    {
        id: 'usr_alice',
        name: 'Alice Martin',
        role: 'customer',
        email: 'alice@example.com',
        password: demoPassword,
    },
    {
        id: 'usr_bloom',
        name: 'Bloom & Vine Catering',
        role: 'supplier',
        email: 'hello@bloomandvine.example',
        password: demoPassword,
        profiles: [{ id: 'sup_bloom', name: 'Bloom & Vine Catering' }],
    },
    {
        id: 'usr_golden',
        name: 'Golden Hour Photography',
        role: 'supplier',
        email: 'studio@goldenhour.example',
        password: demoPassword,
        profiles: [{ id: 'sup_golden', name: 'Golden Hour Photography' }],
    },
];

const conversations = [
    {
        id: 'thd_photos',
        subject: 'Photographs, June 12',
        supplier: 'usr_golden',
        messages: [
            ['usr_alice', 'Hello! Are you free on June 12, from two in the afternoon?'],
            ['usr_golden', 'We are. Shall I send you a few of last summer’s weddings?'],
        ],
    },
    {
        id: 'thd_tasting',
        subject: 'Tasting menu',
        supplier: 'usr_bloom',
        messages: [
            ['usr_bloom', 'The tasting is on Thursday at 6 pm. How many of you will come?'],
            ['usr_alice', 'Four, and one of us is vegetarian.'],
            ['usr_bloom', 'Noted. We will have the risotto ready.'],
        ],
    },
    {
        id: 'thd_wedding',
        subject: 'Wedding dinner, June 12',
        supplier: 'usr_bloom',
        messages: [
            ['usr_alice', 'Hi! We are about 80 people. Can you serve outdoors?'],
            ['usr_bloom', 'Yes, with a marquee in case of rain. Buffet or at the table?'],
            ['usr_alice', 'At the table, please. Do you also have a children’s menu?'],
        ],
    },
] as const;

/** Does nothing if there is any account. */
export async function seedDemo(store: Store, users: Accounts): Promise<void> {
    if (!(await users.isEmpty())) return;
    for (const account of accounts) await users.add({ ...account, demo: true });
    const minute = 60_000;
    let time = Date.now() - 60 * minute;
    for (const { id, subject, supplier, messages } of conversations) {
        const participants = ['usr_alice', supplier].map(participantOf);
        // It stays when accounts are removed.
        if (await store.conversation(id)) continue;
        await store.createConversation({ id, subject, participants, createdAt: time });
        for (const [userId, text] of messages) {
            time += 5 * minute;
            const { role, name } = participantOf(userId);
            const sender = { id: userId, role, name };
            // Who answers has read what there is.
            await store.markRead(id, userId);
            await store.addMessage({ conversationId: id, sender, text, createdAt: time });
        }
    }
}

function participantOf(userId: string) {
    const account = accounts.find((one) => one.id === userId);
    if (!account) throw new Error(`There is no demo account ${userId}`);
    const [profile] = account.profiles ?? [];
    return {
        userId,
        profileId: profile?.id ?? null,
        role: account.role,
        name: profile?.name ?? account.name,
    };
}
