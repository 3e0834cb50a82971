// Validates bodies and queries once, at the edge, into what the routes work with.

import * as z from 'zod';
import {
    attachmentsLengthMax,
    extraDepthMax,
    extraLengthMax,
    historyLimitDefault,
    historyLimitMax,
    idLengthMax,
    textLengthMax,
} from '../contract.ts';
import { storableText } from '../text.ts';
import { reservedFields } from '../views.ts';
import { attachmentFields } from './attachments.ts';
import { HttpError } from './errors.ts';
import type { RestRequest } from './routes.ts';

const id = z.string().min(1).max(idLengthMax);
const sendFields = z.object({
    senderId: z.string().nullish(),
    clientMessageId: id.nullish(),
});
const readFields = z.object({ messageId: id.nullish() });
const historyQuery = z.object({
    limit: z.coerce.number().int().min(1).default(historyLimitDefault),
    after: z.string().optional(),
    before: z.string().optional(),
});
const listQuery = z.object({
    status: z.string().max(idLengthMax).optional(),
    unreadOnly: z.enum(['true', 'false', '1', '0', '']).optional(),
});
const syncQuery = z.object({ since: z.string().optional() });

export interface Send {
    text: string;
    senderId: string | null;
    clientMessageId: string | null;
    extra: Record<string, unknown>;
}

export function readSend(request: RestRequest): Send {
    const body = bodyObject(request);
    const fields = parse(sendFields, body);
    const text = [body.message, body.content, body.text].find(
        (candidate) => typeof candidate === 'string' && candidate.trim() !== '',
    );
    if (typeof text !== 'string') throw new HttpError(400, 'Message text required');
    if (text.length > textLengthMax) {
        const message = `At most ${textLengthMax} characters`;
        throw new HttpError(413, 'Message too long', { message });
    }
    const key = fields.clientMessageId ?? request.get('Idempotency-Key');
    return {
        text: storableText(text),
        senderId: fields.senderId ?? null,
        clientMessageId: key ? parse(id, key) : null,
        extra: { ...extraFields(body), ...attachmentsIn(body) },
    };
}

export function readMark(request: RestRequest): { messageId: string | undefined } {
    const { messageId } = parse(readFields, bodyObject(request));
    return { messageId: messageId ?? undefined };
}

export function readHistoryQuery(request: RestRequest) {
    const query = parse(historyQuery, request.query);
    return { ...query, limit: Math.min(query.limit, historyLimitMax) };
}

export function readListQuery(request: RestRequest) {
    const { status, unreadOnly } = parse(listQuery, request.query);
    return {
        ...(status ? { status } : {}),
        unreadOnly: unreadOnly === 'true' || unreadOnly === '1',
    };
}

export function readSyncQuery(request: RestRequest) {
    return parse(syncQuery, request.query);
}

/** The body as an object. A missing body counts as an empty one. */
export function bodyObject(request: RestRequest): Record<string, unknown> {
    const body: unknown = request.body ?? {};
    if (typeof body !== 'object' || Array.isArray(body)) {
        throw new HttpError(400, 'Malformed body', { message: 'A JSON object is expected' });
    }
    return body as Record<string, unknown>;
}

export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const names = result.error.issues.map((issue) => issue.path.join('.')).filter(Boolean);
    throw new HttpError(400, 'Malformed request', {
        message:
            names.length > 0 ? `Wrong value: ${[...new Set(names)].join(', ')}` : 'Wrong value',
    });
}

function extraFields(body: Record<string, unknown>): Record<string, unknown> {
    const names = Object.keys(body).filter((name) => !reservedFields.has(name));
    const extra = Object.fromEntries(names.map((name) => [name, body[name]]));
    boundSize(extra, extraLengthMax, 'Additional fields too long');
    return extra;
}

/** Stored among the additional fields, so that stores need not know about them. */
function attachmentsIn(body: Record<string, unknown>): Record<string, unknown> {
    const { attachments } = parse(attachmentFields, body);
    if (!attachments?.length) return {};
    boundSize(attachments, attachmentsLengthMax, 'Attachments too long');
    return { attachments };
}

function boundSize(value: unknown, lengthMax: number, error: string): void {
    if (deeperThan(extraDepthMax, value)) throw new HttpError(400, 'Malformed body');
    if (JSON.stringify(value).length > lengthMax) throw new HttpError(413, error);
}

/** Bounds the depth first, as later code walks values recursively. */
function deeperThan(levels: number, value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    if (levels === 0) return true;
    return Object.values(value).some((inner) => deeperThan(levels - 1, inner));
}
