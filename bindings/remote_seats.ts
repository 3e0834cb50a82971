/** The pages of other tabs, as seats at the hub of the tab that leads. */
import type { Group, TabMessage } from './group.ts';
import type { PageEffect } from './host.ts';
import type { Hub, List, Seat } from './hub.ts';
import { type InputParcel, packEffect, unpackInput } from './tab_parcels.ts';
import type { Turn } from './turn.ts';

class RemoteSeat implements Seat {
    constructor(
        private readonly hub: Hub,
        private readonly post: (message: TabMessage) => void,
    ) {}

    execute(effect: PageEffect, turn: Turn): void {
        this.post(packEffect(effect, turn, this.hub.attachments));
    }

    begin(list: List): void {
        this.post({ type: 'begin', list });
    }

    refuse(): void {
        this.post({ type: 'refused' });
    }
}

export class RemoteSeats {
    private readonly seats = new Map<string, RemoteSeat>();

    constructor(
        private readonly hub: Hub,
        private readonly group: Group,
    ) {}

    get any(): boolean {
        return this.seats.size > 0;
    }

    /** Tells a tab who leads; a new one gets a seat. */
    greet(id: string): void {
        const { group } = this;
        group.post({ type: 'leads', to: id });
        if (this.seats.has(id)) return;
        const seat = new RemoteSeat(this.hub, (message) => group.post({ ...message, to: id }));
        this.seats.set(id, seat);
        group.watch(id, () => this.remove(id));
        this.hub.add(seat);
    }

    feed(id: string, parcel: InputParcel): void {
        const seat = this.seats.get(id);
        if (!seat) return;
        this.hub.feed(seat, unpackInput(parcel, this.hub.attachments), parcel.text);
    }

    remove(id: string): void {
        const seat = this.seats.get(id);
        this.seats.delete(id);
        if (seat) this.hub.remove(seat);
    }

    clear(): void {
        for (const id of [...this.seats.keys()]) this.remove(id);
    }

    /** A tab that is visible. */
    visible(): string | undefined {
        return [...this.seats].find(([, seat]) => this.hub.isVisible(seat))?.[0];
    }
}
