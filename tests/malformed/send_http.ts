// Sends a case over HTTP and returns the outcome: a status, or that there was none.

import { type Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { HttpCase, RawCase } from './http_cases.ts';
import type { Target } from './target.ts';

const patienceMs = 20_000;
/** The server may wait forever for the rest of a spoilt request. */
const rawSilenceMs = 150;

const signingOut = /auth\/logout/i;

export async function sendHttp(target: Target, agent: Agent, given: HttpCase): Promise<string> {
    const result = await exchange(target, agent, given);
    if (signingOut.test(given.path)) await target.renew();
    return result;
}

export async function sendRaw(target: Target, given: RawCase): Promise<string> {
    const result = await write(target, given);
    if (signingOut.test(given.bytes)) await target.renew();
    return result;
}

function exchange(target: Target, agent: Agent, given: HttpCase): Promise<string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of given.headers) headers[name] = filled(target, value);
    const body = Buffer.from(given.body, 'latin1');
    if (body.length > 0) headers['content-length'] = String(body.length);
    const { method, path } = given;
    return new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port: target.port, agent, method, path, headers };
        const sent = request(options, (answer) => {
            answer.resume();
            answer.on('end', () => resolve(String(answer.statusCode)));
        });
        sent.setTimeout(patienceMs, () => {
            reject(new Error('No answer came'));
            sent.destroy();
        });
        // The server may have closed the connection before all of a large body was sent.
        sent.on('error', () => resolve('cut off'));
        sent.on('close', () => resolve('cut off'));
        sent.end(body);
    });
}

function write(target: Target, { bytes }: RawCase): Promise<string> {
    return new Promise((resolve) => {
        const socket = connect(target.port, '127.0.0.1');
        let answer = '';
        socket.setTimeout(rawSilenceMs, () => socket.destroy());
        socket.on('data', (data) => {
            answer += data.toString('latin1').slice(0, 2000);
        });
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
            const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, one]) => one);
            resolve(statuses.find((one) => one && one >= '500') ?? statuses[0] ?? 'cut off');
        });
        socket.write(Buffer.from(filled(target, bytes), 'latin1'));
    });
}

function filled({ token, csrf }: Target, text: string): string {
    return text.replaceAll('{token}', token).replaceAll('{csrf}', csrf);
}
