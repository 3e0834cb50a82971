// Compiled, never run: pages have types for what the reference server sends.
import messagingSystem, { type ConversationObject, type MessageObject } from 'messaging-wasm';
import type { conversationView, messageView } from '../../server/views.ts';

type Conversation = ReturnType<typeof conversationView>;
type Message = ReturnType<typeof messageView>;

/** Without the index signature. */
type Named<Of> = { [Name in keyof Of as string extends Name ? never : Name]: Of[Name] };
/** What is sent without a type; `never` if nothing is. */
type Untyped<Sent, Known> = Exclude<keyof Sent, keyof Named<Known>>;
const untyped: Array<
    Untyped<Conversation, ConversationObject> | Untyped<Message, MessageObject>
> extends never[]
    ? true
    : false = true;

// It passes on what the application has stored as attachments.
type Checked = Omit<Message, 'attachments'>;

export function show(
    sent: Conversation,
    spoken: Checked,
    known: ConversationObject,
    last: MessageObject,
) {
    const given: Pick<ConversationObject, keyof Conversation> = sent;
    const said: Pick<MessageObject, keyof Checked> = spoken;
    const title: string = known.supplierName || known.subject || '';
    const names: string[] | undefined = known.participants?.map(({ name }) => name);
    const address: string | undefined = last.attachments?.[0]?.url;
    // Times can be formatted as they are.
    const time = messagingSystem.formatTimestamp(known.lastMessageTime ?? last.timestamp);
    // @ts-expect-error: another server may leave it out.
    const subject: string = known.subject;
    return [untyped, given, said, title, names, address, time, subject];
}
