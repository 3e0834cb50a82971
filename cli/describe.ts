/** Short descriptions of inputs and effects. */
import type { Effect, Path } from '../bindings/protocol.ts';
import type { TraceInput } from '../bindings/trace/trace_file.ts';

const lengthMax = 72;

function cut(text: string): string {
    const line = text.replace(/\s+/g, ' ');
    return line.length > lengthMax ? `${line.slice(0, lengthMax)}...` : line;
}

const members = (value: object) =>
    Object.entries(value)
        .map(([name, each]) => `${name}=${typeof each === 'string' ? each : JSON.stringify(each)}`)
        .join(' ');

export function describeInput({ input, text }: TraceInput): string {
    const { type, ...others } = input;
    return [type, members(others), cut(text)].filter(Boolean).join(' ');
}

const fromWhere = (path: Path) => `from ${JSON.stringify(path)}`;

/** Empty for `State`, whose changes are printed separately. */
export function describeEffect(effect: Effect, texts: readonly string[]): string {
    const { type, ...others } = effect;
    switch (effect.type) {
        case 'State':
            return '';
        case 'SendText':
            return `${type} ${effect.socket}: ${cut(texts[effect.text] ?? '')}`;
        case 'HttpRequest':
            return `${type} ${effect.request}: ${effect.method} ${effect.url}`;
        case 'Persist':
            return `${type} ${effect.ticket}: ${effect.id}`;
        case 'Settle': {
            if (!effect.ok) return `${type} ${effect.call}: ${effect.error.code}`;
            const value = effect.from ? fromWhere(effect.from) : JSON.stringify(effect.value);
            return `${type} ${effect.call}: ${value}`;
        }
        case 'Messages':
            return `${type} ${effect.conversationId}: ${effect.changes.length} changes`;
        case 'Conversations':
            return `${type}: ${effect.changes.length} changes`;
        default:
            return cut([type, members(others)].filter(Boolean).join(' '));
    }
}
