// Signing in and out, and the current user.

import type { CookieOptions, Request, Response } from 'express';
import express, { Router } from 'express';
import { z } from 'zod';
import type { LimitName, Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { bodyObject, parse } from '../rest/body.ts';
import { errorAnswers, HttpError } from '../rest/errors.ts';
import { addressKey } from '../web/addresses.ts';
import type { Csrf } from '../web/csrf.ts';
import type { Account, Accounts } from './accounts.ts';
import { type Sessions, sessionCookie, sessionSeconds } from './sessions.ts';

export interface AccountRoutes {
    accounts: Accounts;
    sessions: Sessions;
    csrf: Csrf;
    limits: Limits;
    log: Log;
    /** Whether anybody may pick a demo account without a password. */
    demo: boolean;
    cookie: CookieOptions;
    /** Called with the key of a sign-in that has ended. */
    onEnd(key: string): void;
}

const login = z.object({
    userId: z.string().max(128).optional(),
    email: z.string().max(254).optional(),
    password: z.string().max(1024).optional(),
    remember: z.boolean().optional(),
    /** Returns the session's token in the body, for clients without cookies. */
    bearer: z.boolean().optional(),
});

export function createAccountRouter(routes: AccountRoutes): Router {
    const router = Router();
    const [auth, asked] = [limitByAddress(routes, 'auth'), limitByAddress(routes, 'requests')];
    router.use(express.json({ limit: 10_000, inflate: false }));
    router.get('/csrf-token', auth, (request, response) => {
        response.json({ csrfToken: routes.csrf.issue(request, response) });
    });
    router.post('/auth/login', auth, (request, response) => signIn(routes, request, response));
    router.post('/auth/logout', asked, routes.csrf.protect, (request, response) =>
        signOut(routes, request, response),
    );
    router.get('/auth/me', asked, async (request, response) => {
        const session = await routes.sessions.authenticate(request);
        const user = session ? accountView(session.user) : null;
        response.json({ user, ...user });
    });
    router.get('/auth/accounts', asked, async (_request, response) => {
        if (!routes.demo) throw new HttpError(404, 'Not found');
        const accounts = await routes.accounts.demoAccounts();
        response.json({ accounts: accounts.map(accountView) });
    });
    router.get('/me/suppliers', asked, async (request, response) => {
        const session = await routes.sessions.authenticate(request);
        if (!session) throw new HttpError(401, 'Unauthenticated', { message: 'Please sign in' });
        response.json({ items: await routes.accounts.profilesOf(session.user.id) });
    });
    router.use(() => {
        throw new HttpError(404, 'Not found');
    });
    router.use(errorAnswers(routes.log));
    return router;
}

function accountView({ id, name, email, role }: Account) {
    return { id, name, email, role };
}

function limitByAddress({ limits }: AccountRoutes, name: LimitName) {
    return async (request: Request, _response: Response, next: () => void) => {
        const key = `accounts ${addressKey(request.ip)}`;
        const { allowed, retryAfterMs } = await limits.take(name, key);
        if (!allowed) throw new HttpError(429, 'Too many requests', { retryAfterMs });
        next();
    };
}

async function signIn(routes: AccountRoutes, request: Request, response: Response): Promise<void> {
    const given = parse(login, bodyObject(request));
    const account = await accountOf(routes, given);
    if (!account) throw new HttpError(401, 'Invalid credentials');
    const token = await routes.sessions.begin(account);
    response.cookie(sessionCookie, token, {
        ...routes.cookie,
        httpOnly: true,
        ...(given.remember ? { maxAge: sessionSeconds * 1000 } : {}),
    });
    const user = accountView(account);
    response.json({ user, ...user, ...(given.bearer ? { token } : {}) });
}

async function accountOf(
    { accounts, demo }: AccountRoutes,
    given: z.output<typeof login>,
): Promise<Account | null> {
    if (given.email !== undefined && given.password !== undefined) {
        return accounts.verify(given.email, given.password);
    }
    const account = demo && given.userId ? await accounts.find(given.userId) : null;
    return account?.demo ? account : null;
}

async function signOut(routes: AccountRoutes, request: Request, response: Response): Promise<void> {
    const session = await routes.sessions.authenticate(request);
    if (session) {
        await routes.sessions.end(session);
        routes.onEnd(session.key);
    }
    response.clearCookie(sessionCookie, { ...routes.cookie, httpOnly: true });
    response.json({ success: true });
}
