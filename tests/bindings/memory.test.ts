// Texts into and out of the memory of an instance that returns what it was given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCore, type Instance } from '../../bindings/memory.ts';
import type { CoreConfig } from '../../bindings/protocol.ts';

const page = 65_536;

/** Answers each input with its control as the batch and its text as bulk text 1. */
class Echo implements Instance {
    config = '';
    private memory = new WebAssembly.Memory({ initial: 1 });
    private at = 0;
    private lengths: number[] = [];

    bytes(): Uint8Array {
        return new Uint8Array(this.memory.buffer);
    }

    reserve(bytes: number): number {
        this.at = 1024;
        const missing = this.at + bytes - this.memory.buffer.byteLength;
        // Growing detaches all earlier views of the memory.
        if (missing > 0) this.memory.grow(Math.ceil(missing / page));
        return this.at;
    }

    create(configBytes: number): void {
        this.config = new TextDecoder().decode(
            this.bytes().subarray(this.at, this.at + configBytes),
        );
    }

    handle(_nowMs: number, controlBytes: number, textBytes: number): number {
        this.lengths = [controlBytes, textBytes];
        return controlBytes;
    }

    textAddress(index: number): number {
        return this.at + (index === 0 ? 0 : (this.lengths[0] as number));
    }

    textBytes(index: number): number {
        return this.lengths[index] as number;
    }
}

function echo(control: string, text: string): [string, string] {
    const core = createCore(new Echo(), {} as CoreConfig);
    return [core.handle(0, control, text), core.text(1)];
}

test('bytes arrive unchanged', () => {
    const core = createCore(new Echo(), {} as CoreConfig);
    const bytes = new TextEncoder().encode(`${'x'.repeat(2 * page)}ö`);
    assert.equal(core.handle(0, 'é', bytes), 'é');
    assert.equal(core.text(1), new TextDecoder().decode(bytes));
});

test('no tick is due before the first input, then when the last input says', () => {
    const core = createCore(new Echo(), {} as CoreConfig);
    assert.equal(core.deadline(), -1);
    core.handle(0, 'four', '');
    assert.equal(core.deadline(), 4);
});

test('the configuration arrives as JSON', () => {
    const instance = new Echo();
    createCore(instance, { url: 'https://häuser.example' } as CoreConfig);
    assert.deepEqual(JSON.parse(instance.config), { url: 'https://häuser.example' });
});

test('control and text cross in both directions', () => {
    assert.deepEqual(echo('{"type":"Tick"}', '42["x"]'), ['{"type":"Tick"}', '42["x"]']);
    assert.deepEqual(echo('', ''), ['', '']);
});

test('characters of one to four bytes cross unchanged', () => {
    const all = 'a\u0000\u007f\u0080ÿ\u07ff\u0800€\uffff😀\u{10ffff}';
    assert.deepEqual(echo(all, all), [all, all]);
});

test('texts cross in a browser without encodeInto', () => {
    const { encodeInto } = TextEncoder.prototype;
    Reflect.deleteProperty(TextEncoder.prototype, 'encodeInto');
    try {
        assert.deepEqual(echo('{"a":"é"}', '42["€😀"]'), ['{"a":"é"}', '42["€😀"]']);
        assert.deepEqual(echo('', ''), ['', '']);
    } finally {
        TextEncoder.prototype.encodeInto = encodeInto;
    }
});

test('a byte order mark at the beginning of a text is kept', () => {
    assert.deepEqual(echo('\ufeff{}', '\ufeff'), ['\ufeff{}', '\ufeff']);
});

test('a lone surrogate becomes the replacement character', () => {
    assert.deepEqual(echo('{}', 'a\ud83d'), ['{}', 'a\ufffd']);
});

test('a text for which the memory has to grow crosses unchanged', () => {
    const long = '€'.repeat(3 * page);
    assert.deepEqual(echo('{"type":"SocketText"}', long), ['{"type":"SocketText"}', long]);
});

test('a long control and a long configuration cross unchanged', () => {
    const long = '€'.repeat(3 * page);
    assert.deepEqual(echo(long, 'text'), [long, 'text']);
    const instance = new Echo();
    createCore(instance, { url: long } as CoreConfig);
    assert.deepEqual(JSON.parse(instance.config), { url: long });
});
