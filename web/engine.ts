/**
 * The engine: a core, the host around it, and recovery if the core aborts. Everything the page
 * watches is kept in the `Link`, so that a new core can be told of it.
 */
import { CsrfTokens } from '../bindings/csrf.ts';
import { EarlySocket } from '../bindings/early_socket.ts';
import type { Credentials, Environment, PageEffect } from '../bindings/host.ts';
import type { List, Snapshot } from '../bindings/hub.ts';
import { watchLifecycle } from '../bindings/lifecycle.ts';
import { type CreateCore, type Early, loadCore } from '../bindings/loader.ts';
import type { CoreConfig, Input } from '../bindings/protocol.ts';
import { Recording } from '../bindings/recording.ts';
import { type HostedPage, SharedHost } from '../bindings/shared_host.ts';
import type { Turn } from '../bindings/turn.ts';
import { mendJson, toJson } from '../bindings/well_formed.ts';
import { takeBinary } from './binary_arguments.ts';
import { build } from './build_info.ts';
import { coreConfig } from './core_config.ts';
import { clearDrafts } from './drafts.ts';
import type { Begun } from './early_socket.ts';
import { askIdentity, type Identity, watchIdentity } from './identity.ts';
import type { Engine, Link } from './link.ts';
import type { MessagingError } from './messaging_error.ts';
import type { Meter } from './meter.ts';
import type { Metrics, TraceOptions } from './observability.ts';
import { PageCalls } from './page_calls.ts';
import { PageEffects, writeLog } from './page_effects.ts';
import { Repeats } from './repeats.ts';
import { groupName } from './sharing.ts';
import { removeToasts } from './toasts.ts';
import { forgetTyping } from './typing_timeouts.ts';

/** An aborted core is replaced at once this many times per `abortsWindowMs`. */
const abortsMax = 3;
const abortsWindowMs = 60_000;

class RunningEngine implements Engine, HostedPage {
    readonly calls: PageCalls;
    private host: SharedHost | null = null;
    private readonly repeats = new Repeats();
    private effects: PageEffects;
    private hadCore = false;
    /** The page has named a user before, so if it now says that there is none, that is final. */
    private told = false;
    private readonly csrf: CsrfTokens;
    private readonly aborts: number[] = [];
    private readonly stops: Array<() => void> = [];
    private restartTimer: ReturnType<typeof setTimeout> | undefined;
    private identity: Identity | null = null;
    /** Numbers the requests for the identity; only the answer to the newest counts. */
    private questions = 0;
    private destroyed = false;
    /** Of the core that runs here and the one before it. */
    recordings: Recording[] = [];
    private meter: Meter | undefined;
    private createCore: CreateCore | undefined;
    private early = new EarlySocket(undefined);
    /** For the next core. */
    private config: CoreConfig | undefined;

    constructor(private readonly link: Link) {
        this.csrf = new CsrfTokens(() => link.options.csrfToken);
        this.calls = new PageCalls(link);
        this.effects = this.freshEffects();
    }

    /** Prepares what `start` needs, slowest first: the election runs while the code compiles. */
    async prepare(early?: Early, begun?: Begun): Promise<void> {
        // An identity known without waiting should be set before the core starts.
        await Promise.race([this.identify(), new Promise((resolve) => setTimeout(resolve, 0))]);
        if (this.destroyed) return;
        const { identity, link } = this;
        const { options } = link;
        this.host = new SharedHost(this.environment(), this);
        this.stops.push(watchLifecycle((input) => this.feed(input)));
        this.stops.push(watchIdentity(() => this.identify()));
        const name = groupName(options, identity);
        if (name !== null) this.host.join(name);
        // This reads storage, which takes as long as an election.
        this.config = coreConfig(options);
        this.createCore = await codeFor(link, early);
        const socket = await begun;
        this.early = new EarlySocket(socket);
        const isOther = socket && socket.user !== link.who();
        // Going from unknown to known is not a change of user.
        if (isOther || (identity && identity !== this.identity)) this.early.close();
    }

    start(): void {
        this.host?.start(this.config as CoreConfig);
    }

    // The interface HostedPage.

