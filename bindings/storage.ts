/**
 * Unsent messages, in IndexedDB, where they outlive the page. Each belongs to one user of one
 * server.
 */
import type { Effect, Input } from './protocol.ts';

export type StorageEffect = Extract<
    Effect,
    { type: 'LoadStorage' | 'Persist' | 'Forget' | 'WipeStorage' }
>;

const storeName = 'outbox';

function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
        const request = indexedDB.open('messaging', 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore(storeName);
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

export class Storage {
    private database: Promise<IDBDatabase> | null = null;

    /** `server`: tells apart the servers that pages of this origin use. */
    constructor(
        private readonly server: string,
        private readonly feed: (input: Input, text?: string) => void,
    ) {}

    /** `record`: the bulk text of a `Persist`. */
    execute(effect: StorageEffect, record: string): void {
        this.carryOut(effect, record).catch(() => {
            if ('ticket' in effect) this.feed({ type: 'PersistFailed', ticket: effect.ticket });
        });
    }

    close(): void {
        this.database?.then(
            (database) => database.close(),
            () => {},
        );
        this.database = null;
    }

    private async carryOut(effect: StorageEffect, record: string): Promise<void> {
        const { userId } = effect;
        switch (effect.type) {
            case 'LoadStorage': {
                const range = this.range(userId);
                const records = await this.run('readonly', (store) => store.getAll(range));
                this.feed({ type: 'StorageLoaded', ticket: effect.ticket }, `[${records}]`);
                return;
            }
            case 'Persist': {
                const key = this.key(userId, effect.id);
                await this.run('readwrite', (store) => store.put(record, key));
                break;
            }
            case 'Forget': {
                const key = this.key(userId, effect.id);
                await this.run('readwrite', (store) => store.delete(key));
                break;
            }
            case 'WipeStorage':
                await this.run('readwrite', (store) => store.delete(this.range(userId)));
                return;
        }
        this.feed({ type: 'Persisted', ticket: effect.ticket });
    }

    private key(userId: string, id: string): string[] {
        return [this.server, userId, id];
    }

    /** An array sorts after its prefixes and after any string, so this covers every id. */
    private range(userId: string): IDBKeyRange {
        return IDBKeyRange.bound([this.server, userId], [this.server, userId, []]);
    }

    /** Resolves when the transaction has completed, so that what was written stays written. */
    private async run(
        mode: IDBTransactionMode,
        work: (store: IDBObjectStore) => IDBRequest,
    ): Promise<unknown> {
        this.database ??= open();
        try {
            const transaction = (await this.database).transaction(storeName, mode);
            const request = work(transaction.objectStore(storeName));
            await new Promise<void>((resolve, reject) => {
                transaction.oncomplete = () => resolve();
                transaction.onabort = () => reject(transaction.error);
            });
            return request.result;
        } catch (error) {
            // The browser may have closed it; the next run opens it again.
            this.close();
            throw error;
        }
    }
}
