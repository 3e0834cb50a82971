/**
 * The host of a page that may share its core with the pages of other tabs. The core runs here, for
 * this page alone or for its whole group; or in the tab that leads the group; or nowhere, until a
 * leader is found.
 */
import { Attachments } from './attachments.ts';
import { Group, type Member, type TabMessage } from './group.ts';
import { createHost, type Environment, type Host, type PageEffect } from './host.ts';
import { type Copies, Hub, isStanding, type Seat } from './hub.ts';
import type { CoreConfig, Input } from './protocol.ts';
import { RemoteSeats } from './remote_seats.ts';
import { packInput, unpackEffect } from './tab_parcels.ts';
import type { Turn } from './turn.ts';

/** A leader that is silent for this long counts as hung. */
const answerMsMax = 1000;
/** The timers of a hidden leader are slow: after this long a visible tab takes over. */
const hiddenMsMax = 5000;

/** The page that a host works for. */
export interface HostedPage extends Copies {
    /** There is a core that knows nothing of this page yet, nor of calls other than those held. */
    takeUp(isHeld: (call: number) => boolean): void;
    execute(effect: PageEffect, turn: Turn): void;
}

export class SharedHost implements Host, Member, Seat {
    private hub: Hub | null = null;
    private seats: RemoteSeats | null = null;
    private group: Group | null = null;
    /** The group that this page belongs to, even while the page is frozen or cached. */
    private name: string | null = null;
    private leader: string | null = null;
    readonly attachments = new Attachments();
    /** Inputs not yet given to a core, except those that each new core is told again. */
    private waiting: Array<[Input, string]> = [];
    private isVisible = true;
    private isOffline = false;
    private silence: ReturnType<typeof setTimeout> | undefined;
    private handOver: ReturnType<typeof setTimeout> | undefined;
    /** For a core that begins here; null before the start. */
    private config: CoreConfig | null = null;
    private ended = false;

    constructor(
        private readonly environment: Environment,
        private readonly page: HostedPage,
    ) {}

    get isShared(): boolean {
        return this.name !== null;
    }

    /** Starts, alone or in the group that it has joined. `createCore` works from now on. */
    start(config: CoreConfig): void {
        this.config = config;
        if (this.name === null) this.beginCore();
        else if (this.group?.leads) this.elected();
        else this.expectAnswer();
    }

    /** Shares with the group `name`. A core that runs here continues, unless another tab leads. */
    join(name: string): void {
        this.name = name;
        try {
            this.group = new Group(name, this);
        } catch {
            this.failed();
        }
        this.expectAnswer();
    }

    /** Stops sharing: the page has a core of its own. */
    leave(): void {
        this.part();
        this.name = null;
        if (!this.hub) this.beginCore();
    }

    feed(input: Input, text = ''): void {
        if (this.ended || this.isHandled(input)) return;
        if (this.hub) this.hub.feed(this, input, text);
        else if (this.leader !== null) this.tellLeader(input, text);
        else if (!isStanding(input)) this.waiting.push([input, text]);
    }

    destroy(): void {
        this.ended = true;
        this.endCore();
        this.part();
        this.waiting = [];
    }

    // As a seat beside its own hub.

    execute(effect: PageEffect, turn: Turn): void {
        this.page.execute(effect, turn);
    }

    /** This page's copies are those that the hub keeps. */
    begin(): void {}

    refuse(): void {
        this.leave();
    }

    // As a member of its group.

    /** A tab that greets gets a seat and is told everything, so it must be able to listen. */
    present(): void {
        if (this.config) this.group?.greet();
    }

    elected(): void {
        this.heard();
        if (!this.hub) this.beginCore();
        this.lead();
    }

    deposed(): void {
        this.endCore();
        this.expectAnswer();
    }

    failed(): void {
        this.leave();
    }

    received(message: TabMessage, from: string): void {
        if (!this.config) return;
        const isLeader = from === this.leader;
        if (isLeader) this.heard();
        switch (message.type) {
            case 'hello':
                this.seats?.greet(from);
                return;
            case 'leads':
                if (!isLeader && !this.group?.leads) this.follow(from);
                return;
            case 'input':
                this.seats?.feed(from, message);
                if (message.input.type === 'Visible') this.watchVisibility();
                return;
            case 'left':
                this.seats?.remove(from);
                if (isLeader) this.loseLeader();
                return;
            case 'take':
                if (isLeader) this.loseLeader();
                if (message.heir === this.group?.id) this.group.steal();
                return;
            default:
                if (isLeader) this.obey(message);
        }
    }

