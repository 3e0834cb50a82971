// The queries of the dashboard and the alerts, parsed by Prometheus's own grammar.

import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';

export interface Rule {
    alert: string;
    expr: string;
    for: string;
    labels: { severity: string };
    annotations: { summary: string };
}

const read = (name: string) =>
    readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');

export function alertRules(): Rule[] {
    const { groups } = parse(read('alerts.yml')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap(({ rules }) => rules);
}

export interface Panel {
    id: number;
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets?: { refId: string; expr: string }[];
}

export function dashboardPanels(): Panel[] {
    return JSON.parse(read('grafana-dashboard.json')).panels;
}

export function allQueries(): string[] {
    const targets = dashboardPanels().flatMap((panel) => panel.targets ?? []);
    return [...targets, ...alertRules()].map(({ expr }) => expr);
}

/** The names of metrics in a query. Throws if it is not a query. */
export function metricsIn(query: string): string[] {
    // Grafana's own variable for an interval.
    const text = query.replaceAll('$__rate_interval', '5m');
    const names: string[] = [];
    parser.parse(text).iterate({
        enter({ type, from, to, node }) {
            const found = text.slice(from, to);
            if (type.isError) throw new SyntaxError(`${query}\n  is wrong before "${found}"`);
            const isName = type.name === 'Identifier' && node.parent?.name === 'VectorSelector';
            if (isName) names.push(found);
        },
    });
    return names;
}

/** Added by Prometheus itself. */
export const ofPrometheus = new Set(['up']);
