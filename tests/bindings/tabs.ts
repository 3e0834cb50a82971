// Simulated tabs, each with a page and a host that may share its core, which only records.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { CsrfTokens } from '../../bindings/csrf.ts';
import type { Environment, PageEffect } from '../../bindings/host.ts';
import type { List } from '../../bindings/hub.ts';
import type { Core, CoreConfig, Effect, Input } from '../../bindings/protocol.ts';
import { type HostedPage, SharedHost } from '../../bindings/shared_host.ts';
import { Locks } from './locks.ts';

export const groupName = 'messaging of usr_alice';
const globals = { navigator: globalThis.navigator, BroadcastChannel: globalThis.BroadcastChannel };

let tabs: Tab[] = [];
export let locks = new Locks();

export function setGlobal(name: string, value: unknown): void {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** Opens a browser without tabs, whose clock the test controls. */
export function openBrowser(): void {
    tabs = [];
    locks = new Locks();
    setGlobal('navigator', { locks });
    mock.timers.enable({ apis: ['setTimeout'] });
}

export function closeBrowser(): void {
    for (const tab of tabs) tab.close();
    for (const [name, value] of Object.entries(globals)) setGlobal(name, value);
    mock.timers.reset();
}

/** Waits for everything that is on its way between the tabs. */
export async function settled(): Promise<void> {
    for (let turns = 0; turns < 20; turns++) await turn();
}

export class Tab implements HostedPage {
    readonly host: SharedHost;
    /** What the page wants, which it tells every new core. */
    wishes: Input[];
    /** The inputs of the cores of this tab. */
    readonly inputs: Input[] = [];
    /** The texts that belong to them. */
    readonly texts: unknown[] = [];
    /** How many cores have started here. */
    cores = 0;
    /** How often the page had to tell a core, here or elsewhere, what it wants. */
    takeUps = 0;
    readonly seen: PageEffect[] = [];
    readonly begun: List[] = [];
    readonly ended: List[] = [];
    readonly faults: unknown[] = [];
    /** The socket of its core; a test delivers the frames. */
    readonly socket: Pick<WebSocket, 'close'> & {
        onmessage?: ((event: { data: string }) => void) | null;
    } = { close: () => {} };
    /** Whether the page listens to raw events. */
    listens = false;
    private effects: Effect[] = [];
    private isClosed = false;

    /** `group`: undefined for a page that does not share. */
    constructor(group: string | undefined, ...wishes: Input[]) {
        this.wishes = wishes;
        this.host = new SharedHost(this.environment(), this);
        if (group !== undefined) this.host.join(group);
        tabs.push(this);
    }

    start(): this {
        this.host.start({} as CoreConfig);
        return this;
    }

    close(): void {
        if (!this.isClosed) this.host.destroy();
        this.isClosed = true;
    }

    /** The types of the inputs that its cores got since the last call. */
    take(): string[] {
        return this.inputs.splice(0).map(({ type }) => type);
    }

    /** Makes the core of this tab answer with `effects`. */
    tell(...effects: Effect[]): void {
        this.effects = effects;
        this.host.feed({ type: 'Refresh' });
    }

    ask(call: number): void {
        this.host.feed({ type: 'Fetch', call, what: 'unread' });
    }

    /** The numbers of the calls that were answered here. */
    answered(): number[] {
        return this.seen.flatMap((effect) => (effect.type === 'Settle' ? [effect.call] : []));
    }

    takeUp(): void {
        this.takeUps += 1;
        for (const wish of this.wishes) this.host.feed(wish);
    }

    execute(effect: PageEffect): void {
        this.seen.push(effect);
    }

    begin(list: List): void {
        this.begun.push(list);
    }

    end(list: List): void {
        this.ended.push(list);
    }

    snapshot(): null {
        return null;
    }

    private environment(): Environment {
        return {
            createCore: () => this.core(),
            webSocket: () => this.socket as unknown as WebSocket,
            fetch: () => assert.fail('nothing is fetched'),
            wantsEvents: () => this.listens,
            csrf: new CsrfTokens(() => undefined),
            credentials: async () => ({}),
            onAbort: (error) => this.faults.push(error),
            onFault: (error) => this.faults.push(error),
        };
    }

    /** A core that settles each call at once. */
    private core(): Core {
        this.cores += 1;
        const handle = (_nowMs: number, control: string, text: unknown) => {
            const input: Input = JSON.parse(control);
            this.inputs.push(input);
            this.texts.push(text);
            const effects = this.effects.splice(0);
            if (input.type === 'Fetch') {
                effects.push({ type: 'Settle', call: input.call, ok: true, value: 7 });
            }
            return JSON.stringify([{ json: 0, effects }]);
        };
        return { handle, text: () => '', deadline: () => -1 };
    }
}

/** Two tabs of a group, of which the first has the core. */
export async function openTwo(...wishes: Input[]): Promise<[first: Tab, second: Tab]> {
    const first = new Tab(groupName).start();
    await settled();
    const second = new Tab(groupName, ...wishes).start();
    await settled();
    return [first, second];
}

/** Three tabs of a group, of which the first has the core. */
export async function openThree(
    ...wishes: Input[]
): Promise<[first: Tab, second: Tab, third: Tab]> {
    const [first, second] = await openTwo();
    const third = new Tab(groupName, ...wishes).start();
    await settled();
    return [first, second, third];
}

/** A leader that is silent for this long counts as hung. */
export const answerMs = 1000;
/** A leader that is hidden for this long hands over. */
export const hiddenMs = 5000;

export async function wait(ms: number): Promise<void> {
    mock.timers.tick(ms);
    await settled();
}

/** Hangs the script of `tab`. Calling the result resumes it, with the messages that it missed. */
export function hang({ host }: Tab): () => void {
    const { received } = host;
    const missed: Array<Parameters<typeof received>> = [];
    host.received = (...said) => missed.push(said);
    return () => {
        host.received = received;
        for (const said of missed) host.received(...said);
    };
}
