/**
 * The run loop around the core, and the rules that it follows:
 *
 * 1. One input at a time. Inputs that arise while effects are carried out wait, and are fed
 *    afterwards in the same order.
 * 2. After each `handle` all effects are carried out in order, then one timer is set for
 *    `deadline()`. Frames that arrived together are handled together first.
 * 3. Nothing of a socket or request that was given up reaches anybody.
 *
 * The host carries out effects on network and storage, and `AskAuth`; others go to `onEffect`.
 */
import type { Attachments } from './attachments.ts';
import { elide } from './elision.ts';
import {
    type Answer,
    type Batch,
    type Core,
    type CoreConfig,
    type Effect,
    frameSeparator,
    type Input,
} from './protocol.ts';
import { type RequestEnvironment, Requests } from './requests.ts';
import { type SocketEnvironment, Sockets } from './sockets.ts';
import { Storage, type StorageEffect } from './storage.ts';
import type { Turn } from './turn.ts';
import { type Bulk, toText } from './utf8.ts';
import { toJson } from './well_formed.ts';

/** Who the page's user is, and the payload of CONNECT. */
export interface Credentials {
    userId?: string;
    role?: string;
    payload?: unknown;
}

/** What the host needs of its surroundings. */
export interface Environment extends RequestEnvironment, SocketEnvironment {
    createCore(config: CoreConfig): Core;
    credentials(): Promise<Credentials>;
    /** The core broke an invariant; this host does nothing any more. */
    onAbort(error: unknown): void;
    /** The page's code, called while an effect was carried out, failed. */
    onFault(error: unknown): void;
}

type HostEffectName =
    | 'OpenSocket'
    | 'SendText'
    | 'SendBinary'
    | 'CloseSocket'
    | 'DrainSocket'
    | 'DropAttachments'
    | 'HttpRequest'
    | 'AbortRequest'
    | 'AskAuth'
    | StorageEffect['type'];

/** Effects that are for the page. */
export type PageEffect = Exclude<Effect, { type: HostEffectName }>;

export interface Host {
    readonly attachments: Attachments;
    /** Feeds one input now, or after the effects that are being carried out. */
    feed(input: Input, text?: Given): void;
    /** Closes and discards everything; later inputs change nothing. */
    destroy(): void;
}

/** The text of an input; if frames arrived together, the text of each. */
type Given = Bulk | string[];

type OnEffect = (effect: PageEffect, turn: Turn) => void;

/** Browsers treat longer delays as zero. */
const timerMsMax = 0x7fff_ffff;

/** A class, since one is made for each frame, and closures would have to be made with it. */
class CoreTurn implements Turn {
    constructor(
        private readonly core: Core,
        private readonly given: Bulk,
        private readonly batch: Batch,
        /** The document, if it was parsed before. */
        private parsed: unknown,
    ) {}

    /** What the paths of the batch point into. */
    document(): unknown {
        this.parsed ??= JSON.parse(this.json());
        return this.parsed;
    }

    /** Only bytes ever have a part left out. */
    json(): string {
        const { json, leftOut: [from, to] = [0, 0] } = this.batch;
        const { given } = this;
        if (typeof given === 'string') return given.slice(json);
        return toText(given.subarray(json, from)) + toText(given.subarray(to));
    }

    text(index: number): string {
        return this.core.text(index);
    }
}

class RunLoop implements Host {
    private readonly storage: Storage;
    private readonly core: Core;
    private readonly sockets: Sockets;
    private readonly requests: Requests;
    private waiting: Array<[Input, Given]> = [];
    private lastInput: Input | undefined;
    private lastControl = '';
    private running = false;
    private ended = false;
    private timer: ReturnType<typeof setTimeout> | undefined;
    /** When it fires, and when the core wants its tick; infinite means never. */
    private timerAt = Number.POSITIVE_INFINITY;
    private due = Number.POSITIVE_INFINITY;

    constructor(
        config: CoreConfig,
        private readonly environment: Environment,
        private readonly onEffect: OnEffect,
        readonly attachments: Attachments,
    ) {
        this.core = environment.createCore(config);
        const feed = this.feed.bind(this);
        this.sockets = new Sockets(environment, this.attachments, feed);
        this.requests = new Requests(environment, feed);
        this.storage = new Storage(config.api, feed);
    }

    feed(input: Input, text: Given = ''): void {
        this.waiting.push([input, text]);
        if (!this.running) this.run();
    }

    destroy(): void {
        this.ended = true;
        clearTimeout(this.timer);
        this.sockets.closeAll();
        this.requests.abortAll();
        this.storage.close();
        this.attachments.clear();
    }

