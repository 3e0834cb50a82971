/**
 * Moves texts into and out of the memory of an instance. They are UTF-8 there; a lone surrogate,
 * which has no UTF-8, becomes U+FFFD.
 */
import type { Core, CoreConfig } from './protocol.ts';
import { type Bulk, toText } from './utf8.ts';

/** The functions of `messaging.cpp`, and the memory, which is another array once it has grown. */
export interface Instance {
    bytes(): Uint8Array;
    reserve(bytes: number): number;
    create(configBytes: number): void;
    /** Returns the new `Core.deadline`. */
    handle(nowMs: number, controlBytes: number, textBytes: number): number;
    textAddress(index: number): number;
    textBytes(index: number): number;
}

const encoder = new TextEncoder();
/** The most bytes of UTF-8 for one unit of a string. */
const bytesPerUnitMax = 3;

class InstanceCore implements Core {
    /** Address and size in bytes of the reserved room. */
    private at = 0;
    private room = 0;
    private due = -1;

    constructor(private readonly instance: Instance) {}

    create(config: CoreConfig): this {
        const json = JSON.stringify(config);
        this.reserve(bytesPerUnitMax * json.length);
        this.instance.create(this.write(json, this.at));
        return this;
    }

    handle(nowMs: number, control: string, text: Bulk): string {
        const perUnit = typeof text === 'string' ? bytesPerUnitMax : 1;
        this.reserve(bytesPerUnitMax * control.length + perUnit * text.length);
        const controlBytes = this.write(control, this.at);
        const textBytes = this.write(text, this.at + controlBytes);
        this.due = this.instance.handle(nowMs, controlBytes, textBytes);
        return this.text(0);
    }

    text(index: number): string {
        const { instance } = this;
        const bytes = instance.textBytes(index);
        if (bytes === 0) return '';
        const at = instance.textAddress(index);
        return toText(instance.bytes().subarray(at, at + bytes));
    }

    deadline(): number {
        return this.due;
    }

    private reserve(bytes: number): void {
        if (bytes <= this.room) return;
        this.at = this.instance.reserve(bytes);
        this.room = bytes;
    }

    private write(text: Bulk, at: number): number {
        const target = this.instance.bytes().subarray(at);
        const isString = typeof text === 'string';
        if (isString && encoder.encodeInto) return encoder.encodeInto(text, target).written;
        // Without `encodeInto`, Safari 14.0 copies strings twice.
        const bytes = isString ? encoder.encode(text) : text;
        target.set(bytes);
        return bytes.length;
    }
}

/** The core that lives in `instance`. */
export function createCore(instance: Instance, config: CoreConfig): Core {
    return new InstanceCore(instance).create(config);
}