    takeUp(isHeld: (call: number) => boolean): void {
        const { link, repeats } = this;
        this.effects = this.freshEffects();
        // The new core will not report that they stopped.
        link.group?.typingUsers.forEach((users, conversationId) => {
            for (const userId of users)
                link.dispatch('messaging:typing', { conversationId, userId, isTyping: false });
        });
        if (this.identity) this.feed({ type: 'SignIn', ...this.identity });
        if (link.wantsConnection) this.feed({ type: 'Connect' });
        if (link.listWish) this.feed({ type: 'WatchConversations', ...link.listWish });
        if (link.unread.size > 0) this.feed({ type: 'WatchUnread' });
        for (const conversationId of [...link.system.activeConversations]) {
            if (link.messages.has(conversationId)) continue;
            this.feed({ type: 'JoinConversation', conversationId });
        }
        for (const conversationId of [...link.messages.keys()]) {
            this.feed({ type: 'OpenConversation', conversationId });
        }
        if (link.wantsPolling) this.feed({ type: 'StartPolling' });
        if (this.hadCore) this.rejectOthers(isHeld);
        this.hadCore = true;
        for (const { input, text } of repeats.all()) this.feed(input, text);
        // The new core has taken the socket by now, or never will.
        this.early.close();
    }

    execute(effect: PageEffect, turn: Turn): void {
        this.meter?.told(effect);
        this.effects.execute(effect, turn);
    }

    begin(list: List): void {
        this.effects.begin(list);
    }

    end(list: List): void {
        this.effects.end(list);
    }

    snapshot(list: List): Snapshot | null {
        return this.effects.snapshot(list);
    }

    feed(input: Input, text?: string): void {
        this.repeats.asked(input, text);
        if (!this.host) {
            if ('call' in input) this.rejectOthers();
            return;
        }
        this.effects.expect(input);
        this.host.feed(input, text && mendJson(text));
    }

    emit(args: unknown[], call: number | undefined): void {
        try {
            const { text, attachments } = this.take(args);
            const input: Input = { type: 'Emit', attachments };
            if (call !== undefined) input.call = call;
            this.feed(input, text);
        } catch (error) {
            // For example, circular arguments.
            this.effects.log('error', `not emitted: ${error}`);
            if (call !== undefined) this.effects.reject(call, error);
        }
    }

    /** Resolves once the user is known. */
    identify(): Promise<void> {
        this.questions += 1;
        const question = this.questions;
        return askIdentity(this.link.system).then(
            (identity) => {
                if (question === this.questions) this.signIn(identity);
            },
            (error) => this.effects.log('warn', `the option "user" failed: ${error}`),
        );
    }

    async forget(): Promise<void> {
        if (!this.identity) await this.identify();
        if (this.identity) clearDrafts(this.identity.userId);
        if (this.host?.isShared) this.host.leave();
        this.feed({ type: 'SignOut', final: true });
        this.repeats.clear();
        this.identity = null;
        this.identify();
    }

    async exportTrace(options: TraceOptions = {}): Promise<string> {
        const part = await import('./messaging-trace.js');
        const freshCore = async (config: CoreConfig) => (await codeFor(this.link))(config);
        return part.exportTrace(this.recordings, options, build, freshCore);
    }

    async metrics(): Promise<Metrics> {
        const part = await import('./messaging-trace.js');
        this.meter ??= new part.Meter(this.link);
        return this.meter.read();
    }

    destroy(): void {
        this.destroyed = true;
        this.meter?.stop();
        this.calls.stop();
        this.dropCore();
        clearTimeout(this.restartTimer);
        forgetTyping(this.link.system.typingTimeouts);
        removeToasts();
    }

    private freshEffects(): PageEffects {
        return new PageEffects(
            this.link,
            this.repeats,
            () => (this.host as SharedHost).attachments,
            (socket, ack, args) => {
                const { text, attachments } = this.take(args);
                this.feed({ type: 'Acknowledge', socket, ack, attachments }, text);
            },
        );
    }

    private take(args: unknown[]): { text: string; attachments: number[] } {
        const taken = takeBinary(args);
        const { host } = this;
        const attachments = host ? taken.buffers.map((each) => host.attachments.add(each)) : [];
        return { text: toJson(taken.args), attachments };
    }

