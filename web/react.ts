/** Hooks for React. Importing this has no side effects, nor has rendering on a server. */
import {
    createContext,
    createElement,
    type ReactNode,
    useCallback,
    useContext,
    useSyncExternalStore,
} from 'react';
import { userIdOf } from './drafts.ts';
import {
    type ClientState,
    type ConnectionMode,
    type ConversationObject,
    type ErrorDetail,
    type MessageObject,
    MessagingManager,
    type MessagingSystem,
    messagingManager,
    messagingSystem,
    type StateDetail,
} from './messaging.ts';

const Context = createContext<MessagingSystem>(messagingSystem);

/** Makes the hooks below it use `system` instead of the default one. */
export function MessagingProvider(props: { system: MessagingSystem; children?: ReactNode }) {
    return createElement(Context.Provider, { value: props.system }, props.children);
}

/** The system, for everything that has no hook. */
export function useMessaging(): MessagingSystem {
    return useContext(Context);
}

/** An id; without one, nothing is followed. */
type Id = string | null | undefined;

/** The user's conversations, newest first; `undefined` before the first response. */
export function useConversations(
    userId: Id,
    userType = 'customer',
): ConversationObject[] | undefined {
    return useConversationList(userId, userType).list;
}

/** Why there is no list of conversations yet; `undefined` while that is not known. */
export function useConversationsError(userId: Id, userType = 'customer'): ErrorDetail | undefined {
    return useConversationList(userId, userType).error;
}

function useConversationList(userId: Id, userType: string): Fetched<ConversationObject> {
    const system = useMessaging();
    const isNamed = userId !== null && userId !== undefined;
    const key = JSON.stringify(['conversations', isNamed && userId, userType]);
    return useSource<Fetched<ConversationObject>>(
        system,
        key,
        nothing,
        isNamed
            ? fetched(system, ['conversations', null], (set) =>
                  system.listenToUserConversations(userId, userType, set),
              )
            : idleStart,
    );
}

export interface Messages {
    /** The newest messages, oldest first; `undefined` before the first response. */
    messages: MessageObject[] | undefined;
    /** Why there are no messages yet; `undefined` while that is not known. */
    error: ErrorDetail | undefined;
    /** The same as `messagingSystem.sendMessage`. */
    send(message: object | string): Promise<string>;
    /** Loads older messages. Resolves with whether there are more. */
    loadOlder(): Promise<boolean>;
}

/** The messages of a conversation, which stays joined while a component uses this. */
export function useMessages(conversationId: Id): Messages {
    const system = useMessaging();
    const id = conversationId ?? '';
    const key = JSON.stringify(['messages', id]);
    const { list: messages, error } = useSource<Fetched<MessageObject>>(
        system,
        key,
        nothing,
        id
            ? fetched(system, ['messages', String(id)], (set) => system.listenToMessages(id, set))
            : idleStart,
    );
    const send = useCallback(
        (message: object | string) => system.sendMessage(id, message),
        [system, id],
    );
    const loadOlder = useCallback(async () => id !== '' && system.loadOlder(id), [system, id]);
    return { messages, error, send, loadOlder };
}

/** The number of unread messages of the user; `undefined` before the first response. */
export function useUnreadCount(): number | undefined {
    const system = useMessaging();
    return useSource<number | undefined>(system, 'unread', undefined, (set) =>
        // The server knows whose messages they are.
        whileUsed(system, set, () => system.listenToUnreadCount('', '', set)),
    );
}

export interface Typing {
    /** User ids of the others who are typing. */
    userIds: readonly string[];
    /** Call this on every keystroke, and with `false` when the text is gone. */
    setTyping(isTyping: boolean): void;
}

const nobody: readonly string[] = [];

/** Who is typing in a conversation joined elsewhere, such as by `useMessages`. */
export function useTyping(conversationId: Id): Typing {
    const system = useMessaging();
    const id = conversationId ?? '';
    const key = JSON.stringify(['typing', id]);
    const start: Start<readonly string[]> = (set) => {
        const manager = managerOf(system);
        const read = () => {
            const users = manager.getTypingUsers(id);
            set(users.length > 0 ? users : nobody);
        };
        read();
        return listen(['messagingManager:typingUpdate'], (event) => {
            if ((event as CustomEvent).detail.conversationId === id) read();
        });
    };
    const userIds = useSource(system, key, nobody, id ? start : idleStart);
    const setTyping = useCallback(
        (isTyping: boolean) => {
            if (id) system.sendTypingStatus(id, isTyping);
        },
        [system, id],
    );
    return { userIds, setTyping };
}

export interface Draft {
    /** The unsent text; empty if there is none. */
    draft: string;
    /** Changes the text, which outlives the page once the user is known. */
    setDraft(text: string): void;
}

/** A text, whose it is, and as much of it as was stored when it was last written or read. */
interface KeptText {
    text: string;
    /** Empty if no user was known. */
    userId: string;
    stored: string;
}

const noText: KeptText = { text: '', userId: '', stored: '' };

/** The user's unsent text in a conversation. */
export function useDraft(conversationId: Id): Draft {
    const system = useMessaging();
    const id = conversationId ?? '';
    const source: Source<KeptText> = sourceOf(system, JSON.stringify(['draft', id]), noText, () =>
        id ? followDraft(system, id, source) : () => {},
    );
    const { text: draft } = useValue(source);
    const setDraft = useCallback(
        (text: string) => {
            if (id) writeDraft(system, id, source, text);
        },
        [system, id, source],
    );
    return { draft, setDraft };
}

function writeDraft(
    system: MessagingSystem,
    id: string,
    source: Source<KeptText>,
    text: string,
): void {
    system.setDraft(id, text);
    source.set({ text, userId: userIdOf(system._link), stored: system.draft(id) });
}

