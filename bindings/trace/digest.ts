/** FNV-1a with 64 bits, as in `tests/replay/digest.h`, in two halves. */
const encoder = new TextEncoder();

export class Digest {
    private high = 0xcbf29ce4;
    private low = 0x84222325;

    /** Adds the text as UTF-8, followed by a zero. */
    add(text: string): this {
        for (const byte of encoder.encode(text)) this.addByte(byte);
        this.addByte(0);
        return this;
    }

    /** 16 hexadecimal digits. */
    toString(): string {
        const digits = (half: number) => half.toString(16).padStart(8, '0');
        return digits(this.high) + digits(this.low);
    }

    /** Multiplies by 2^40 + 0x1b3; no product has more than 53 bits. */
    private addByte(byte: number): void {
        const low = (this.low ^ byte) >>> 0;
        const product = low * 0x1b3;
        const carry = Math.floor(product / 2 ** 32);
        this.high = (this.high * 0x1b3 + carry + low * 0x100) % 2 ** 32;
        this.low = product >>> 0;
    }
}
