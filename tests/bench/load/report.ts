// The figures as a Markdown table, as in docs/load.md: a column for each target.

import type { Figures } from './load.ts';

/** A column's heading and what is below it. */
export type Column = readonly [name: string, figures: Figures];

export function report(columns: readonly Column[]): string {
    const lines: [string, (figures: Figures) => string][] = [
        [
            'Sockets, connected in',
            ({ options, openMs }) => `${options.sockets}, ${seconds(openMs)}`,
        ],
        ['Server memory per socket', ({ bytesPerSocket }) => kilobytes(bytesPerSocket)],
        ['Messages, per second', ({ sent, options }) => `${sent}, ${options.rate}`],
        ['Answered per second', ({ sent, answeredMs }) => rate(sent, answeredMs)],
        ['Lost', ({ lost, unacknowledged }) => String(lost + unacknowledged)],
        ['Doubled', ({ doubled, stored, sent }) => String(doubled + Math.max(0, stored - sent))],
        ['Refused, sent again', ({ refusals }) => entries(refusals, (count) => String(count))],
        ['Response, 50 %, 95 %, 99 %', ({ answerMs }) => quantiles(answerMs)],
        ['Delivery, 50 %, 95 %, 99 %', ({ deliveryMs }) => quantiles(deliveryMs)],
        ['Server CPU per message', ({ serverMsPerMessage: ms }) => `${ms.toFixed(1)} ms`],
        ['CPU, of one core', ({ cpu }) => entries(cpu, (one) => `${(100 * one).toFixed(0)} %`)],
        ['Load average before', ({ loadAverage }) => loadAverage.toFixed(1)],
    ];
    const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
    return [
        row(['', ...columns.map(([name]) => name)]),
        row(['---', ...columns.map(() => '---:')]),
        ...lines.map(([name, show]) => row([name, ...columns.map(([, figures]) => show(figures))])),
    ].join('\n');
}

/** Whether every message was acknowledged and has arrived once. */
export function isWhole({ sent, stored, lost, doubled, unacknowledged }: Figures): boolean {
    return lost + doubled + unacknowledged === 0 && stored === sent;
}

function quantiles(values: number[]): string {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    return `${[0.5, 0.95, 0.99].map((share) => at(share).toFixed(0)).join(', ')} ms`;
}

function entries(values: Record<string, number>, show: (value: number) => string): string {
    return (
        Object.entries(values)
            .map(([name, value]) => `${name} ${show(value)}`)
            .join(', ') || 'none'
    );
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
const rate = (count: number, ms: number) => ((1000 * count) / ms).toFixed(0);