/** Reads the draft whenever another user may be signed in, or another tab may have written. */
function followDraft(system: MessagingSystem, id: string, source: Source<KeptText>): () => void {
    const read = () => {
        const { text, userId, stored } = source.read();
        const user = userIdOf(system._link);
        const now = system.draft(id);
        // What was written while no user was known becomes the draft of whoever is known now.
        if (text !== '' && userId === '' && user !== '') writeDraft(system, id, source, text);
        else if (now !== stored || userId !== user) {
            source.set({ text: now, userId: user, stored: now });
        }
    };
    read();
    return listen(['messaging:state', 'storage'], read);
}

export interface Connection {
    state: ClientState;
    mode: ConnectionMode;
    /** Whether events arrive in real time. */
    isConnected: boolean;
}

const idle: Connection = { state: 'idle', mode: 'none', isConnected: false };

/** The state of the connection. */
export function useConnection(): Connection {
    const system = useMessaging();
    return useSource<Connection>(system, 'connection', idle, (set) => {
        const read = () => {
            const { state, mode, isConnected } = system;
            set({ state, mode, isConnected });
        };
        read();
        return listen(['messaging:state', 'messaging:connection'], read);
    });
}

/** A list, or why it has not come yet. */
interface Fetched<Item> {
    list: Item[] | undefined;
    error: ErrorDetail | undefined;
}

const nothing = { list: undefined, error: undefined };

/** Starts a list, whose errors have this operation and conversation. */
function fetched<Item>(
    system: MessagingSystem,
    [operation, conversationId]: [ErrorDetail['operation'], string | null],
    start: (set: (list: Item[] | undefined) => void) => () => void,
): Start<Fetched<Item>> {
    return (set) => {
        let isThere = false;
        const stop = listen(['messaging:error'], (event) => {
            const { detail: error } = event as CustomEvent<ErrorDetail>;
            const isIts = error.operation === operation && error.conversationId === conversationId;
            // A list that is there is fetched again, whatever happened to it.
            // Without the core there is nothing at all.
            const isEvery = error.operation === 'core';
            if ((isIts || isEvery) && !isThere) set({ list: undefined, error });
        });
        const give = (list: Item[] | undefined) => {
            isThere = list !== undefined;
            set({ list, error: undefined });
        };
        const end = whileUsed(system, give, () => start(give));
        return () => {
            stop();
            end();
        };
    };
}

/** Follows until `cleanup()`, which forgets the callback, and again once the system is used. */
function whileUsed(
    system: MessagingSystem,
    set: (value: undefined) => void,
    start: () => () => void,
): () => void {
    let end: (() => void) | undefined = start();
    const stop = listen(['messaging:state'], (event) => {
        if (!isCleanup(event as CustomEvent<StateDetail>, system)) {
            if (system.state !== 'idle') end ??= start();
            return;
        }
        end = undefined;
        set(undefined);
    });
    return () => {
        stop();
        end?.();
    };
}

const isCleanup = ({ detail }: CustomEvent<StateDetail>, system: MessagingSystem) =>
    detail.reason === 'stopped' && system.state === 'idle';

function listen(names: string[], listener: (event: Event) => void): () => void {
    for (const name of names) window.addEventListener(name, listener);
    return () => {
        for (const name of names) window.removeEventListener(name, listener);
    };
}

const managers = new WeakMap([[messagingSystem, messagingManager]]);

function managerOf(system: MessagingSystem): MessagingManager {
    const manager = managers.get(system) ?? new MessagingManager(system, false);
    managers.set(system, manager);
    return manager;
}

/** Starts following something; `set` gets each new value. Returns the function that stops it. */
type Start<Value> = (set: (value: Value) => void) => () => void;

const idleStart = () => () => {};

/** A subscription shared by all components: starts with the first, ends after the last. */
class Source<Value> {
    private readonly listeners = new Set<() => void>();
    private end: (() => void) | null = null;
    private value: Value;

    constructor(
        private readonly initial: Value,
        private readonly start: Start<Value>,
    ) {
        this.value = initial;
    }

    readonly read = (): Value => this.value;
    readonly readInitial = (): Value => this.initial;

    readonly set = (value: Value): void => {
        this.value = value;
        for (const each of [...this.listeners]) each();
    };

    readonly subscribe = (changed: () => void): (() => void) => {
        // Two components may pass the same function.
        const listener = () => changed();
        this.listeners.add(listener);
        this.end ??= this.start(this.set);
        return () => {
            this.listeners.delete(listener);
            // Strict mode unsubscribes and resubscribes at once.
            queueMicrotask(() => this.endWhenUnused());
        };
    };

    private endWhenUnused(): void {
        if (this.listeners.size > 0 || !this.end) return;
        this.end();
        this.end = null;
        this.value = this.initial;
    }
}

const sources = new WeakMap<MessagingSystem, Map<string, Source<unknown>>>();

function sourceOf<Value>(
    system: MessagingSystem,
    key: string,
    initial: Value,
    start: Start<Value>,
): Source<Value> {
    const known = sources.get(system) ?? new Map<string, Source<unknown>>();
    sources.set(system, known);
    const source = (known.get(key) as Source<Value> | undefined) ?? new Source(initial, start);
    // A page has one for each conversation that it has shown; a server would keep everybody's.
    if (typeof window !== 'undefined') known.set(key, source as Source<unknown>);
    return source;
}

const useValue = <Value>({ subscribe, read, readInitial }: Source<Value>): Value =>
    useSyncExternalStore(subscribe, read, readInitial);

const useSource = <Value>(...named: Parameters<typeof sourceOf<Value>>): Value =>
    useValue(sourceOf(...named));