    private run(): void {
        this.running = true;
        for (let next = 0; next < this.waiting.length && !this.ended; next++) {
            const [input, text] = this.waiting[next] as [Input, Given];
            this.step(input, text);
        }
        this.waiting = [];
        this.running = false;
        if (!this.ended) this.arm();
    }

    private step(input: Input, given: Given): void {
        let frames = Array.isArray(given) ? given : [given];
        let documents: unknown[] = [];
        const texts: Bulk[] = [];
        for (const frame of frames) texts.push(elide(frame, documents));
        const text = texts.length > 1 ? texts.join(frameSeparator) : (texts[0] as Bulk);
        let batches: Answer;
        try {
            batches = JSON.parse(this.core.handle(Date.now(), this.controlOf(input), text));
        } catch (error) {
            this.abort(error);
            return;
        }
        if (batches.length > frames.length) {
            // One of them held several packets, as a payload does.
            frames = frames.join(frameSeparator).split(frameSeparator);
            documents = [];
        }
        for (let frame = 0; frame < batches.length; frame++) {
            const batch = batches[frame];
            if (!batch) continue;
            this.act(
                batch,
                new CoreTurn(this.core, frames[frame] as Bulk, batch, documents[frame]),
            );
        }
    }

    private act({ effects }: Batch, turn: Turn): void {
        for (let next = 0; next < effects.length && !this.ended; next++) {
            try {
                this.execute(effects[next] as Effect, turn);
            } catch (error) {
                this.environment.onFault(error);
            }
        }
    }

    /** Many frames come with the same input object. */
    private controlOf(input: Input): string {
        if (input !== this.lastInput) {
            this.lastInput = input;
            this.lastControl = toJson(input);
        }
        return this.lastControl;
    }

    private execute(effect: Effect, turn: Turn): void {
        switch (effect.type) {
            case 'OpenSocket':
                return this.sockets.open(effect.socket, effect.url);
            case 'SendText':
                return this.sockets.send(effect.socket, turn.text(effect.text));
            case 'SendBinary': {
                const bytes = this.attachments.get(effect.attachment);
                this.attachments.drop([effect.attachment]);
                if (bytes) this.sockets.send(effect.socket, bytes);
                return;
            }
            case 'CloseSocket':
                return this.sockets.close(effect.socket);
            case 'DrainSocket':
                return this.sockets.drain(effect.socket);
            case 'DropAttachments':
                return this.attachments.drop(effect.attachments);
            case 'HttpRequest': {
                const body = effect.text === undefined ? undefined : turn.text(effect.text);
                return this.requests.start(effect, body);
            }
            case 'AbortRequest':
                return this.requests.abort(effect.request);
            case 'AskAuth':
                return this.askAuth(effect.ask);
            case 'LoadStorage':
            case 'Persist':
            case 'Forget':
            case 'WipeStorage': {
                const record = effect.type === 'Persist' ? turn.text(effect.text) : '';
                return this.storage.execute(effect, record);
            }
            default:
                this.onEffect(effect, turn);
                if ('attachments' in effect) this.attachments.drop(effect.attachments ?? []);
        }
    }

    private askAuth(ask: number): void {
        this.environment.credentials().then(
            ({ userId, role, payload }) => {
                const input: Input = { type: 'AuthReady', ask };
                if (userId !== undefined) input.userId = userId;
                if (role !== undefined) input.role = role;
                this.feed(input, payload === undefined ? '' : toJson(payload));
            },
            (error) => {
                this.environment.onFault(error);
                this.feed({ type: 'AuthFailed', ask });
            },
        );
    }

    private arm(): void {
        const deadline = this.core.deadline();
        this.due = deadline < 0 ? Number.POSITIVE_INFINITY : deadline;
        // Each frame postpones the deadline. A timer that fires early and is set again costs less
        // than a new one for each frame.
        if (this.due < this.timerAt) this.setTimer();
    }

    private setTimer(): void {
        clearTimeout(this.timer);
        this.timerAt = this.due;
        if (this.due === Number.POSITIVE_INFINITY) return;
        const set = Date.now();
        const delay = Math.min(Math.max(this.due - set, 0), timerMsMax);
        this.timer = setTimeout(() => {
            this.timerAt = Number.POSITIVE_INFINITY;
            const now = Date.now();
            // The core corrects a clock that was set back, once it hears of it.
            if (now < this.due && now >= set) this.setTimer();
            else this.feed({ type: 'Tick' });
        }, delay);
    }

    private abort(error: unknown): void {
        this.destroy();
        this.environment.onAbort(error);
    }
}

/**
 * Starts a core and the loop around it; `attachments` are the page's. Throws what
 * `environment.createCore` throws.
 */
export function createHost(
    config: CoreConfig,
    environment: Environment,
    onEffect: OnEffect,
    attachments: Attachments,
): Host {
    return new RunLoop(config, environment, onEffect, attachments);
}
