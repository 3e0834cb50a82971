// The server under test, as its parent process sees it: its port, failures and memory.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Memory, Report } from './server_process.ts';

const program = fileURLToPath(new URL('server_process.ts', import.meta.url));

export interface Target {
    port: number;
    token: string;
    csrf: string;
    /** What the server has reported so far, and how it ended if it did. */
    failures: string[];
    /** Signs in again after a case that may have signed out. */
    renew(): Promise<void>;
    memory(): Promise<Memory>;
    stop(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
    const folder = mkdtempSync(join(tmpdir(), 'malformed-'));
    const args = ['--import', 'tsx', '--expose-gc', program, join(folder, 'messages.sqlite')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    const failures: string[] = [];
    let stopping = false;
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
        errors = (errors + text).slice(-4000);
    });
    const ended = new Promise<void>((resolve) => {
        child.on('exit', (code, signal) => {
            if (!stopping) failures.push(`The server ended with ${signal ?? code}: ${errors}`);
            resolve();
        });
    });
    child.on('message', (report: Report) => {
        if ('failure' in report) failures.push(report.failure);
    });
    const { port, token } = await next(child, (report) => 'ready' in report && report.ready);
    const target: Target = {
        port,
        token,
        csrf: 'c'.repeat(64),
        failures,
        async renew() {
            const answer = await fetch(`http://127.0.0.1:${port}/api/auth/login`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ userId: 'usr_alice', bearer: true }),
            });
            target.token = ((await answer.json()) as { token: string }).token;
        },
        memory() {
            child.send('memory');
            return next(child, (report) => 'memory' in report && report.memory);
        },
        async stop() {
            stopping = true;
            if (child.connected) child.disconnect();
            await ended;
            rmSync(folder, { recursive: true, force: true });
        },
    };
    return target;
}

function next<Part>(child: ChildProcess, part: (report: Report) => Part | false): Promise<Part> {
    return new Promise((resolve, reject) => {
        const fail = () => reject(new Error('The server has ended'));
        const look = (report: Report) => {
            const found = part(report);
            if (found === false) return;
            child.off('message', look).off('exit', fail);
            resolve(found);
        };
        child.on('message', look).on('exit', fail);
    });
}
