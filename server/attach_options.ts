// Validates the options of `attachMessaging` up front: with a misspelt `authorize`, the default
// would let in users the application means to keep out.

import type { MessagingOptions } from './attach_messaging.ts';
import { defaultLimits, type Limits } from './limits.ts';

type Test = (value: unknown) => boolean;
/** What a value must be, in words; a test of its type; a test of its range. */
type Rule = [words: string, isKind: Test, isInRange?: Test];

const isObject: Test = (value) => typeof value === 'object' && value !== null;
const hasMethods = (value: unknown, ...names: string[]) =>
    names.every((name) => typeof (value as Record<string, unknown>)?.[name] === 'function');

const method: Rule = ['a function', (value) => typeof value === 'function'];
const methods = (...names: string[]): Rule => [
    `an object with the functions ${names.join(', ')}`,
    (value) => hasMethods(value, ...names),
];
const wholeNumber = (min: number, max: number): Rule => [
    `a whole number from ${min} to ${max}`,
    (value) => typeof value === 'number',
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
];

const day = 86_400_000;
const asked = ['conversation', 'conversationsOf', 'unreadOf', 'history', 'addMessage', 'markRead'];

const rules: Record<keyof MessagingOptions, Rule> = {
    store: [
        'a store, such as await openSqliteStore(file)',
        (value) => hasMethods(value, ...asked, 'cursor', 'changesSince'),
    ],
    authenticate: ['a function that answers a session or null', method[1]],
    authorize: method,
    protect: method,
    path: [
        'a path such as /api/messages',
        (value) => typeof value === 'string',
        (value) => /^\/.*[^/]$/.test(String(value)),
    ],
    limits: [
        'numbers such as { messages: 100 }, or { take(name, key) }',
        (value) => isObject(value) && (!areShared(value) || hasMethods(value, 'take')),
    ],
    addressOf: method,
    typingExpiryMs: wholeNumber(1, day),
    onRefused: method,
    log: methods('info', 'error'),
    neighbours: methods('announce', 'listen'),
    pollMs: wholeNumber(1, day),
    onTold: method,
};
const limitRules = Object.fromEntries(
    Object.keys(defaultLimits).map((name) => [name, wholeNumber(1, Number.MAX_SAFE_INTEGER)]),
);

function check(name: string, value: unknown, [words, isKind, isInRange]: Rule): void {
    const isRight = isKind(value);
    if (isRight && isInRange?.(value) !== false) return;
    // Show only the type of an object: `[object Promise]` points to a missing `await`.
    const shown =
        typeof value === 'function' || isObject(value)
            ? Object.prototype.toString.call(value)
            : String(value);
    const says = `${name} is ${shown}, but must be ${words}`;
    throw isRight ? new RangeError(says) : new TypeError(says);
}

function checkAll(given: object, table: Record<string, Rule>, prefix: string): void {
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(table, name));
    if (unknown !== undefined) {
        const names = Object.keys(table).join(', ');
        throw new TypeError(`There is no option ${prefix}${unknown} among ${names}`);
    }
    for (const [name, rule] of Object.entries(table)) {
        const value = (given as Record<string, unknown>)[name];
        const isRequired = name === 'store' || name === 'authenticate';
        if (isRequired || value !== undefined) check(`Option ${prefix}${name}`, value, rule);
    }
}

/** Throws if something is missing, unknown, of the wrong type or out of range. */
export function checkAttachment(io: unknown, app: unknown, options: MessagingOptions): void {
    const isServer: Test = (value) => hasMethods(value, 'in', 'on', 'use');
    const isApplication: Test = (value) =>
        hasMethods(value, 'use') || hasMethods(value, 'listeners', 'on');
    check('io', io, ['a Server of socket.io', isServer]);
    check('app', app, ['an application of Express or an HTTP server', isApplication]);
    check('options', options, ['an object with store and authenticate', isObject]);
    checkAll(options, rules, '');
    if (!areShared(options.limits)) checkAll(options.limits ?? {}, limitRules, 'limits.');
}

/** Whether `limits` is an implementation, such as one shared between processes. */
export function areShared(limits: unknown): limits is Limits {
    return isObject(limits) && 'take' in (limits as object);
}
