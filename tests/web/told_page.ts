// A page without a core: the test hands effects to it.
import { Attachments } from '../../bindings/attachments.ts';
import type { PageEffect } from '../../bindings/host.ts';
import type { Input } from '../../bindings/protocol.ts';
import { turnOf } from '../../bindings/turn.ts';
import type { MessagingOptions } from '../../web/options.ts';
import { PageEffects } from '../../web/page_effects.ts';
import { Repeats } from '../../web/repeats.ts';
import { SocketObject } from '../../web/socket_object.ts';
import { MessagingSystem } from '../../web/system.ts';

(globalThis as Record<string, unknown>).window ??= new EventTarget();

/** `tell` hands an effect to the page; `texts` are the bulk texts to which the effect refers. */
export function start(options: MessagingOptions = {}) {
    const lines: string[] = [];
    const system = new MessagingSystem({
        log: (...line) => lines.push(line.join(' ')),
        ...options,
    });
    const link = system._link;
    const attachments = new Attachments();
    const acknowledged: unknown[] = [];
    const repeats = new Repeats();
    const effects = new PageEffects(
        link,
        repeats,
        () => attachments,
        (...answer) => acknowledged.push(answer),
    );
    const tell = (effect: PageEffect, document: unknown = null, texts: string[] = []) =>
        effects.execute(
            effect,
            turnOf(
                () => JSON.stringify(document),
                (index) => texts[index] ?? '',
            ),
        );
    /** A call of the page, as it would be fed to the core. */
    const ask = (input: Input) => {
        effects.expect(input);
        return new Promise<unknown>((resolve, reject) => {
            link.pending.set('call' in input ? (input.call as number) : 0, { resolve, reject });
        });
    };
    const listen = () => {
        link.wantsConnection = true;
        link.socket = new SocketObject(link);
        return link.socket;
    };
    return { system, link, effects, repeats, attachments, acknowledged, lines, tell, ask, listen };
}
