// Reads the environment into options, once. Invalid values abort the start.

import { z } from 'zod';
import { defaultLimits, type LimitName } from './limits.ts';
import { defaultOptions, type ReferenceServerOptions } from './reference_server.ts';

const milliseconds = z.coerce.number().int().min(1).max(3_600_000);
/** Long, and not one repeated character. */
const secret = z
    .string()
    .min(16)
    .refine((value) => new Set(value).size >= 8, 'Too simple; take one of `openssl rand -hex 32`');
const flag = z.enum(['0', '1']).transform((value) => value === '1');
const count = z.coerce.number().int().min(1);
const origin = z.url().transform((value) => new URL(value).origin);

const environment = z.object({
    // A misspelt `production` would run as a demo, with accounts that need no password.
    NODE_ENV: z.enum(['production', 'development', 'test']).optional(),
    PORT: z.coerce.number().int().min(0).max(65_535).default(defaultOptions.port),
    HOST: z.string().default(defaultOptions.host),
    DATABASE: z.string().default(defaultOptions.database),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    SESSION_SECRET: secret.optional(),
    DEMO: flag.optional(),
    METRICS_TOKEN: secret.optional(),
    DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(defaultOptions.drainMs),
    ORIGINS: z
        .string()
        .default('')
        .transform((value) => value.split(',').map((one) => one.trim()))
        .transform((values) => values.filter((one) => one !== ''))
        .pipe(z.array(origin)),
    TRUSTED_PROXIES: z.coerce.number().int().min(0).default(defaultOptions.trustedProxies),
    SOCKET_PATH: z.string().startsWith('/').default(defaultOptions.socketPath),
    PING_INTERVAL_MS: milliseconds.default(defaultOptions.pingIntervalMs),
    PING_TIMEOUT_MS: milliseconds.default(defaultOptions.pingTimeoutMs),
    TYPING_EXPIRY_MS: milliseconds.default(defaultOptions.typingExpiryMs),
});

const limitNames = Object.keys(defaultLimits) as LimitName[];
const limitVariable = (name: LimitName) => `LIMIT_${name.toUpperCase()}`;

export const environmentVariables: readonly string[] = [
    ...Object.keys(environment.shape),
    ...limitNames.map(limitVariable),
];

/** Throws an Error whose message names the variable and what is wrong with it. */
export function readEnvironment(variables: Variables): Partial<ReferenceServerOptions> {
    const limits = z.object(
        Object.fromEntries(limitNames.map((name) => [limitVariable(name), count.optional()])),
    );
    const values: z.output<typeof environment> & Record<string, unknown> = parse(
        environment.and(limits),
        variables,
    );
    const production = values.NODE_ENV === 'production';
    if (production && values.SESSION_SECRET === undefined) {
        throw new Error('SESSION_SECRET is required when NODE_ENV is production');
    }
    return {
        production,
        demo: values.DEMO ?? !production,
        logRequests: production,
        metrics: values.METRICS_TOKEN !== undefined || (!production && isLoopback(values.HOST)),
        metricsToken: values.METRICS_TOKEN,
        drainMs: values.DRAIN_MS,
        host: values.HOST,
        port: values.PORT,
        database: values.DATABASE_URL ?? values.DATABASE,
        redisUrl: values.REDIS_URL,
        sessionSecret: values.SESSION_SECRET,
        origins: values.ORIGINS,
        trustedProxies: values.TRUSTED_PROXIES,
        socketPath: values.SOCKET_PATH,
        pingIntervalMs: values.PING_INTERVAL_MS,
        pingTimeoutMs: values.PING_TIMEOUT_MS,
        typingExpiryMs: values.TYPING_EXPIRY_MS,
        limits: Object.fromEntries(
            limitNames
                .filter((name) => values[limitVariable(name)] !== undefined)
                .map((name) => [name, values[limitVariable(name)] as number]),
        ),
    };
}

/** Only the database from the same variables: a file, ':memory:' or a PostgreSQL URL. */
export function readDatabase(variables: Variables): string {
    const values = parse(environment.pick({ DATABASE: true, DATABASE_URL: true }), variables);
    return values.DATABASE_URL ?? values.DATABASE;
}

type Variables = Record<string, string | undefined>;

function parse<Schema extends z.ZodType>(schema: Schema, variables: Variables): z.output<Schema> {
    // `PORT= npm start` means the same as leaving it unset.
    const set = Object.entries(variables).filter(([, value]) => value !== '');
    const result = schema.safeParse(Object.fromEntries(set));
    if (!result.success) throw new Error(explain(result.error, variables));
    return result.data;
}

/** Whether only this machine can connect. */
function isLoopback(host: string): boolean {
    return /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
}

/** Values of these are never printed: a URL may contain a password. */
const unspoken = ['SESSION_SECRET', 'METRICS_TOKEN', 'DATABASE_URL', 'REDIS_URL'];

function explain(error: z.ZodError, variables: Variables): string {
    const lines = error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        const given = unspoken.includes(name) ? '' : ` (it is "${variables[name]}")`;
        return `${path.join('.')}: ${message}${given}`;
    });
    return lines.join('\n');
}
