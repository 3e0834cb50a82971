/** `<messaging-inspector>`, for developers: connection, timers, queues and the work of the core. */
import { element, on, setText } from '../dom/dom.ts';
import type { StateDetail } from '../events.ts';
import type { Metrics } from '../observability.ts';
import type { MessagingSystem } from '../system.ts';
import { MessagingElement, type Place } from './element.ts';
import { inputLine } from './inspector_lines.ts';

const refreshEveryMs = 1000;
const inputsShown = 30;

type Row = [name: string, value: string];

const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;

function connectionRows(system: MessagingSystem, detail: StateDetail | null): Row[] {
    const now = Date.now();
    const next = detail?.nextAttemptAt;
    return [
        ['state', `${system.state}, ${system.mode}`],
        ['for', detail ? seconds(now - detail.since) : '-'],
        ['reason', detail?.reason || '-'],
        ['next attempt', next ? `in ${seconds(next - now)}` : '-'],
        ['nothing missed', detail ? String(detail.continuity) : '-'],
        ['session', system.socket?.id ?? '-'],
    ];
}

function coreRows(system: MessagingSystem): Row[] {
    const recordings = system._link.engine?.recordings ?? [];
    const recording = recordings[recordings.length - 1];
    if (!recording) return [['core', 'none in this tab']];
    const deadline = recording.deadline();
    return [
        ['core', `${recording.inputs.length + recording.lost} inputs`],
        ['next timer', deadline < 0 ? '-' : `in ${seconds(deadline - Date.now())}`],
        ['open conversations', String(system.activeConversations.size)],
    ];
}

function figureRows(metrics: Metrics | null): Row[] {
    if (!metrics) return [];
    const { connects, reconnects, failedConnects, messages, latency } = metrics;
    const half = latency.counts.reduce((sum, count) => sum + count, 0) / 2;
    let seen = 0;
    const bucket = latency.counts.findIndex((count) => {
        seen += count;
        return seen > 0 && seen >= half;
    });
    const bound = latency.boundsMs[bucket];
    return [
        ['connects', `${connects} (${reconnects} again), ${failedConnects} failed`],
        ['requests', String(metrics.requests)],
        ['sent, came, failed', `${messages.sent}, ${messages.received}, ${messages.failed}`],
        ['waiting', String(metrics.queued)],
        ['half are sent in', bound === undefined ? '-' : `${bound} ms or less`],
        ['by polling alone', `${Math.round(metrics.pollingShare * 100)} %`],
    ];
}

function fill(list: HTMLElement, rows: readonly Row[]): void {
    for (const [index, [name, value]] of rows.entries()) {
        const row = list.children[index] ?? list.appendChild(emptyRow());
        setText(row.children[0] as Element, name);
        setText(row.children[1] as Element, value);
    }
    while (list.children.length > rows.length) list.lastChild?.remove();
}

const emptyRow = () => element('div', { class: 'fact' }, element('dt'), element('dd'));

/** Downloads the trace as a file. */
function save(trace: string): void {
    const href = URL.createObjectURL(new Blob([trace], { type: 'application/jsonl' }));
    element('a', { href, download: 'messaging-trace.jsonl' }).click();
    setTimeout(() => URL.revokeObjectURL(href), refreshEveryMs);
}

export class MessagingInspectorElement extends MessagingElement {
    protected override get wantsConversation(): boolean {
        return false;
    }

    protected begin({ system, content }: Place): () => void {
        const facts = element('dl', { class: 'facts', part: 'facts' });
        const inputs = element('ol', {
            class: 'inputs',
            part: 'inputs',
            tabindex: '0',
            'aria-label': 'Last inputs of the core',
        });
        const button = { class: 'trace', part: 'trace', type: 'button' };
        const trace = element('button', button, 'Save trace');
        let detail: StateDetail | null = null;
        let metrics: Metrics | null = null;
        const show = () => {
            fill(facts, [
                ...connectionRows(system, detail),
                ...coreRows(system),
                ...figureRows(metrics),
            ]);
            const recorded = system._link.engine?.recordings.slice(-1)[0]?.inputs ?? [];
            const lines = recorded.slice(-inputsShown).reverse().map(inputLine);
            inputs.replaceChildren(...lines.map((line) => element('li', {}, line)));
        };
        const refresh = async () => {
            metrics = await system.metrics();
            show();
        };
        const quietly = () => void refresh().catch(show);
        const stop = on<CustomEvent<StateDetail>>(window, 'messaging:state', (event) => {
            detail = event.detail;
            show();
        });
        trace.onclick = () => void system.exportTrace().then(save, show);
        const timer = setInterval(quietly, refreshEveryMs);
        content.append(facts, trace, inputs);
        quietly();
        return () => {
            clearInterval(timer);
            stop();
        };
    }
}
