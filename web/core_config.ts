/** The options in the form the core expects: complete, absolute, in range. */
import type { CoreConfig } from '../bindings/protocol.ts';
import { prefersPolling } from './found_transport.ts';
import type { MessagingOptions } from './options.ts';
import { randomHex } from './random.ts';

export const typingStopMsDefault = 3000;

/** The server's origin. Throws where there is neither a page nor the option `url`. */
export function originOf({ url }: MessagingOptions): string {
    if (url === undefined && !globalThis.location) {
        throw new Error('Option "url" must be set where there is no page');
    }
    const parsed = new URL(url ?? location.href);
    return `${parsed.protocol.replace(/^ws/, 'http')}//${parsed.host}`;
}

/** What follows from the options alone. Throws where there is neither a page nor a `url`. */
export function settingsOf(options: MessagingOptions): Omit<CoreConfig, 'seed' | 'prefersPolling'> {
    const url = originOf(options);
    const absolute = (address: string) => new URL(address, url).href.replace(/\/+$/, '');
    return {
        url,
        path: options.path ?? '/socket.io',
        api: absolute(options.api ?? '/api/messages'),
        csrfUrl: absolute(options.csrfUrl ?? '/api/csrf-token'),
        pollIntervalMs: options.pollIntervalMs ?? 30_000,
        hiddenPollIntervalMs: options.hiddenPollIntervalMs ?? 120_000,
        typingThrottleMs: options.typingThrottleMs ?? 1000,
        typingStopMs: options.typingStopMs ?? typingStopMsDefault,
        typingExpiryMs: options.typingExpiryMs ?? 6000,
        reconnectMinMs: options.reconnect?.minMs ?? 1000,
        reconnectMaxMs: options.reconnect?.maxMs ?? 30_000,
        historyWindow: options.historyWindow ?? 500,
        isStored: options.storage !== 'memory',
    };
}

/** Adds what differs for each core: the seed and what is known of the network. */
export function coreConfig(options: MessagingOptions): CoreConfig {
    const settings = settingsOf(options);
    return { ...settings, seed: randomHex(), prefersPolling: prefersPolling(settings.url) };
}
