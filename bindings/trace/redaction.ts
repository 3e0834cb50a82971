/**
 * Removes personal data from the inputs of a core, so that it still behaves in the same way. What
 * stays is listed; everything else becomes filler.
 */
import { frameSeparator } from '../protocol.ts';
import { Fillers } from './fillers.ts';

const words = (text: string) => text.trim().split(/\s+/);

/** Members whose values stay if they look like an id, a time or a word for programs. */
const structural = new Set(
    words(`id _id messageId conversationId threadId clientMessageId userId senderId fromUserId
        readBy seq order createdAt sentAt timestamp updatedAt date lastMessageTime lastMessageAt
        seconds nanoseconds unreadCount unread count after cursor features upgrades pingInterval
        pingTimeout maxPayload retryAfterMs num`),
);
/** Members that the core reads as well. Any other name becomes filler itself. */
const named = new Set([
    ...structural,
    ...words(`sid pid text message messages content body value sender conversation conversations
        threads items reads hasMore more reset isTyping ok error marked failed _placeholder`),
]);
/** With them, others could take over the page's session. */
const secret = new Set(['sid', 'pid']);

/** White space occurs in times only; an id that is an e-mail address keeps its shape. */
const isPlain = (value: string) =>
    value.length <= 512 && (/^[^\s@]*$/.test(value) || /^\d{4}-[\dT:.,Z+ -]*$/.test(value));

/** A string, with a colon if it is a name; a number; a bracket. */
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*|[[\]{}]/g;

/** The numbers and the namespace of a packet. */
const packetHead = /^\d{1,2}(?:\d*-)?(?:\/[\w/.-]*,)?\d{0,10}(?=[[{"])/;

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

/** Keeps only what makes a text invalid that is not JSON. */
const blank = (text: string) =>
    text.replace(/[1-9]/g, '1').replace(/[a-z]|[^ -~\s]/giu, (each) => 'x'.repeat(each.length));

export class Redaction {
    private readonly fillers = new Fillers(named);
    /** Whether only secrets are removed. */
    keepsTexts = false;

    /** The control part of an input: ids and words for programs. */
    input(control: string): object {
        const keep = (value: string) => this.keepsTexts || isPlain(value);
        return JSON.parse(
            this.replace(control, (value) => (keep(value) ? value : this.fill(value))),
        );
    }

    /** The text that belongs to `control`. */
    text(control: string, text: string): string {
        const type = /^\{"type":"(\w+)"/.exec(control)?.[1];
        if (type === 'AuthReady' || text === '') return text;
        if (type === 'SocketText') {
            const frames = text.split(frameSeparator);
            return frames.map((frame) => this.frame(frame)).join(frameSeparator);
        }
        return this.json(text, type === 'Emit' || type === 'Inject');
    }

    private frame(frame: string): string {
        const [head] = packetHead.exec(frame) ?? [];
        if (head !== undefined) {
            const isEvent = /^4[25]/.test(head);
            return head + this.json(frame.slice(head.length), isEvent);
        }
        // The types of the frame and its packet, or an answer to a probe.
        const [kinds] = /^(\dprobe$|\d{0,2})/.exec(frame) as RegExpExecArray;
        return kinds + blank(frame.slice(kinds.length));
    }

    /** `isEvent`: an array that begins with the name of an event, which stays. */
    private json(text: string, isEvent: boolean): string {
        if (!isJson(text)) return blank(text);
        const isName = (value: string, at: number) =>
            isEvent && at === 1 && /^[\w:./-]{1,64}$/.test(value);
        return this.replace(
            text,
            (value, name, at) => (isName(value, at) ? value : this.value(name, value)),
            (name) => (named.has(name) || this.keepsTexts ? name : this.fill(name)),
            (name, digits) =>
                structural.has(name) || this.keepsTexts ? digits : digits.replace(/[1-9]/g, '1'),
        );
    }

    private value(name: string, value: string): string {
        if (secret.has(name)) return this.fill(value);
        if (this.keepsTexts || (structural.has(name) && isPlain(value))) return value;
        // A stored message is JSON inside a string.
        if (name === 'text' && /^\{.*\}$/s.test(value) && isJson(value)) {
            return this.json(value, false);
        }
        const filler = this.fill(value);
        // The core looks for this word.
        const at = name === 'error' ? value.indexOf('CSRF') : -1;
        return at < 0 ? filler : `${filler.slice(0, at)}CSRF${filler.slice(at + 4)}`;
    }

    private fill(value: string): string {
        return this.fillers.fill(value);
    }

    /**
     * Replaces values, names and numbers of `json`. A value is passed with its name and its
     * position in the text.
     */
    private replace(
        json: string,
        ofValue: (value: string, name: string, at: number) => string,
        ofName: (name: string) => string = (name) => name,
        ofNumber: (name: string, digits: string) => string = (_name, digits) => digits,
    ): string {
        const outer: string[] = [];
        let name = '';
        return json.replace(token, (all, quoted: string | undefined, colon, at: number) => {
            if (all === '{' || all === '[') {
                outer.push(name);
                return all;
            }
            if (all === '}' || all === ']') {
                name = outer.pop() ?? '';
                return all;
            }
            if (quoted === undefined) return ofNumber(name, all);
            const value: string = JSON.parse(quoted);
            if (colon === undefined) return JSON.stringify(ofValue(value, name, at));
            name = value;
            return JSON.stringify(ofName(value)) + colon;
        });
    }
}
