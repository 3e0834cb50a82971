/** The bytes of binary events, which never enter the core: it knows them by number only. */
export class Attachments {
    private readonly bytes = new Map<number, ArrayBuffer>();
    private last = 0;

    /** Keeps `bytes` and returns their number; numbers count up from 1. */
    add(bytes: ArrayBuffer): number {
        this.last += 1;
        this.bytes.set(this.last, bytes);
        return this.last;
    }

    get(attachment: number): ArrayBuffer | undefined {
        return this.bytes.get(attachment);
    }

    drop(attachments: number[]): void {
        for (const attachment of attachments) this.bytes.delete(attachment);
    }

    clear(): void {
        this.bytes.clear();
    }
}