    private environment(): Environment {
        const { link, csrf } = this;
        return {
            createCore: (config) => {
                const core = (this.createCore as CreateCore)(config);
                const recording = new Recording(config, core);
                this.recordings = [...this.recordings.slice(-1), recording];
                return recording;
            },
            csrf,
            webSocket: (url) =>
                this.early.take(url) ?? new (link.options.WebSocket ?? WebSocket)(url),
            fetch: (url, init) => {
                this.meter?.requested();
                return (link.options.fetch ?? fetch)(url, init);
            },
            wantsEvents: () => link.socket?.hasListeners ?? false,
            credentials: () => this.credentials(),
            onAbort: (error) => this.aborted(error),
            onFault: (error) => {
                // The page's own log function may be what failed.
                setTimeout(() => this.effects.log('error', `the page failed: ${error}`));
            },
        };
    }

    private async credentials(): Promise<Credentials> {
        const { options, system } = this.link;
        const before = this.identity;
        const [payload, answer] = await Promise.all([
            options.auth?.(),
            askIdentity(system).catch(() => null),
        ]);
        // The user may have changed meanwhile.
        const identity = this.identity === before ? answer : this.identity;
        const known = identity ?? this.fromWish();
        // Other tabs may share the core, so never tell it of a user other than theirs.
        if (identity && this.identity?.userId !== identity.userId) this.signIn(identity);
        const credentials: Credentials = {};
        if (known) {
            credentials.userId = known.userId;
            credentials.role = known.role;
        }
        if (payload !== undefined && payload !== null) credentials.payload = payload;
        return credentials;
    }

    /** The arguments of `listenToUserConversations` name the user only if nothing else does. */
    private fromWish(): Identity | null {
        const wish = this.told ? null : this.link.listWish;
        return wish?.userId ? { userId: wish.userId, role: wish.userType } : null;
    }

    private signIn(asked: Identity | null): void {
        if (asked) this.told = true;
        const identity = asked ?? this.fromWish();
        const before = this.identity;
        // The same user may have signed in again after the server refused the session.
        const refused = this.link.system.state === 'unauthenticated';
        const same = identity?.userId === before?.userId && identity?.role === before?.role;
        if (same && !(identity && refused)) return;
        const { host } = this;
        if (!same && host?.isShared) host.leave();
        this.identity = identity;
        this.link.userId = identity?.userId ?? '';
        if (identity) this.feed({ type: 'SignIn', ...identity });
        else this.feed({ type: 'SignOut', expired: refused });
        if (same) return;
        // After a mere expiry the user may come back, so the drafts are kept.
        if (before && !identity && !refused) clearDrafts(before.userId);
        if (before) this.repeats.clear();
        const name = groupName(this.link.options, identity);
        if (name && host) host.join(name);
    }

    private dropCore(): void {
        for (const stop of this.stops.splice(0)) stop();
        this.host?.destroy();
        this.host = null;
        this.early.close();
    }

    private aborted(error: unknown): void {
        const { link } = this;
        const now = Date.now();
        console.error('messaging: the core aborted', error);
        this.dropCore();
        this.aborts.push(now);
        const first = this.aborts[this.aborts.length - abortsMax - 1] ?? Number.NEGATIVE_INFINITY;
        const delay = Math.max(first + abortsWindowMs - now, 0);
        this.rejectOthers();
        link.lost(delay > 0 ? 'offline' : 'connecting', this.fault(), delay);
        this.calls.decide();
        this.restartTimer = setTimeout(() => this.restart(), delay);
    }

    /** Rejects the calls that the next core cannot be given again. */
    private rejectOthers(isHeld: (call: number) => boolean = () => false): void {
        this.link.rejectCalls(this.fault(), (call) => isHeld(call) || this.repeats.has(call));
    }

    private fault(): MessagingError {
        return this.link.error('The messaging core aborted', 'aborted', null, true);
    }

    private async restart(): Promise<void> {
        try {
            await this.prepare();
            this.start();
        } catch (error) {
            if (!this.destroyed) this.aborted(error);
        }
    }
}

function codeFor({ options }: Link, early?: Early): Promise<CreateCore> {
    return loadCore(options.wasm, early, (says) => writeLog(options, 'warn', says));
}

/** Loads and starts the core. Rejects if it cannot be loaded or an option is missing. */
export async function createEngine(link: Link, early: Early, begun: Begun): Promise<Engine> {
    const engine = new RunningEngine(link);
    try {
        await engine.prepare(early, begun);
    } catch (error) {
        engine.destroy();
        throw error;
    }
    return engine;
}
