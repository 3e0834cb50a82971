/**
 * Texts on their way into and out of the memory of an instance. They are UTF-8 there; half of a
 * surrogate pair, which has no UTF-8, becomes U+FFFD.
 */
import type { Core, CoreConfig } from './protocol.ts';

/** The functions of `messaging.cpp`, and the memory, which is another array after it has grown. */
export interface Instance {
    bytes(): Uint8Array;
    reserve(bytes: number): number;
    create(configBytes: number): void;
    handle(nowMs: number, controlBytes: number, textBytes: number): void;
    textAddress(index: number): number;
    textBytes(index: number): number;
    deadline(): number;
}

const encoder = new TextEncoder();
// The core never writes a byte order mark; one in a text belongs to it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** At most so many bytes of UTF-8 stand for one unit of a string. */
const bytesPerUnitMax = 3;

class InstanceCore implements Core {
    constructor(private readonly instance: Instance) {}

    create(config: CoreConfig): this {
        const json = JSON.stringify(config);
        this.instance.create(this.write(json, this.reserve(json.length)));
        return this;
    }

    handle(nowMs: number, control: string, text: string): string {
        const at = this.reserve(control.length + text.length);
        const controlBytes = this.write(control, at);
        const textBytes = this.write(text, at + controlBytes);
        this.instance.handle(nowMs, controlBytes, textBytes);
        return this.text(0);
    }

    text(index: number): string {
        const { instance } = this;
        const bytes = instance.textBytes(index);
        if (bytes === 0) return '';
        const at = instance.textAddress(index);
        return decoder.decode(instance.bytes().subarray(at, at + bytes));
    }

    deadline(): number {
        return this.instance.deadline();
    }

    private reserve(units: number): number {
        return this.instance.reserve(units * bytesPerUnitMax);
    }

    private write(text: string, at: number): number {
        const target = this.instance.bytes().subarray(at);
        if (encoder.encodeInto) return encoder.encodeInto(text, target).written;
        // Safari 14.0 copies twice.
        const bytes = encoder.encode(text);
        target.set(bytes);
        return bytes.length;
    }
}

/** The core that lives in `instance`. */
export function createCore(instance: Instance, config: CoreConfig): Core {
    return new InstanceCore(instance).create(config);
}
