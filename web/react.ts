/** Hooks for React. Importing this has no side effects, nor has rendering on a server. */
import {
    createContext,
    createElement,
    type ReactNode,
    useCallback,
    useContext,
    useSyncExternalStore,
} from 'react';
import {
    type ClientState,
    type ConnectionMode,
    type ConversationObject,
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

/** The user's conversations, newest first; `undefined` before the first response. */
export function useConversations(
    userId: string,
    userType = 'customer',
): ConversationObject[] | undefined {
    const system = useMessaging();
    const key = JSON.stringify(['conversations', userId, userType]);
    return useSource<ConversationObject[] | undefined>(system, key, undefined, (set) =>
        whileUsed(system, set, () => system.listenToUserConversations(userId, userType, set)),
    );
}

export interface Messages {
    /** The newest messages, oldest first; `undefined` before the first response. */
    messages: MessageObject[] | undefined;
    /** The same as `messagingSystem.sendMessage`. */
    send(message: Record<string, unknown> | string): Promise<string>;
    /** Loads older messages. Resolves with whether there are more. */
    loadOlder(): Promise<boolean>;
}

/** The messages of a conversation, which stays joined while a component uses this. */
export function useMessages(conversationId: string): Messages {
    const system = useMessaging();
    const key = JSON.stringify(['messages', conversationId]);
    const messages = useSource<MessageObject[] | undefined>(system, key, undefined, (set) =>
        whileUsed(system, set, () => system.listenToMessages(conversationId, set)),
    );
    const send = useCallback(
        (message: Record<string, unknown> | string) => system.sendMessage(conversationId, message),
        [system, conversationId],
    );
    const loadOlder = useCallback(() => system.loadOlder(conversationId), [system, conversationId]);
    return { messages, send, loadOlder };
}

export interface Typing {
    /** User ids of the others who are typing. */
    userIds: readonly string[];
    /** Call this on every keystroke, and with `false` when the text is gone. */
    setTyping(isTyping: boolean): void;
}

const nobody: readonly string[] = [];

/** Who is typing in a conversation joined elsewhere, such as by `useMessages`. */
export function useTyping(conversationId: string): Typing {
    const system = useMessaging();
    const key = JSON.stringify(['typing', conversationId]);
    const userIds = useSource<readonly string[]>(system, key, nobody, (set) => {
        const manager = managerOf(system);
        const read = () => {
            const users = manager.getTypingUsers(conversationId);
            set(users.length > 0 ? users : nobody);
        };
        read();
        return listen(['messagingManager:typingUpdate'], (event) => {
            if ((event as CustomEvent).detail.conversationId === conversationId) read();
        });
    });
    const setTyping = useCallback(
        (isTyping: boolean) => system.sendTypingStatus(conversationId, isTyping),
        [system, conversationId],
    );
    return { userIds, setTyping };
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

    readonly subscribe = (changed: () => void): (() => void) => {
        // Two components may pass the same function.
        const listener = () => changed();
        this.listeners.add(listener);
        this.end ??= this.start((value) => {
            this.value = value;
            for (const each of [...this.listeners]) each();
        });
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

function useSource<Value>(
    system: MessagingSystem,
    key: string,
    initial: Value,
    start: Start<Value>,
): Value {
    const known = sources.get(system) ?? new Map<string, Source<unknown>>();
    sources.set(system, known);
    const source = (known.get(key) as Source<Value> | undefined) ?? new Source(initial, start);
    // On a server nothing subscribes, so nothing would ever remove the entry.
    if (typeof window !== 'undefined') known.set(key, source as Source<unknown>);
    return useSyncExternalStore(source.subscribe, source.read, source.readInitial);
}
