// A session is a signed token, in a browser's HttpOnly cookie or as the bearer token of a client
// without cookies. It ends when it expires, on sign-out, or with its user or the user's password.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parse } from 'cookie';
import { jwtVerify, SignJWT } from 'jose';
import type { Kysely } from 'kysely';
import { oneOf } from '../database/one_of.ts';
import { gathered } from '../gather.ts';
import { newId } from '../ids.ts';
import type { Session } from '../user.ts';
import type { Account, Accounts } from './accounts.ts';
import type { AccountsSchema } from './schema.ts';

export const sessionCookie = 'token';
export const sessionSeconds = 7 * 24 * 3600;
/** How much the clocks of machines may differ. */
export const clockSkewMs = 30_000;
/** Verified tokens are cached, since verifying takes longer than the rest of a request. */
const knownTokensMax = 20_000;
/** How many users are looked up at once when many sessions are checked. */
const checkedAtOnce = 500;

export interface AccountSession extends Session {
    user: Account;
    key: string;
    expiresAt: number;
}

export interface Sessions {
    begin(account: Account): Promise<string>;
    authenticate(request: IncomingMessage, token?: string): Promise<AccountSession | null>;
    end(session: AccountSession): Promise<void>;
    /** Keys of the sessions ended since then. */
    endedSince(time: number): Promise<string[]>;
    /** Those of these sessions whose user was removed or has another password. */
    outdated(open: readonly AccountSession[]): Promise<AccountSession[]>;
}

export function createSessions(
    database: Kysely<AccountsSchema>,
    accounts: Accounts,
    secret: string,
): Sessions {
    const key = createKey(secret);
    const known = new Map<string, Claims>();

    async function claimsOf(token: string | undefined): Promise<Claims | null> {
        if (!token) return null;
        const claims = known.get(token) ?? (await verify(token, await key));
        if (!claims || claims.expiresAt <= Date.now()) return null;
        if (known.size >= knownTokensMax) known.clear();
        known.set(token, claims);
        return claims;
    }

    const isEnded = gathered(
        async (keys: string[]) => {
            const ended = database.selectFrom('ended_sessions').select('key');
            const rows = await ended.where(oneOf(database, 'key', keys)).execute();
            const found = new Set(rows.map((row) => row.key));
            return keys.map((one) => found.has(one));
        },
        { most: 50, atOnce: 2 },
    );

    return {
        async begin({ id, role, passwordStamp }) {
            return new SignJWT({ id, role, passwordStamp })
                .setProtectedHeader({ alg: 'HS256' })
                .setJti(newId('ses'))
                .setExpirationTime(`${sessionSeconds}s`)
                .sign(await key);
        },
        async authenticate(request, token) {
            const claims = await claimsOf(token ?? tokenOf(request));
            if (!claims) return null;
            const [ended, user] = await Promise.all([
                isEnded(claims.key),
                accounts.find(claims.id),
            ]);
            if (ended || user?.passwordStamp !== claims.passwordStamp) return null;
            return { user, key: claims.key, expiresAt: claims.expiresAt };
        },
        async end(session) {
            const now = Date.now();
            const ended = { key: session.key, expires_at: session.expiresAt, ended_at: now };
            // On a machine whose clock is behind, a session that has expired here is still valid.
            const expired = database.deleteFrom('ended_sessions');
            await expired.where('expires_at', '<', now - clockSkewMs).execute();
            await database
                .insertInto('ended_sessions')
                .values(ended)
                .onConflict((conflict) => conflict.doNothing())
                .execute();
        },
        async endedSince(time) {
            const ended = database.selectFrom('ended_sessions').select('key');
            const rows = await ended.where('ended_at', '>=', time).execute();
            return rows.map((row) => row.key);
        },
        async outdated(open) {
            const found: AccountSession[] = [];
            for (let start = 0; start < open.length; start += checkedAtOnce) {
                const some = open.slice(start, start + checkedAtOnce);
                const stamps = await accounts.passwordStamps(some.map(({ user }) => user.id));
                const isOutdated = ({ user }: AccountSession) =>
                    stamps.get(user.id) !== user.passwordStamp;
                found.push(...some.filter(isOutdated));
            }
            return found;
        },
    };
}

function createKey(secret: string): Promise<CryptoKey> {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const bytes = new TextEncoder().encode(secret);
    return crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);
}

interface Claims {
    id: string;
    passwordStamp: string;
    key: string;
    expiresAt: number;
}

async function verify(token: string, key: CryptoKey): Promise<Claims | null> {
    try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
        const { id, passwordStamp, jti, exp } = payload;
        if (typeof id !== 'string' || typeof passwordStamp !== 'string') return null;
        if (jti === undefined || exp === undefined) return null;
        return { id, passwordStamp, key: jti, expiresAt: exp * 1000 };
    } catch {
        return null;
    }
}

/** The header decides: it is set on purpose, whereas cookies are sent automatically. */
function tokenOf(request: IncomingMessage): string | undefined {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) return /^Bearer (\S+)$/i.exec(authorization)?.[1];
    return cookie === undefined ? undefined : parse(cookie)[sessionCookie];
}

/** A secret stored in the database, so that sessions survive a restart without a configured one. */
export async function storedSecret(database: Kysely<AccountsSchema>): Promise<string> {
    await database
        .insertInto('settings')
        .values({ key: 'session_secret', value: randomBytes(32).toString('hex') })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    const row = await database
        .selectFrom('settings')
        .select('value')
        .where('key', '=', 'session_secret')
        .executeTakeFirstOrThrow();
    return row.value;
}
