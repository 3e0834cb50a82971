// The exports of `messaging-wasm/server`.

export { attachMessaging, type Messaging, type MessagingOptions } from './attach_messaging.ts';
export { features } from './contract.ts';
export { defaultLimits, type LimitOptions, type Limits, type Verdict } from './limits.ts';
export { consoleLog, type Log, silentLog } from './log.ts';
export type { Application } from './mount.ts';
export type { BacklogFigures } from './realtime/backlog.ts';
export type { Neighbours } from './realtime/publisher.ts';
export type { Refusal } from './realtime/refusal.ts';
export { createMemoryStore } from './store/memory_store.ts';
export type * from './store/store.ts';
export { StoreUnavailable } from './store/store.ts';
export type { Session, User } from './user.ts';
