/** Formats inputs of the core as one line each. */
import type { RecordedInput } from '../../bindings/recording.ts';

/** Longer lines are cut: they only need to be recognized. */
const lengthMax = 160;

/** `12:30:05.123 SocketText socket 1 | 42["new_message",…` */
export function inputLine({ at, control, text }: RecordedInput): string {
    const { type, ...members } = JSON.parse(control) as { type: string };
    const words = Object.entries(members).map(([name, value]) => {
        return `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`;
    });
    const head = [clock(at), type, ...words].join(' ');
    const line = text ? `${head} | ${text}` : head;
    return line.length > lengthMax ? `${line.slice(0, lengthMax)}…` : line;
}

function clock(at: number): string {
    return new Date(at).toISOString().slice(11, 23);
}
