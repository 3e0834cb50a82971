/**
 * A socket over Engine.IO 4's HTTP long-polling: one GET that the server answers when it has
 * something to say, and one POST at a time for what is said to it. To its owner it looks like a
 * WebSocket that is open at once, with a frame for each packet.
 */
import { frameSeparator } from './protocol.ts';
import { bodyLengthMax } from './requests.ts';

export type Frame = string | ArrayBuffer;

const closePacket = '1';
const codeDrained = 1000;
const codeAbnormal = 1006;

function toBase64(bytes: ArrayBuffer): string {
    let binary = '';
    for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
    return btoa(binary);
}

function toBytes(base64: string): ArrayBuffer {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer;
}

export class PollingSocket {
    readonly readyState = 1;
    binaryType: BinaryType = 'arraybuffer';
    onmessage: ((event: { data: Frame }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    private readonly controller = new AbortController();
    private readonly waiting: string[] = [];
    /** Empty before the handshake. */
    private sessionUrl = '';
    private payloadMax = Number.POSITIVE_INFINITY;
    private isPolling = true;
    private isPosting = false;
    private isDraining = false;
    private isClosed = false;

    constructor(
        private readonly url: string,
        private readonly fetch: (url: string, init: RequestInit) => Promise<Response>,
    ) {
        this.poll().catch(() => this.end(codeAbnormal));
    }

    send(data: Frame): void {
        this.waiting.push(typeof data === 'string' ? data : `b${toBase64(data)}`);
        this.post();
    }

    /** Lets pending requests finish, then ends with code 1000. */
    drain(): void {
        this.isDraining = true;
    }

    /** Tells the server, with anything that is unsent; that request may outlive the page. */
    close(): void {
        if (this.isClosed) return;
        this.isClosed = true;
        this.controller.abort();
        if (!this.sessionUrl) return;
        const body = [...this.waiting, closePacket].join(frameSeparator);
        this.request({ method: 'POST', body, keepalive: true }).catch(() => {});
    }

    private async request(init: RequestInit): Promise<string> {
        const url = this.sessionUrl || this.url;
        const response = await this.fetch(url, {
            credentials: 'include',
            cache: 'no-store',
            ...init,
        });
        const body = await response.text();
        if (!response.ok || body.length > bodyLengthMax) throw new Error(`${response.status}`);
        return body;
    }

    private async poll(): Promise<void> {
        const { signal } = this.controller;
        this.shakeHands(await this.request({ signal }));
        while (!this.isDraining && !this.isClosed) this.receive(await this.request({ signal }));
        this.isPolling = false;
        this.endWhenDrained();
    }

    private shakeHands(body: string): void {
        const [packet = ''] = body.split(frameSeparator);
        const { sid, maxPayload } = JSON.parse(packet.slice(1));
        this.sessionUrl = `${this.url}&sid=${encodeURIComponent(sid)}`;
        if (maxPayload > 0) this.payloadMax = maxPayload;
        this.receive(body);
        this.post();
    }

    private receive(body: string): void {
        for (const packet of body.split(frameSeparator)) {
            // Something in between has answered; going on would mean asking it endlessly.
            if (!/^[0-6b]/.test(packet)) throw new Error('no packet');
            const data = packet[0] === 'b' ? toBytes(packet.slice(1)) : packet;
            this.onmessage?.({ data });
        }
    }

    private async post(): Promise<void> {
        if (this.isPosting || !this.sessionUrl) return;
        this.isPosting = true;
        try {
            while (this.waiting.length > 0 && !this.isClosed) {
                await this.request({ method: 'POST', body: this.takePayload() });
            }
        } catch {
            this.end(codeAbnormal);
        }
        this.isPosting = false;
        this.endWhenDrained();
    }

    /** As many packets as the server takes in one body, but at least one. */
    private takePayload(): string {
        const encoder = new TextEncoder();
        let bytes = 0;
        const count = this.waiting.findIndex((packet, index) => {
            bytes += encoder.encode(packet).length + 1;
            return index > 0 && bytes > this.payloadMax + 1;
        });
        return this.waiting.splice(0, count < 0 ? this.waiting.length : count).join(frameSeparator);
    }

    private endWhenDrained(): void {
        if (this.isDraining && !this.isPolling && !this.isPosting) this.end(codeDrained);
    }

    private end(code: number): void {
        if (this.isClosed) return;
        this.isClosed = true;
        this.controller.abort();
        this.onclose?.({ code });
    }
}