    private obey(message: TabMessage): void {
        if (message.type === 'refused') this.leave();
        else if (message.type === 'begin') this.page.begin(message.list);
        else if (message.type === 'effect') {
            try {
                unpackEffect(message, this.attachments, (effect, turn) =>
                    this.page.execute(effect, turn),
                );
            } catch (error) {
                this.environment.onFault(error);
            }
        }
    }

    /** Whether `input` is not for a core, or is in the queue already. */
    private isHandled(input: Input): boolean {
        const { type } = input;
        if (type === 'SendMessage' && input.repeated) return this.holds(input.call);
        if (type === 'Visible' || type === 'Hidden') {
            this.isVisible = type === 'Visible';
            this.watchVisibility();
            if (this.isVisible) this.expectAnswer();
        } else if (type === 'Online' || type === 'Offline') {
            this.isOffline = type === 'Offline';
            return !this.hub;
        }
        if (this.name === null) return false;
        if (type === 'PageHidden' || type === 'Frozen') {
            // A frozen or cached page would keep the lock, and the others waiting.
            this.endCore();
            this.part();
            return true;
        }
        if (type === 'PageShown' || type === 'Resumed') {
            if (!this.group) this.join(this.name);
            return true;
        }
        if (type === 'Disconnect') this.leave();
        return false;
    }

    private holds(call: number): boolean {
        return this.waiting.some(([input]) => 'call' in input && input.call === call);
    }

    private beginCore(): void {
        const { config } = this;
        if (!config) return;
        this.leader = null;
        const environment = {
            ...this.environment,
            // What other tabs listen to is not known.
            wantsEvents: () => this.seats?.any || this.environment.wantsEvents(),
        };
        this.hub = new Hub(
            (onEffect) => createHost(config, environment, onEffect, this.attachments),
            this,
            this.page,
        );
        if (this.isOffline) this.feed({ type: 'Offline' });
        this.begun();
    }

    private endCore(): void {
        this.seats = null;
        this.hub?.destroy();
        this.hub = null;
    }

    /** Tells a core, or the tab that has it, everything about this page. */
    private begun(): void {
        this.feed({ type: this.isVisible ? 'Visible' : 'Hidden' });
        this.page.takeUp((call) => this.holds(call));
        for (const [input, text] of this.waiting.splice(0)) this.feed(input, text);
    }

    private lead(): void {
        const { hub, group } = this;
        if (!hub || !group) return;
        this.seats = new RemoteSeats(hub, group);
        group.post({ type: 'leads' });
        this.watchVisibility();
    }

    private follow(leader: string): void {
        this.heard();
        this.endCore();
        this.leader = leader;
        // A new leader has not seen this tab yet.
        this.group?.greet();
        this.begun();
    }

    private loseLeader(): void {
        this.leader = null;
        this.expectAnswer();
    }

    private tellLeader(input: Input, text: string): void {
        if (input.type === 'CloseConversation') this.page.end(input.conversationId);
        const to = this.leader as string;
        this.group?.post({ ...packInput(input, text, this.attachments), to });
        this.expectAnswer();
    }

    /** Some tab must lead; a leader that stays silent is deposed. */
    private expectAnswer(): void {
        const { group } = this;
        if (!this.config || !group || group.leads || this.silence !== undefined) return;
        group.greet();
        this.silence = setTimeout(() => {
            this.silence = undefined;
            if (this.isVisible) group.steal();
        }, answerMsMax);
    }

    private heard(): void {
        clearTimeout(this.silence);
        this.silence = undefined;
    }

    private watchVisibility(): void {
        // What waits for the tab that takes over goes on waiting.
        if (!this.seats) return;
        clearTimeout(this.handOver);
        if (this.isVisible || this.seats.visible() === undefined) return;
        this.handOver = setTimeout(() => this.handOverTo(this.seats?.visible()), hiddenMsMax);
    }

    /** The connection here ends before another begins there. */
    private handOverTo(heir: string | undefined): void {
        if (heir === undefined) return;
        this.endCore();
        this.group?.post({ type: 'take', heir });
        // If that tab has just ended, this one continues.
        this.handOver = setTimeout(() => {
            if (this.group?.leads && !this.hub) this.elected();
        }, answerMsMax);
    }

    private part(): void {
        clearTimeout(this.handOver);
        this.heard();
        this.leader = null;
        this.seats?.clear();
        this.seats = null;
        this.group?.leave();
        this.group = null;
    }
}
